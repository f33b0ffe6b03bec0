using System.Text;

namespace VerifyNUnitTests;

/// <summary>What global settings do when they are made in time.</summary>
public sealed class GlobalSettingsTests
{
    [Test]
    public void UseUtf8NoBom_writes_no_byte_order_mark()
    {
        using var folder = new SnapshotFolder();
        Assert.That(
            async () => await new FreshVerify().Set("UseUtf8NoBom").Verify("µ", folder),
            Throws.Exception.With.Message.Contains("New:"));
        Assert.That(folder.Bytes("snapshot.received.txt"), Is.EqualTo("µ"u8.ToArray()));
    }

    [Test]
    public async Task UseUtf8NoBom_reads_files_with_and_without_the_mark()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "µ");
        var verify = new FreshVerify().Set("UseUtf8NoBom").Set("DisableRequireUniquePrefix");
        await verify.Verify("µ", folder);
        File.WriteAllBytes(folder.PathOf("snapshot.verified.txt"), Encoding.UTF8.GetBytes("µ"));
        await verify.Verify("µ", folder);
    }

    [Test]
    public async Task FixNewlinesOnRead_takes_a_verified_file_with_carriage_returns()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "a\r\nb\rc");
        await new FreshVerify().Set("FixNewlinesOnRead").Verify("a\nb\nc", folder);
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo("a\r\nb\rc"));
    }

    [Test]
    public void OmitContentFromException_leaves_the_list_of_files()
    {
        using var folder = new SnapshotFolder();
        var pair = "  - Received: snapshot.received.txt\n    Verified: snapshot.verified.txt\n";
        Assert.That(
            async () => await new FreshVerify().Set("OmitContentFromException").Verify("text", folder),
            Throws.Exception.With.Message.EqualTo($"Directory: {folder.Root}\nNew:\n{pair}"));
    }

    [Test]
    public async Task AutoVerify_for_all_accepts()
    {
        using var folder = new SnapshotFolder();
        await new FreshVerify().Set("AutoVerify", true, false).Verify("text", folder);
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
    }

    [Test]
    public async Task A_scrubber_for_all_runs()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text!");
        await new FreshVerify().Set("AddScrubber", (Action<StringBuilder>)(text => text.Append('!'))).Verify("text", folder);
    }

    [TestCase("SetDefaultStringComparer")]
    [TestCase("RegisterStringComparer", "txt")]
    public async Task A_comparer_for_all_is_asked(string setting, params object[] extension)
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "verified");
        var verify = new FreshVerify();
        await verify.Set(setting, [.. extension, verify.EverythingIsEqual()]).Verify("received", folder);
    }

    [Test]
    public void The_default_place_must_exist_and_is_not_made()
    {
        using var folder = new SnapshotFolder();
        var missing = folder.PathOf("_");
        Assert.That(
            async () => await new FreshVerify().Verify("text", folder: null, $"{missing}/Tests.cs"),
            Throws.InvalidOperationException.With.Message.EqualTo(
                $"The source file's folder '{missing}' does not exist on this machine, so there is no place for snapshots. " +
                "Deterministic builds rewrite [CallerFilePath], and so does building elsewhere. " +
                "Name an absolute folder with Verifier.DerivePathInfo in a [ModuleInitializer], or with UseDirectory."));
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public void The_default_place_is_beside_the_source_file()
    {
        using var folder = new SnapshotFolder();
        Assert.That(
            async () => await new FreshVerify().Verify("text", folder: null, folder.PathOf("Tests.cs")),
            Throws.Exception.With.Message.Contains("New:"));
        Assert.That(folder.Files, Is.EqualTo(["GlobalSettingsTests.The_default_place_is_beside_the_source_file.received.txt"]));
    }
}
