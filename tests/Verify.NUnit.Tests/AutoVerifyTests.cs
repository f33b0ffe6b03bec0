using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>An approved file is written by a person, or by AutoVerify, and by nothing else.</summary>
public sealed class AutoVerifyTests
{
    [Test]
    public async Task AutoVerify_accepts_a_new_text()
    {
        using var folder = new SnapshotFolder();
        var result = await Verify("text", folder.Settings()).AutoVerify();
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
        Assert.That(result.Text, Is.EqualTo("text"));
    }

    [Test]
    public async Task AutoVerify_accepts_a_different_text()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "old");
        await Verify("new", folder.Settings()).AutoVerify();
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo("new"));
    }

    [Test]
    public async Task AutoVerify_can_fail_the_test_all_the_same()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings()).AutoVerify(throwException: true));
        Assert.That(failure.Message, Does.Contain("New:"));
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
    }

    [Test]
    public async Task AutoVerify_asks_with_the_path_of_the_verified_file()
    {
        using var folder = new SnapshotFolder();
        var asked = "";
        await FailureOf(() => Verify("text", folder.Settings()).AutoVerify(path =>
        {
            asked = path;
            return false;
        }));
        Assert.That(asked, Is.EqualTo(folder.PathOf("snapshot.verified.txt")));
        Assert.That(folder.Files, Is.EqualTo(["snapshot.received.txt"]));
    }

    [Test]
    public async Task AutoVerify_deletes_a_verified_file_that_no_text_belongs_to_any_more()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "before it became a table");
        await Verify("text", "md", folder.Settings()).AutoVerify();
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.md"]));
    }
}
