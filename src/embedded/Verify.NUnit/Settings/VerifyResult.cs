namespace VerifyTests;

/// <summary>A verification that passed.</summary>
public class VerifyResult
{
    private readonly FilePair file;

    internal VerifyResult(FilePair file) => this.file = file;

    /// <summary>The approved text.</summary>
    public string Text => File.ReadAllText(file.VerifiedPath);

    /// <summary>The paths of the verified files.</summary>
    public IEnumerable<string> Files => [file.VerifiedPath];
}
