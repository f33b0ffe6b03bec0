using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>The message is read by tools: docs/exception-message-format.md of Verify.</summary>
public sealed class MessageTests
{
    [Test]
    public async Task A_new_snapshot()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("the new\ncontent", folder.Settings()));
        Assert.That(failure.Message, Is.EqualTo(
            $"""
             Directory: {folder.Root}
             New:
               - Received: snap.shot.received.txt
                 Verified: snap.shot.verified.txt

             FileContent:

             New:

             Received: snap.shot.received.txt
             the new
             content


             """));
    }

    [Test]
    public async Task A_different_snapshot()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.md", "verified text");
        var failure = await FailureOf(() => Verify("received text", "md", folder.Settings()));
        Assert.That(failure.Message, Is.EqualTo(
            $"""
             Directory: {folder.Root}
             NotEqual:
               - Received: snap.shot.received.md
                 Verified: snap.shot.verified.md

             FileContent:

             NotEqual:

             Received: snap.shot.received.md
             received text
             Verified: snap.shot.verified.md
             verified text


             """));
    }

    [Test]
    public async Task A_comparers_message_stands_in_for_the_texts()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "verified text");
        var failure = await FailureOf(() => Verify("received text", folder.Settings(change: settings =>
            settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("line 4: off by 0.0006"))))));
        Assert.That(failure.Message, Is.EqualTo(
            $"""
             Directory: {folder.Root}
             NotEqual:
               - Received: snap.shot.received.txt
                 Verified: snap.shot.verified.txt

             FileContent:

             NotEqual:

             Received: snap.shot.received.txt
             Verified: snap.shot.verified.txt
             Compare Result:
             line 4: off by 0.0006


             """));
    }

    [Test]
    public async Task A_verified_file_that_no_text_belongs_to_any_more_is_to_be_deleted()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.md", "text");
        folder.Write("snap.shot.verified.txt", "what was verified before it became a table");
        var failure = await FailureOf(() => Verify("text", "md", folder.Settings()));
        Assert.That(failure.Message, Is.EqualTo(
            $"""
             Directory: {folder.Root}
             Delete:
               - snap.shot.verified.txt
             Equal:
               - Received: snap.shot.received.md
                 Verified: snap.shot.verified.md

             """));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.verified.md", "snap.shot.verified.txt"]));
    }

    [Test]
    public async Task A_failure_has_no_stack_trace_to_scroll_past()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(failure.StackTrace, Is.Empty);
    }
}
