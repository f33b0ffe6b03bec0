namespace VerifyTests;

/// <summary>What came of a comparison; <paramref name="Verified"/> is null when there is no verified file.</summary>
internal sealed record Comparison(bool IsEqual, string? Verified, string? Message)
{
    public bool IsNew => Verified is null;
}

/// <summary>Compares character by character; a comparer is asked only about texts that differ.</summary>
internal static class SnapshotComparer
{
    public static async Task<Comparison> Compare(FilePair file, string received, string? verified, VerifySettings settings)
    {
        if (verified is null)
        {
            return new(false, null, null);
        }

        if (received == verified || settings.ComparerOf(file.Extension) is not { } compare)
        {
            return new(received == verified, verified, null);
        }

        try
        {
            var result = await compare(received, verified, settings.Context).ConfigureAwait(false);
            return new(result.IsEqual, verified, result.Message);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"""
                 Failed to compare files: {exception.Message}
                 ReceivedPath: {file.ReceivedPath}
                 VerifiedPath: {file.VerifiedPath}
                 """,
                exception);
        }
    }

    public static InvalidDataException CarriageReturn(FilePair file) => new(
        $"""
         Verified file must use \n line endings, but it contains a \r (carriage return).
         Path: {file.VerifiedPath}
         Usually git wrote it so on checkout. Add this line to .gitattributes:
           *.verified.{file.Extension} text eol=lf working-tree-encoding=UTF-8
         and check the file out again:
           git rm --cached -r . && git reset --hard
         Or accept {file.ReceivedPath}, which has \n.
         """);
}
