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
        folder.Write("snapshot.verified.txt", "a\nb");
        var before = File.GetLastWriteTimeUtc(folder.PathOf("snapshot.verified.txt"));
        var result = await Verify("a\r\nb", folder.Settings());
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
        Assert.That(File.GetLastWriteTimeUtc(folder.PathOf("snapshot.verified.txt")), Is.EqualTo(before));
        Assert.That(result.Text, Is.EqualTo("a\nb"));
        Assert.That(result.Files, Is.EqualTo([folder.PathOf("snapshot.verified.txt")]));
    }

    [Test]
    public async Task A_verified_file_without_a_byte_order_mark_is_as_good()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snapshot.verified.txt"), "text"u8);
        await Verify("text", folder.Settings());
    }

    [TestCase("text\n", "text")]
    [TestCase("text", "text\n")]
    [TestCase("text", "Text")]
    [TestCase("text", "text ")]
    public async Task A_trailing_newline_is_a_difference_like_any_other(string verified, string received)
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", verified);
        var failure = await FailureOf(() => Verify(received, folder.Settings()));
        Assert.That(failure.Message, Does.Contain("NotEqual:"));
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo(verified));
        Assert.That(folder.Text("snapshot.received.txt"), Is.EqualTo(received));
    }

    [Test]
    public async Task A_verified_file_with_a_carriage_return_is_refused_with_the_remedy()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "a\r\nb");
        var failure = await FailureOf(() => Verify("a\nb", folder.Settings()));
        Assert.That(failure.Message, Does.StartWith("Verified file must use \\n line endings, but it contains a \\r (carriage return).\n"));
        Assert.That(failure.Message, Does.Contain($"Path: {folder.PathOf("snapshot.verified.txt")}\n"));
        Assert.That(failure.Message, Does.Contain("*.verified.txt text eol=lf working-tree-encoding=UTF-8"));
        Assert.That(folder.Text("snapshot.received.txt"), Is.EqualTo("a\nb"));
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo("a\r\nb"));
    }

    [Test]
    public async Task An_empty_verified_file_counts_as_missing()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snapshot.verified.txt"), []);
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(failure.Message, Does.Contain("New:").And.Not.Contain("NotEqual:"));
    }

    [Test]
    public async Task A_comparer_can_call_different_texts_equal_and_rewrites_nothing()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "0.1234");
        await Verify("0.1235", folder.Settings()).UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal));
        Assert.That(folder.Files, Is.EqualTo(["snapshot.verified.txt"]));
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo("0.1234"));
    }

    [Test]
    public async Task A_comparer_is_not_asked_about_equal_texts()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text");
        await Verify("text", folder.Settings()).UseStringComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("never")));
    }

    [Test]
    public async Task A_comparer_is_not_asked_when_there_is_nothing_to_compare_with()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings())
            .UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal)));
        Assert.That(failure.Message, Does.Contain("New:"));
    }

    [Test]
    public async Task A_comparer_sees_both_texts_and_the_context()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "verified");
        var seen = "";
        await Verify("received", folder.Settings())
            .AddContext("bound", 0.5)
            .UseStringComparer((received, verified, context) =>
            {
                seen = $"{received} {verified} {context["bound"]}";
                return Task.FromResult(new CompareResult(true));
            });
        Assert.That(seen, Is.EqualTo("received verified 0.5"));
    }

    [Test]
    public async Task The_comparer_of_the_extension_wins_over_the_general_one()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.md", "verified");
        await Verify("received", "md", folder.Settings())
            .UseStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal), "md")
            .UseStringComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("the general one")));
    }

    [Test]
    public async Task A_comparer_that_throws_is_reported_with_both_paths()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "verified");
        var failure = await FailureOf(() => Verify("received", folder.Settings())
            .UseStringComparer((_, _, _) => throw new FormatException("not a number")));
        Assert.That(failure.Message, Does.StartWith("Failed to compare files:"));
        Assert.That(failure.Message, Does.Contain($"VerifiedPath: {folder.PathOf("snapshot.verified.txt")}"));
        Assert.That(failure.InnerException, Is.TypeOf<FormatException>());
    }

    [Test]
    public async Task A_verified_file_that_is_not_text_is_an_error_that_names_it()
    {
        using var folder = new SnapshotFolder();
        File.WriteAllBytes(folder.PathOf("snapshot.verified.txt"), Encoding.Latin1.GetBytes("µµ"));
        var failure = await FailureOf(() => Verify("µµ", folder.Settings()));
        Assert.That(failure.Message, Does.Contain(folder.PathOf("snapshot.verified.txt")));
    }
}
