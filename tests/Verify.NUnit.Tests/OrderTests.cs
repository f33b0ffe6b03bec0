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
        folder.Write("snapshot.verified.txt", "text");
        folder.Write("snapshot.received.txt", "old");
        folder.Write("snapshot.received.md", "older");
        folder.Write("snapshot#00.received.txt", "oldest");
        folder.Write("snapshot.received.txt.1234.tmp", "killed");
        await Verify("text", folder.Settings());
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
    }

    [Test]
    public async Task Files_of_other_snapshots_are_left_alone()
    {
        using var folder = new SnapshotFolder();
        string[] others = ["snapshot2.received.txt", "snapshot_a=1.received.txt", "snapshot.b.received.txt", "Snapshot.txt"];
        foreach (var other in others)
        {
            folder.Write(other, "other");
        }

        folder.Write("snapshot.verified.txt", "text");
        await Verify("text", folder.Settings());
        Assert.That(folder.Files, Is.SupersetOf(others));
    }

    [Test]
    public async Task The_received_file_of_an_earlier_run_is_gone_even_when_the_text_never_comes()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.received.txt", "old");
        var failure = await FailureOf(() => Verify(Task.FromException<string>(new TimeoutException("no model")), folder.Settings()));
        Assert.That(failure, Is.TypeOf<TimeoutException>());
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public async Task A_new_text_is_written_attached_and_reported()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(folder.Files, Is.EqualTo(["snapshot.received.txt"]));
        Assert.That(
            TestExecutionContext.CurrentContext.CurrentResult.TestAttachments.Select(attachment => attachment.FilePath),
            Is.EqualTo([folder.PathOf("snapshot.received.txt")]));
        Assert.That(failure.GetType().FullName, Is.EqualTo("VerifyException"));
    }

    [Test]
    public async Task Accepting_the_received_file_makes_the_test_pass()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("a\nµ", folder.Settings()));
        folder.Accept();
        await Verify("a\nµ", folder.Settings()).DisableRequireUniquePrefix();
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
    }

    [Test]
    public async Task A_missing_folder_is_made()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text").UseDirectory(folder.PathOf("new/deep")).UseFileName("snapshot"));
        Assert.That(folder.PathOf("new/deep/snapshot.received.txt"), Does.Exist);
    }

    [Test]
    public async Task Many_verifications_at_once_do_not_disturb_one_another()
    {
        using var folder = new SnapshotFolder();
        var names = Enumerable.Range(0, 200).Select(index => $"snapshot{index}").ToList();
        foreach (var name in names.Where((_, index) => index % 2 == 0))
        {
            folder.Write($"{name}.verified.txt", name);
            folder.Write($"{name}.received.txt", "old");
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
            Is.EquivalentTo(names.Select((name, index) => index % 2 == 0 ? $"{name}.verified.txt" : $"{name}.received.txt")));
        Assert.That(names.Where((_, index) => index % 2 == 1).Select(name => folder.Text($"{name}.received.txt")),
            Is.EqualTo(names.Where((_, index) => index % 2 == 1)));
    }
}
