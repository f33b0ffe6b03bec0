using LfmSpec.Lab;
using LfmSpec.Models.Files;

namespace LfmSpec.Testing;

/// <summary>Reads a table's file. A damaged one is one error that names file and line, and no other table's.</summary>
public static class TableFile
{
    // The largest approved page of the atlas has some 60 kB.
    private const int LargestBytes = 16 << 20;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do about a damaged one, without a full stop.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">The file cannot be read, or is no table.</exception>
    public static ResultTable Read(string path, string remedy)
    {
        var text = InputFile.ReadText(path, new FileKind(LargestBytes, fault => new LabException(fault.ToString()), _ => remedy));
        return ResultTable.Parse(text, out var problem) ?? throw new LabException($"{path}: this is not a table as LfmSpec writes them ({problem}). {remedy}.");
    }
}
