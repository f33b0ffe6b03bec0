using System.Text;
using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>UTF-8 with a byte order mark, LF, and no newline at the end.</summary>
public sealed class FileFormatTests
{
    [Test]
    public async Task A_file_begins_with_the_byte_order_mark_and_ends_with_the_last_character()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("µ\nb", folder.Settings()));
        Assert.That(folder.Bytes("snapshot.received.txt"), Is.EqualTo([0xEF, 0xBB, 0xBF, 0xC2, 0xB5, (byte)'\n', (byte)'b']));
    }

    [TestCase("a\r\nb\rc\n", "a\nb\nc\n")]
    [TestCase("\uFEFFtext", "text")]
    [TestCase("", "emptyString")]
    [TestCase("\uFEFF", "emptyString")]
    [TestCase(null, "null")]
    public async Task What_is_written_is_the_text_with_one_kind_of_newline(string? text, string expected)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify(text, folder.Settings()));
        Assert.That(Encoding.UTF8.GetString(folder.Bytes("snapshot.received.txt")), Is.EqualTo("\uFEFF" + expected));
    }

    [TestCase("", "")]
    [TestCase(null, "null")]
    [TestCase("a\r\nb", "a\nb")]
    public async Task A_text_with_an_extension_is_taken_as_it_is_but_for_newlines(string? text, string expected)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify(text, "md", folder.Settings()));
        Assert.That(folder.Text("snapshot.received.md"), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_text_that_has_no_utf8_is_an_error_and_leaves_no_file()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("\uDC80", folder.Settings()));
        Assert.That(failure.Message, Does.Contain("\\uDC80"));
        Assert.That(failure.GetType().Name, Is.Not.EqualTo("VerifyException"));
    }

    [Test]
    public async Task A_text_that_is_yet_to_come_is_awaited()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text");
        folder.Write("table.verified.md", "text");
        await Verify(Later(), folder.Settings());
        await Verify(Later(), "md", folder.Settings("table"));

        static async Task<string> Later()
        {
            await Task.Yield();
            return "text";
        }
    }
}
