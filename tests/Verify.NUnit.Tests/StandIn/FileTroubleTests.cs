using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>A full disk or a folder that may not be written: one clear error, and nothing half-written.</summary>
public sealed class FileTroubleTests
{
    [Test]
    public void A_disk_that_is_full_halfway_leaves_the_old_file_and_no_other()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.received.txt", "old");
        Assert.That(
            () => SnapshotFile.Write(folder.PathOf("snap.shot.received.txt"), stream =>
            {
                stream.Write("half"u8);
                stream.Flush();
                throw new IOException("No space left on device.");
            }),
            Throws.TypeOf<IOException>().With.Message.EqualTo(
                $"Cannot write {folder.PathOf("snap.shot.received.txt")}: No space left on device. No file was left half-written. " +
                "Check that the folder may be written and has space. Then run the test again."));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.txt"]));
        Assert.That(folder.Text("snap.shot.received.txt"), Is.EqualTo("old"));
    }

    [Test]
    public async Task A_received_file_that_cannot_be_replaced_is_one_clear_error()
    {
        using var folder = new SnapshotFolder();
        Directory.CreateDirectory(folder.PathOf("snap.shot.received.txt"));
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(failure, Is.TypeOf<IOException>().With.Message.StartsWith($"Cannot write {folder.PathOf("snap.shot.received.txt")}: "));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.txt"]));
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_one_clear_error()
    {
        using var folder = new SnapshotFolder();
        folder.Write("file", "not a folder");
        var failure = await FailureOf(() => Verify("text", folder.Settings(change: settings => settings.UseDirectory(folder.PathOf("file/deep")))));
        Assert.That(failure, Is.TypeOf<IOException>().With.Message.StartsWith($"Cannot create the folder {folder.PathOf("file/deep")}: "));
    }
}
