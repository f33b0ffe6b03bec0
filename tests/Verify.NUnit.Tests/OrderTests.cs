using NUnit.Framework.Internal;
using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>Which files are deleted, written and attached, and when.</summary>
public sealed class OrderTests
{
    [Test]
    public async Task A_received_file_of_an_earlier_run_is_gone_when_the_test_passes()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "text");
        folder.Write("snap.shot.received.txt", "old");
        folder.Write("snap.shot.received.md", "older");
        folder.Write("snap.shot#00.received.txt", "oldest");
        folder.Write("snap.shot.received.txt.1234.tmp", "killed");
        await Verify("text", folder.Settings());
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.verified.txt"]));
    }

    [Test]
    public async Task Files_of_other_snapshots_are_left_alone()
    {
        using var folder = new SnapshotFolder();
        string[] others = ["snap.shot2.received.txt", "snap.shot_a=1.received.txt", "snap.shot.b.received.txt", "Snap.shot.txt"];
        foreach (var other in others)
        {
            folder.Write(other, "other");
        }

        folder.Write("snap.shot.verified.txt", "text");
        await Verify("text", folder.Settings());
        Assert.That(folder.Files, Is.SupersetOf(others));
    }

    [Test]
    public async Task A_new_text_is_written_attached_and_reported()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.txt"]));
        Assert.That(
            TestExecutionContext.CurrentContext.CurrentResult.TestAttachments.Select(attachment => attachment.FilePath),
            Is.EqualTo([folder.PathOf("snap.shot.received.txt")]));
        Assert.That(failure.GetType().FullName, Is.EqualTo("VerifyException"));
    }

    [Test]
    public async Task Accepting_the_received_file_makes_the_test_pass()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("a\nµ", folder.Settings()));
        folder.Accept();
        await Verify("a\nµ", folder.Settings(change: settings => settings.DisableRequireUniquePrefix()));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.verified.txt"]));
    }

    [Test]
    public async Task A_missing_folder_is_made()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text", folder.Settings(change: settings => settings.UseDirectory(folder.PathOf("new/deep")))));
        Assert.That(folder.PathOf("new/deep/snap.shot.received.txt"), Does.Exist);
    }

    [Test]
    public async Task Many_verifications_at_once_do_not_disturb_one_another()
    {
        using var folder = new SnapshotFolder();
        var names = Enumerable.Range(0, 200).Select(index => $"shot{index}").ToList();
        foreach (var name in names.Where((_, index) => index % 2 == 0))
        {
            folder.Write($"snap.{name}.verified.txt", name);
            folder.Write($"snap.{name}.received.txt", "old");
        }

        var outcomes = await Task.WhenAll(names.Select(name => Task.Run(async () =>
        {
            try
            {
                await Verify(name, folder.Settings(name));
                return true;
            }
            catch (Exception exception) when (exception.GetType().Name == "VerifyException")
            {
                return false;
            }
        })));
        Assert.That(outcomes, Is.EqualTo(names.Select((_, index) => index % 2 == 0)));
        Assert.That(
            folder.Files,
            Is.EquivalentTo(names.Select((name, index) => index % 2 == 0 ? $"snap.{name}.verified.txt" : $"snap.{name}.received.txt")));
        Assert.That(names.Where((_, index) => index % 2 == 1).Select(name => folder.Text($"snap.{name}.received.txt")),
            Is.EqualTo(names.Where((_, index) => index % 2 == 1)));
    }
}
