namespace VerifyTests;

/// <summary>One snapshot's two files: what the test made, and what a person approved.</summary>
public readonly struct FilePair
{
    /// <summary>The two paths of a text with this extension.</summary>
    public FilePair(string extension, string receivedPath, string verifiedPath)
    {
        Guard.Extension(extension, nameof(extension));
        Extension = extension;
        ReceivedPath = receivedPath;
        VerifiedPath = verifiedPath;
    }

    /// <summary>The extension, without a dot.</summary>
    public string Extension { get; }

    /// <summary>What the test made; there only while it waits for a review.</summary>
    public string ReceivedPath { get; }

    /// <summary>What a person approved.</summary>
    public string VerifiedPath { get; }

    /// <summary>Always true: only text is verified here.</summary>
    public bool IsText => EmptyFiles.FileExtensions.IsTextExtension(Extension) || Extension == "noextension";
}
