using System.Text.Json;

namespace LfmSpec.Generators.Tests;

/// <summary>The small JSON reader against System.Text.Json.</summary>
public class JsonReaderTests
{
    [TestCase("""{"a": [1, -2.5, 1e3, 0], "b": {"c": null, "d": true, "e": false}, "f": "x"}""")]
    [TestCase(""" [ ] """)]
    [TestCase("""{ }""")]
    [TestCase("""["a\"b\\c\/d\b\f\n\r\t\u00e9\uD83D\uDE00 é"]""")]
    [TestCase("""[-0, 12345678901234567890, 1E+2, 0.5e-1]""")]
    [TestCase("""12""")]
    [TestCase("""null""")]
    public void A_document_is_read_as_the_framework_reads_it(string json)
    {
        Assert.That(JsonReader.TryRead(json, out var value, out var problem, out var position), Is.True, problem);
        Assert.That(position, Is.EqualTo(json.TrimEnd().Length).Or.EqualTo(json.Length));
        using var document = JsonDocument.Parse(json);
        AssertSame(value, document.RootElement);
    }

    [TestCase("", 0, "the file ends too early")]
    [TestCase("{", 1, "a name in double quotes is missing")]
    [TestCase("{\"a\" 1}", 5, "':' is missing")]
    [TestCase("{\"a\": 1 \"b\": 2}", 8, "',' or '}' is missing")]
    [TestCase("[1 2]", 3, "',' or ']' is missing")]
    [TestCase("[1,]", 3, "a value is missing")]
    [TestCase("\"a", 2, "the closing '\"' of a string is missing")]
    [TestCase("\"a\nb\"", 2, "the closing '\"' of a string is missing")]
    [TestCase("\"\\x\"", 2, "an unknown escape in a string")]
    [TestCase("\"\\u12", 2, "\\u needs four hexadecimal digits")]
    [TestCase("\"\\", 2, "an unknown escape in a string")]
    [TestCase("nul", 0, "'null' was expected")]
    [TestCase("1 2", 2, "nothing may follow the value")]
    [TestCase("--1", 0, "a value is missing")]
    [TestCase("01", 0, "a value is missing")]
    [TestCase("[-]", 1, "a value is missing")]
    [TestCase("1.", 0, "a value is missing")]
    [TestCase(".5", 0, "a value is missing")]
    [TestCase("1e+", 0, "a value is missing")]
    [TestCase("+1", 0, "a value is missing")]
    [TestCase("{\"a\": 1, \"a\": 2}", 9, "the name a stands there twice")]
    [TestCase("{\"a\": 1, \"\\u0061\": 2}", 9, "the name a stands there twice")]
    [TestCase("{\"a\\n\": 1, \"a\\n\": 2}", 11, "the name a\\u000a stands there twice")]
    [TestCase("[\"\\ud83d\"]", 8, "half of a surrogate pair in a string, which is no character")]
    [TestCase("[\"\\ude00\\ud83d\"]", 14, "half of a surrogate pair in a string, which is no character")]
    [TestCase("\"a\tb\"", 2, "a control character in a string, which JSON writes \\u0009")]
    [TestCase("\"a\0b\"", 2, "a control character in a string, which JSON writes \\u0000")]
    public void A_mistake_is_named_at_its_place(string json, int place, string problem)
    {
        Assert.That(JsonReader.TryRead(json, out _, out var said, out var position), Is.False);
        Assert.That((position, said), Is.EqualTo((place, problem)));
    }

    [Test]
    public void A_hostile_depth_is_an_error_and_no_stack_overflow()
    {
        Assert.That(JsonReader.TryRead(new string('[', 1_000_000), out _, out var problem, out _), Is.False);
        Assert.That(problem, Is.EqualTo("nested deeper than 64 levels"));
    }

    [Test]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        Assert.That(JsonReader.TryRead("\uFEFF{\"a\": 1}", out var value, out _, out _), Is.True);
        Assert.That(((Dictionary<string, object?>)value!)["a"], Is.EqualTo(1));
    }

    [Test]
    public void A_name_of_a_megabyte_is_quoted_by_its_beginning()
    {
        var name = new string('a', 1 << 20);
        Assert.That(JsonReader.TryRead($"{{\"{name}\": 1, \"{name}\": 1}}", out _, out var problem, out _), Is.False);
        Assert.That(problem, Is.EqualTo($"the name {new string('a', 60)}... stands there twice"));
    }

    private static void AssertSame(object? value, JsonElement expected)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var members = (Dictionary<string, object?>)value!;
                Assert.That(members.Keys, Is.EquivalentTo(expected.EnumerateObject().Select(member => member.Name)));
                foreach (var member in expected.EnumerateObject())
                {
                    AssertSame(members[member.Name], member.Value);
                }

                break;
            case JsonValueKind.Array:
                var items = (List<object?>)value!;
                Assert.That(items, Has.Count.EqualTo(expected.GetArrayLength()));
                foreach (var (item, other) in items.Zip(expected.EnumerateArray()))
                {
                    AssertSame(item, other);
                }

                break;
            case JsonValueKind.Number:
                Assert.That(value, Is.EqualTo(expected.GetDouble()));
                break;
            case JsonValueKind.String:
                Assert.That(value, Is.EqualTo(expected.GetString()));
                break;
            case JsonValueKind.Null:
                Assert.That(value, Is.Null);
                break;
            default:
                Assert.That(value, Is.EqualTo(expected.GetBoolean()));
                break;
        }
    }
}
