namespace VerifyTests;

/// <summary>One snapshot: where it lies, and the order in which its files are read and written.</summary>
internal sealed class Verification
{
    private readonly VerifySettings settings;
    private readonly string directory;
    private readonly string prefix;
    private readonly Action<string> attach;

    public Verification(VerifySettings settings, string directory, string prefix, Action<string> attach)
    {
        this.settings = settings;
        this.directory = directory;
        this.prefix = prefix;
        this.attach = attach;
    }

    public async Task<VerifyResult> Run(string target, string extension, DirectoryReplacements directories)
    {
        SnapshotFile.CreateDirectory(directory);
        var path = Path.Combine(directory, prefix);
        if (!settings.UniquePrefixDisabled)
        {
            UsedPrefixes.Claim(path);
        }

        SnapshotFile.Find(directory, prefix, "received").ForEach(SnapshotFile.TryDelete);

        var received = directories.Apply(SnapshotText.FixNewlines(target));
        var file = new FilePair(extension, $"{path}.received.{extension}", $"{path}.verified.{extension}");
        var comparison = await SnapshotComparer.Compare(file, received, ReadVerified(file, received), settings).ConfigureAwait(false);
        var stale = SnapshotFile.Find(directory, prefix, "verified").FindAll(other => other != file.VerifiedPath);
        if (comparison.IsEqual && stale.Count == 0)
        {
            return new(file);
        }

        if (!comparison.IsEqual)
        {
            Write(file, received);
            await settings.DiffViewer.Show(file).ConfigureAwait(false);
        }

        throw new VerifyException(FailureMessage.Of(directory, file, received, comparison, stale));
    }

    private string? ReadVerified(FilePair file, string received)
    {
        var verified = SnapshotFile.Read(file.VerifiedPath);
        if (verified is null || !verified.Contains('\r'))
        {
            return verified;
        }

        // Written before the refusal: accepting it is one of the ways out.
        Write(file, received);
        throw SnapshotComparer.CarriageReturn(file);
    }

    private void Write(FilePair file, string received)
    {
        SnapshotFile.Write(file.ReceivedPath, received);
        attach(file.ReceivedPath);
    }
}
