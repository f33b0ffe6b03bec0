using System.Text;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>Reads a table's file. A damaged one is one error that names file and line, and no other table's.</summary>
public static class TableFile
{
    // The largest approved page of the atlas has some 60 kB.
    private const long LargestBytes = 16 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do about a damaged one, without a full stop.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">The file cannot be read, or is no table.</exception>
    public static ResultTable Read(string path, string remedy)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
            {
                throw new LabException($"{path}: it has more than {LargestBytes >> 20} MB, and no table has. {remedy}.");
            }

            var text = Strict.GetString(File.ReadAllBytes(path));
            return ResultTable.Parse(text, out var problem) ?? throw new LabException($"{path}: this is not a table as LfmSpec writes them ({problem}). {remedy}.");
        }
        catch (DecoderFallbackException)
        {
            throw new LabException($"{path}: it is not UTF-8. {remedy}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: it cannot be read ({error.Message}). {remedy}.");
        }
    }
}
