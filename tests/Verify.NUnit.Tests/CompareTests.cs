using System.Text;
using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>When a received text counts as the verified one.</summary>
public sealed class CompareTests
{
    [Test]
    public async Task An_equal_text_passes_and_writes_nothing()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "a\nb");
        var before = File.GetLastWriteTimeUtc(folder.PathOf("snap.shot.verified.txt"));
        var result = await Verify("a\r\nb", folder.Settings());
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.verified.txt"]));
        Assert.That(File.GetLastWriteTimeUtc(folder.PathOf("snap.shot.verified.txt")), Is.EqualTo(before));
        Assert.That(result.Text, Is.EqualTo("a\nb"));
        Assert.That(result.Files, Is.EqualTo([folder.PathOf("snap.shot.verified.txt")]));
    }

    [Test]
    public async Task A_verified_file_without_a_byte_order_mark_is_as_good()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snap.shot.verified.txt"), "text"u8);
        await Verify("text", folder.Settings());
    }

    [Test]
    public async Task A_trailing_newline_is_a_difference_like_any_other()
    {
        (string verified, string received)[] cases = [("text\n", "text"), ("text", "text\n"), ("text", "Text"), ("text", "text ")];
        foreach (var (verified, received) in cases)
        {
            using var folder = new SnapshotFolder();
            folder.Write("snap.shot.verified.txt", verified);
            var failure = await FailureOf(() => Verify(received, folder.Settings()));
            Assert.That(failure.Message, Does.Contain("NotEqual:"));
            Assert.That(folder.Text("snap.shot.verified.txt"), Is.EqualTo(verified));
            Assert.That(folder.Text("snap.shot.received.txt"), Is.EqualTo(received));
        }
    }

    [Test]
    public async Task A_verified_file_with_a_carriage_return_is_refused_with_the_remedy()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "a\r\nb");
        var failure = await FailureOf(() => Verify("a\nb", folder.Settings()));
        Assert.That(failure.Message, Does.StartWith("Verified file must use \\n line endings, but it contains a \\r (carriage return).\n"));
        Assert.That(failure.Message, Does.Contain($"Path: {folder.PathOf("snap.shot.verified.txt")}\n"));
        Assert.That(failure.Message, Does.Contain("*.verified.txt text eol=lf working-tree-encoding=UTF-8"));
        Assert.That(folder.Text("snap.shot.received.txt"), Is.EqualTo("a\nb"));
        Assert.That(folder.Text("snap.shot.verified.txt"), Is.EqualTo("a\r\nb"));
    }

    [Test]
    public async Task An_empty_verified_file_counts_as_missing()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snap.shot.verified.txt"), []);
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(failure.Message, Does.Contain("New:").And.Not.Contain("NotEqual:"));
    }

    [Test]
    public async Task A_comparer_can_call_different_texts_equal_and_rewrites_nothing()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "0.1234");
        await Verify("0.1235", folder.Settings(change: settings => settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal))));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.verified.txt"]));
        Assert.That(folder.Text("snap.shot.verified.txt"), Is.EqualTo("0.1234"));
    }

    [Test]
    public async Task A_comparer_is_not_asked_about_equal_texts()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "text");
        await Verify("text", folder.Settings(change: settings => settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("never")))));
    }

    [Test]
    public async Task A_comparer_is_not_asked_when_there_is_nothing_to_compare_with()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings(change: settings =>
            settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal)))));
        Assert.That(failure.Message, Does.Contain("New:"));
    }

    [Test]
    public async Task A_comparer_sees_both_texts_and_the_context()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "verified");
        var seen = "";
        var settings = folder.Settings();
        settings.Context["bound"] = 0.5;
        settings.UseStringComparer((received, verified, context) =>
        {
            seen = $"{received} {verified} {context["bound"]}";
            return Task.FromResult(new CompareResult(true));
        });
        await Verify("received", settings);
        Assert.That(seen, Is.EqualTo("received verified 0.5"));
    }

    [Test]
    public async Task The_comparer_of_the_extension_wins_over_the_general_one()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.md", "verified");
        var settings = folder.Settings();
        settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal), "md");
        settings.UseStringComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("the general one")));
        await Verify("received", "md", settings);
    }

    [Test]
    public async Task A_comparer_that_throws_is_reported_with_both_paths()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "verified");
        var failure = await FailureOf(() => Verify("received", folder.Settings(change: settings =>
            settings.UseStringComparer((_, _, _) => throw new FormatException("not a number")))));
        Assert.That(failure.Message, Does.StartWith("Failed to compare files:"));
        Assert.That(failure.Message, Does.Contain($"VerifiedPath: {folder.PathOf("snap.shot.verified.txt")}"));
        Assert.That(failure.InnerException, Is.TypeOf<FormatException>());
    }

    [Test]
    public async Task A_verified_file_that_is_not_text_is_an_error_that_names_it()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snap.shot.verified.txt"), Encoding.Latin1.GetBytes("µµ"));
        var failure = await FailureOf(() => Verify("µµ", folder.Settings()));
        Assert.That(failure.Message, Does.Contain(folder.PathOf("snap.shot.verified.txt")));
    }
}
