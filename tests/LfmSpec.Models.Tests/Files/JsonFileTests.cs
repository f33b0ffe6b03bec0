using System.Text;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tests.Files;

/// <summary>The one reader of JSON: whatever is wrong is one error that names the file and the place.</summary>
[TestFixture]
public class JsonFileTests
{
    private static readonly FileKind Kind = new(1_000, fault => new FaultException(fault), _ => "Write it again");

    [TestCase("", "the file is not valid JSON (line 1, byte 1)")]
    [TestCase("{\"a\": 1,\n  \"b\": }", "the file is not valid JSON (line 2, byte 8)")]
    [TestCase("{\"a\": nul, \"long\": \"rest\"}", "the file is not valid JSON (line 1, byte 10)")]
    [TestCase("{\"a\": 1} 2", "the file is not valid JSON (line 1, byte 10)")]
    [TestCase("{\"a\": 1, // no\n \"b\": 2}", "the file is not valid JSON (line 1, byte 10)")]
    [TestCase("{\"a\": [1, {\"b\": 1, \"c\": 2, \"b\": 3}]}", "a[1].b stands there twice")]
    [TestCase("{\"a\": 1, \"\\u0061\": 2}", "a stands there twice")]
    [TestCase("{\"a\": [{\"\\ud800x\": 1}]}", "a[0][\"\\ud800x\"] holds \\ud800, half of a surrogate pair, which is no character")]
    [TestCase("{\"a\": [\"\\ud83d\\ude00\", \"\\ude00\\ud83d\"]}", "a[1] holds \\ude00, half of a surrogate pair, which is no character")]
    [TestCase("{\"a\": \"\\ud83d\\n\"}", "a holds \\ud83d, half of a surrogate pair, which is no character")]
    [TestCase("{\"a\": \"\\\\\\ud83d", "line 1 holds \\ud83d, half of a surrogate pair, which is no character")]
    [TestCase("{\"a\" \n \"\\ud83d\"}", "line 2 holds \\ud83d, half of a surrogate pair, which is no character")]
    public void What_no_reader_can_use_is_one_error_with_its_place(string text, string message)
    {
        var error = Assert.Throws<FaultException>(() => Parse(text))!;
        Assert.That(error.Message, Is.EqualTo($"a.json: {message}. Write it again."));
    }

    [TestCase("{\"a\": \"\\ud83d\\ude00\"}", "\U0001F600")]
    [TestCase("{\"a\": \"\\\\ud83d\"}", "\\ud83d")]
    [TestCase("\uFEFF{\"a\": \"x\"}", "x")]
    public void A_whole_pair_an_escaped_backslash_and_a_byte_order_mark_are_read(string text, string value) =>
        Assert.That(Parse(text).Member("a").Text(), Is.EqualTo(value));

    [Test]
    public void Bytes_that_are_not_UTF8_are_an_error_with_their_line() =>
        Assert.That(
            () => JsonFile.Parse("a.json", (byte[])[.. "{\n\"a\": \""u8, 0xE9, .. "\"}"u8], Kind),
            Throws.TypeOf<FaultException>().With.Message.EqualTo("a.json: the file is not UTF-8 (line 2 holds the byte 0xE9). Write it again."));

    [TestCase(64, true)]
    [TestCase(65, false)]
    public void Nesting_is_read_to_a_depth_of_64(int depth, bool isRead)
    {
        var text = new string('[', depth) + new string(']', depth);
        Assert.That(
            () => Parse(text).IsList,
            isRead ? Is.True : Throws.TypeOf<FaultException>().With.Message.EqualTo("a.json: the file is not valid JSON: it is nested deeper than 64 (line 1). Write it again."));
    }

    [Test]
    public void A_value_of_another_kind_is_an_error_with_place_and_value()
    {
        var json = Parse("""{"list": [1, "two", {"not a name": -1e999, "whole": 2.5}], "none": null}""");
        var inner = json.Member("list").Items().Last();
        Assert.Multiple(() =>
        {
            Refused(() => json.Member("list").Items().First().Text(), "list[0] is 1, not a text");
            Refused(() => json.Member("list").Text(), "list is a list, not a text");
            Refused(() => json.Member("list").Items().ElementAt(1).Whole(), $"list[1] is \"two\", not a whole number from 0 to {int.MaxValue}");
            Refused(() => inner.Member("not a name").Number(), "list[2][\"not a name\"] is -1e999, not a finite number");
            Refused(() => inner.Member("whole").Whole(1), $"list[2].whole is 2.5, not a whole number from 1 to {int.MaxValue}");
            Refused(() => inner.Text(), "list[2] is an object, not a text");
            Refused(() => inner.Member("other").Flag(), "list[2].other is missing");
            Refused(() => json.Member("none").Flag(), "none is null, not true or false");
            Refused(() => json.AllowOnly("list"), "none is not of the format, which has \"list\" here");
            Refused(() => json.Items(), "the file is an object, not a list");
        });
    }

    [Test]
    public void A_value_in_a_message_is_cut_and_holds_nothing_that_a_terminal_obeys()
    {
        var json = Parse($$"""{"long": "{{new string('x', 500)}}", "colour": "\u202e{{"\u009b"}}", "{{new string('k', 500)}}": 1}""");
        Assert.Multiple(() =>
        {
            Refused(() => json.Member("long").Number(), $"long is \"{new string('x', 59)}…, not a number");
            Refused(() => json.Member("colour").Number(), "colour is \"\\u202e\\u009b\", not a number");
            Refused(() => json.AllowOnly("long", "colour"), $"[\"{new string('k', 60)}…\"] is not of the format, which has \"long\", \"colour\" here");
        });
    }

    [Test]
    public void A_line_of_a_file_of_JSON_lines_is_named()
    {
        Refused(() => JsonFile.Parse("a.json", "{"u8.ToArray(), Kind, line: 7), "line 7 is not valid JSON (byte 2)");
        Refused(() => JsonFile.Parse("a.json", "[1]"u8.ToArray(), Kind, line: 7).Text(), "line 7 is a list, not a text");
        Refused(() => JsonFile.Parse("a.json", "{\"a\": [1]}"u8.ToArray(), Kind, line: 7).Member("a").Items().Single().Text(), "line 7, a[0] is 1, not a text");
        Refused(() => JsonFile.Parse("a.json", (byte[])[0xC3], Kind, line: 7), "the file is not UTF-8 (line 7 holds the byte 0xC3)");
    }

    [Test]
    public void A_large_object_is_walked_without_a_place_for_each_member()
    {
        const int Tokens = 60_000;
        var json = JsonFile.Parse(
            "a.json",
            Encoding.UTF8.GetBytes($"{{\"model\": {{\"vocab\": {{{string.Join(", ", Enumerable.Range(0, Tokens).Select(id => $"\"t{id}\": {id}"))}}}}}}}"),
            Kind);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = json.Member("model").Member("vocab").Members().Sum(member => (long)member.Value.Whole());
        Assert.That(sum, Is.EqualTo((long)Tokens * (Tokens - 1) / 2));
        // A name of six characters takes 40 bytes, and a place with it another 60.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(48 * Tokens));
    }

    private static JsonValue Parse(string text) => JsonFile.Parse("a.json", Encoding.UTF8.GetBytes(text), Kind);

    private static void Refused(Action read, string message) =>
        Assert.That(() => read(), Throws.TypeOf<FaultException>().With.Message.EqualTo($"a.json: {message}. Write it again."));
}
