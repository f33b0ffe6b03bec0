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
        Assert.That(folder.Bytes("snap.shot.received.txt"), Is.EqualTo([0xEF, 0xBB, 0xBF, 0xC2, 0xB5, (byte)'\n', (byte)'b']));
    }

    [Test]
    public async Task What_is_written_is_the_text_with_one_kind_of_newline()
    {
        (string? text, string expected)[] cases = [("a\r\nb\rc\n", "a\nb\nc\n"), ("\uFEFFtext", "text"), ("", "emptyString"), ("\uFEFF", "emptyString"), (null, "null")];
        foreach (var (text, expected) in cases)
        {
            using var folder = new SnapshotFolder();
            await FailureOf(() => Verify(text, folder.Settings()));
            Assert.That(Encoding.UTF8.GetString(folder.Bytes("snap.shot.received.txt")), Is.EqualTo("\uFEFF" + expected));
        }
    }

    [Test]
    public async Task A_text_with_an_extension_is_taken_as_it_is_but_for_newlines()
    {
        (string? text, string expected)[] cases = [("", ""), (null, "null"), ("a\r\nb", "a\nb")];
        foreach (var (text, expected) in cases)
        {
            using var folder = new SnapshotFolder();
            await FailureOf(() => Verify(text, "md", folder.Settings()));
            Assert.That(folder.Text("snap.shot.received.md"), Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task A_text_that_has_no_utf8_is_an_error_and_leaves_no_file()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("\uDC80", folder.Settings()));
        Assert.That(failure.Message, Does.Contain("\\uDC80"));
        Assert.That(failure.GetType().Name, Is.Not.EqualTo("VerifyException"));
    }
}
