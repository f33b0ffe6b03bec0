namespace VerifyTests;

/// <summary>One snapshot: where it lies, and the order in which its files are read and written.</summary>
internal sealed class Verification
{
    private readonly VerifySettings settings;
    private readonly string directory;
    private readonly string prefix;
    private readonly string typeName;
    private readonly string methodName;
    private readonly Action<string> attach;

    public Verification(VerifySettings settings, string directory, string prefix, string typeName, string methodName, Action<string> attach)
    {
        this.settings = settings;
        this.directory = directory;
        this.prefix = prefix;
        this.typeName = typeName;
        this.methodName = methodName;
        this.attach = attach;
    }

    public async Task<VerifyResult> Run(Func<Task<string>> target, string extension, DirectoryReplacements directories)
    {
        SnapshotFile.CreateDirectory(directory);
        var path = Path.Combine(directory, prefix);
        if (!settings.uniquePrefixDisabled && !VerifierSettings.UniquePrefixDisabled)
        {
            UsedPrefixes.Claim(path);
        }

        SnapshotFile.Find(directory, prefix, "received").ForEach(SnapshotFile.TryDelete);

        var text = await target().ConfigureAwait(false);
        var received = SnapshotText.Scrub(text, extension, settings, directories);
        var file = new FilePair(extension, $"{path}.received.{extension}", $"{path}.verified.{extension}");
        var comparison = await SnapshotComparer.Compare(file, received, ReadVerified(file, received), settings).ConfigureAwait(false);
        var stale = SnapshotFile.Find(directory, prefix, "verified").FindAll(other => other != file.VerifiedPath);
        if (comparison.IsEqual && stale.Count == 0)
        {
            return new(file, text);
        }

        var accepted = true;
        foreach (var other in stale)
        {
            accepted &= AcceptDeletion(other);
        }

        if (!comparison.IsEqual)
        {
            accepted &= await AcceptOrShow(file, received).ConfigureAwait(false);
        }

        return accepted && !settings.throwException && !VerifierSettings.AutoVerifyThrows
            ? new(file, text)
            : throw new VerifyException(FailureMessage.Of(directory, file, received, comparison, stale, VerifierSettings.ContentIsOmitted));
    }

    private string? ReadVerified(FilePair file, string received)
    {
        var verified = SnapshotFile.Read(file.VerifiedPath, VerifierSettings.Encoding);
        if (verified is null || !verified.Contains('\r'))
        {
            return verified;
        }

        if (VerifierSettings.NewlinesAreFixedOnRead)
        {
            return SnapshotText.FixNewlines(verified);
        }

        // Written before the refusal: accepting it is one of the ways out.
        SnapshotFile.Write(file.ReceivedPath, received, VerifierSettings.Encoding);
        attach(file.ReceivedPath);
        throw SnapshotComparer.CarriageReturn(file);
    }

    private async Task<bool> AcceptOrShow(FilePair file, string received)
    {
        SnapshotFile.Write(file.ReceivedPath, received, VerifierSettings.Encoding);
        if (IsAutoVerified(file.VerifiedPath))
        {
            SnapshotFile.Accept(file);
            return true;
        }

        attach(file.ReceivedPath);
        await settings.diffViewer.Show(file).ConfigureAwait(false);
        return false;
    }

    private bool AcceptDeletion(string path)
    {
        if (!IsAutoVerified(path))
        {
            return false;
        }

        SnapshotFile.TryDelete(path);
        return !File.Exists(path);
    }

    private bool IsAutoVerified(string verifiedFile) =>
        VerifierSettings.IsAutoVerified?.Invoke(typeName, methodName, verifiedFile) ?? settings.autoVerify?.Invoke(verifiedFile) ?? false;
}
