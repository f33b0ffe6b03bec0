using System.Diagnostics;
using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Kept;

/// <summary>
/// A file of lines that several processes append to and read. It is its own lock: whoever appends opens it for nobody else, which is flock on Unix and a
/// share mode on Windows, so that a process that dies leaves no lock behind. Nobody sees half of what another is writing.
/// </summary>
internal static class SharedFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    // More than twice a run of every measure at every position of a context of 128,000.
    private const int LongestLine = 1 << 24;

    private static readonly FileKind Kind = new(int.MaxValue, fault => new IOException(fault.What, fault.Cause), _ => "");

    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION; EAGAIN of Linux and of macOS.
    private static readonly int[] Held = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    /// <summary>Appends whole lines in one write, after a line feed if what is there ends in the middle of a line: of a process that was killed.</summary>
    /// <param name="path">The file; it is made if it is not there.</param>
    /// <param name="lines">Lines, each ended by a line feed.</param>
    /// <exception cref="IOException">It cannot be written, and is as it was; or another process holds it for a minute.</exception>
    internal static void Append(string path, string lines)
    {
        using var file = Waiting(path, () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
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
    /// <returns>The lines, in order; null for one that is too long to be any of ours.</returns>
    /// <exception cref="IOException">It cannot be read or is no regular file; or another process holds it for a minute.</exception>
    internal static IEnumerable<string?> Lines(string path)
    {
        using var file = Waiting(path, () => InputFile.Open(path, Kind));
        foreach (var line in BoundedLines.Of(file, LongestLine))
        {
            yield return line;
        }
    }

    private static FileStream Waiting(string path, Func<FileStream> open)
    {
        if (File.Exists(path) && !RegularFile.Is(path))
        {
            throw new IOException("this is no regular file but a pipe, a socket or a device");
        }

        for (var waiting = Stopwatch.StartNew(); ;)
        {
            try
            {
                return open();
            }
            catch (IOException error) when (Held.Contains((error.InnerException ?? error).HResult))
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
