using System.Text;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// Files that are there whole or not at all: written beside their place first, and moved into it when they are complete. They take the place of regular files
/// alone: never that of a device, a pipe, a folder or a link.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes all of it to the path that it is given, in the same folder.</param>
    /// <param name="overwrite">Whether a file that is there is replaced; if not, it stays and the writing fails.</param>
    /// <exception cref="IOException">The file cannot be written, is there and is not to be replaced, or is no regular file. What was there before is unchanged, and nothing else is left.</exception>
    public static void Write(string path, Action<string> write, bool overwrite = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        Check(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            Check(path);
            File.Move(temporary, path, overwrite);
        }
        finally
        {
            // After a success it has moved away.
            Delete(temporary);
        }
    }

    /// <summary>Writes a text. The folder is made if it is not there.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="text">What it holds, as UTF-8 without a mark.</param>
    /// <exception cref="IOException">The file cannot be written. What was there before is unchanged, and nothing else is left.</exception>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Write(path, temporary => File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
    }

    /// <summary>Checks that a file may be put at a path.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">Something is there that is no regular file.</exception>
    internal static void Check(string path)
    {
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new IOException($"'{SafeText.Quote(path)}' {problem}.");
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
