using System.Diagnostics;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>
/// A file of lines that several processes append to and read. It is its own lock: whoever appends opens it for nobody else, which is flock on Unix and a
/// share mode on Windows, so that a process that dies leaves no lock behind. Nobody sees half of what another is writing.
/// </summary>
internal static class SharedFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION; EAGAIN of Linux and of macOS.
    private static readonly int[] Held = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    /// <summary>Appends whole lines in one write, after a line feed if what is there ends in the middle of a line: of a process that was killed.</summary>
    /// <param name="path">The file; it is made if it is not there.</param>
    /// <param name="lines">Lines, each ended by a line feed.</param>
    /// <exception cref="IOException">It cannot be written, and is as it was; or another process holds it for a minute.</exception>
    internal static void Append(string path, string lines)
    {
        using var file = Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var end = file.Length;
        var text = Encoding.UTF8.GetBytes(EndsALine(file) ? lines : "\n" + lines);
        try
        {
            file.Seek(end, SeekOrigin.Begin);
            file.Write(text);
        }
        catch (IOException)
        {
            file.SetLength(end);
            throw;
        }
    }

    /// <summary>Reads the lines, as long as nobody writes.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The lines, in order.</returns>
    /// <exception cref="IOException">It cannot be read; or another process holds it for a minute.</exception>
    internal static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(Open(path, FileMode.Open, FileAccess.Read, FileShare.Read), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        for (var waiting = Stopwatch.StartNew(); ;)
        {
            try
            {
                return new FileStream(path, mode, access, share, access == FileAccess.Read ? 1 << 16 : 0);
            }
            catch (IOException error) when (Held.Contains(error.HResult))
            {
                if (waiting.Elapsed > Patience)
                {
                    throw new IOException($"another process has held it for {Patience.TotalSeconds:0} s", error);
                }
            }

            Thread.Sleep(Random.Shared.Next(1, (int)LongestPause.TotalMilliseconds));
        }
    }

    private static bool EndsALine(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
