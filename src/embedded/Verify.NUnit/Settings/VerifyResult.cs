namespace VerifyTests;

/// <summary>A verification that passed.</summary>
public class VerifyResult
{
    private readonly FilePair file;

    internal VerifyResult(FilePair file, object? target)
    {
        this.file = file;
        Target = target;
    }

    /// <summary>What was verified, before scrubbing.</summary>
    public object? Target { get; }

    /// <summary>The approved text.</summary>
    public string Text => File.ReadAllText(file.VerifiedPath);

    /// <summary>The paths of the verified files.</summary>
    public IEnumerable<string> Files => [file.VerifiedPath];

    /// <summary>The paths of the verified text files.</summary>
    public IEnumerable<string> TextFiles => Files;
}
