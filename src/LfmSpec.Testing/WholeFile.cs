using System.Text;

namespace LfmSpec.Testing;

/// <summary>A text file that is there whole or not at all, whoever else writes the same one.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside it first, under a name of its own, and takes its place then. The folder is made if it is not there.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="text">What it holds, as UTF-8 without a mark.</param>
    /// <exception cref="IOException">It cannot be written, and is as it was.</exception>
    internal static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // After a success it has moved away.
            File.Delete(temporary);
        }
    }
}
