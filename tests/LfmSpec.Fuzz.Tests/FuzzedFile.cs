namespace LfmSpec.Fuzz.Tests;

/// <summary>How a file is written, which says what in it can be exchanged.</summary>
internal enum FileFormat
{
    /// <summary>One JSON text.</summary>
    Json,

    /// <summary>A JSON text a line.</summary>
    JsonLines,

    /// <summary>A JSON header behind its length, then data.</summary>
    Safetensors,

    /// <summary>Lines of text.</summary>
    Text,
}

/// <summary>A kind of file that the product reads.</summary>
/// <param name="Name">The kind's name, as a folder has it.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Seeds">Whole files of the kind, which mutations begin with.</param>
/// <param name="Read">Reads a file's bytes as the product does and uses what it gives; the folder is this kind's own, the same for every input.</param>
internal sealed record FuzzedFile(string Name, FileFormat Format, IReadOnlyList<byte[]> Seeds, Action<byte[], string> Read)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
