namespace VerifyTests;

/// <summary>The folder of the source file that calls Verify, as the compiler wrote it down.</summary>
internal static class SourceDirectory
{
    /// <summary>By hand, since a path may have been compiled on Windows and run elsewhere.</summary>
    public static string Of(string sourceFile)
    {
        var end = sourceFile.AsSpan().LastIndexOfAny('/', '\\');
        return end > 0
            ? sourceFile[..end]
            : throw new InvalidOperationException($"The source file '{sourceFile}' has no folder, so there is none for its snapshots. {Remedy}");
    }

    /// <summary>The folder of the snapshots; a relative one starts at the source file's folder.</summary>
    public static string Resolve(string sourceFile, string? directory)
    {
        var source = Of(sourceFile);
        if (directory is not null && directory != source && Path.IsPathFullyQualified(directory))
        {
            return directory;
        }

        return Directory.Exists(source)
            ? Path.Combine(source, directory ?? "")
            : throw new InvalidOperationException(
                $"The source file's folder '{source}' does not exist on this machine, so there is no place for snapshots. " +
                $"Deterministic builds rewrite [CallerFilePath], and so does building elsewhere. {Remedy}");
    }

    private const string Remedy = "Name an absolute folder with UseDirectory.";
}
