using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LfmSpec.Models.Files;

/// <summary>
/// A JSON text that is read whole: UTF-8 with or without a byte order mark, no key twice in an object, no half of a surrogate pair, no deeper than
/// <see cref="DeepestNesting"/>. Whatever is wrong with it is one error of its kind, with file and place; places are looked up only for an error.
/// </summary>
internal sealed class JsonFile
{
    /// <summary>The most objects and lists around a value.</summary>
    public const int DeepestNesting = 64;

    private readonly ReadOnlyMemory<byte> utf8;
    private readonly int? line;

    private JsonFile(string name, ReadOnlyMemory<byte> utf8, FileKind kind, int? line)
    {
        Name = name;
        this.utf8 = utf8;
        Kind = kind;
        this.line = line;
    }

    /// <summary>The file, as errors name it.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public FileKind Kind { get; }

    private string Whole => line is { } number ? $"line {number}" : "";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="Exception">What the kind makes of a fault.</exception>
    public static JsonValue Read(string path, FileKind kind) => Parse(path, InputFile.ReadBytes(path, kind), kind);

    /// <summary>Reads a text, or one line of a file of JSON lines.</summary>
    /// <param name="name">The file, as errors name it.</param>
    /// <param name="utf8">Its bytes, which are not to change while values of it are used.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="line">The number of the line if it is one, from 1.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="Exception">What the kind makes of a fault.</exception>
    public static JsonValue Parse(string name, ReadOnlyMemory<byte> utf8, FileKind kind, int? line = null)
    {
        var file = new JsonFile(name, InputFile.WithoutMark(utf8), kind, line);
        return new JsonValue(file, file.Parsed());
    }

    /// <summary>Where a value stands: <c>rope_parameters.factor</c>, <c>[3].prompt</c>, <c>line 7, prompt</c>; empty for the whole file.</summary>
    /// <param name="at">The index of its first byte.</param>
    /// <param name="member">A member that it lacks, if that is meant.</param>
    public string PlaceOf(int at, string? member = null)
    {
        var inside = $"{PathOf(at)}{(member is null ? "" : Named(member))}".TrimStart('.');
        return Whole.Length == 0 || inside.Length == 0 ? Whole + inside : $"{Whole}, {inside}";
    }

    /// <summary>An error.</summary>
    /// <param name="place">Where.</param>
    /// <param name="what">What is wrong, told of the place.</param>
    /// <param name="remedy">What to do.</param>
    /// <returns>The error, to be thrown.</returns>
    public Exception Error(string place, string what, string remedy) => Kind.Error(new FileFault(Name, place, place.Length == 0 ? $"{Kind.Whole} {what}" : what, remedy));

    private JsonElement Parsed()
    {
        var bytes = utf8.Span;
        if (InputFile.InvalidAt(bytes) is { } invalid)
        {
            throw InputFile.NotUtf8(Name, bytes, invalid, Kind, line ?? 1);
        }

        if (HalfPairAt(bytes) is { } half)
        {
            throw Error(PlaceOf(half), $"holds {Encoding.ASCII.GetString(bytes.Slice(half, 6))}, half of a surrogate pair, which is no character", Kind.Repair(Name));
        }

        if (Kind.MostValues < bytes.Length && HasMoreThan(Kind.MostValues))
        {
            throw Error(Whole, $"has more than {Kind.MostValues:N0} values, names and brackets, which is more than are read of a file of its kind", Kind.Repair(Name));
        }

        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = DeepestNesting }).RootElement;
        }
        catch (JsonException error)
        {
            throw TwiceAt() is { } twice
                ? Error(PlaceOf(twice), "stands there twice", Kind.Repair(Name))
                : Error(Whole, $"is not valid JSON{Where(error)}", Kind.Repair(Name));
        }
    }

    // As far as it is JSON; what is wrong behind that is the parser's matter.
    private bool HasMoreThan(int most)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            for (var count = 0; reader.Read(); count++)
            {
                if (count == most)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    // The parser's own message would quote the rest of the file after a misspelt word.
    private string Where(JsonException error)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= DeepestNesting)
                {
                    return $": it is nested deeper than {DeepestNesting} (line {(line ?? 1) - 1 + InputFile.Line(utf8.Span, (int)reader.TokenStartIndex)})";
                }
            }
        }
        catch (JsonException)
        {
            // Where it ends is said all the same.
        }

        return error.LineNumber is { } number && error.BytePositionInLine is { } position
            ? $" ({(line is null ? $"line {number + 1}, " : "")}byte {position + 1})"
            : "";
    }

    // The index of a name that its object has already; null if there is none, or the text is no JSON.
    private int? TwiceAt()
    {
        var names = new Stack<HashSet<string>>();
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Push([]);
                        break;
                    case JsonTokenType.EndObject:
                        names.Pop();
                        break;
                    case JsonTokenType.PropertyName when !names.Peek().Add(reader.GetString()!):
                        return (int)reader.TokenStartIndex;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    // The path of the token that a byte is in: ".rope_parameters.factor", "[3].prompt"; the line where the text before it is no JSON.
    private string PathOf(int at)
    {
        var path = new List<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    path.RemoveAt(path.Count - 1);
                }
                else if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    path[^1] = (NameAt(reader), 0);
                }
                else if (path is [.., (null, var index)])
                {
                    path[^1] = (null, index + 1);
                }

                if (reader.BytesConsumed > at)
                {
                    break;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    path.Add((reader.TokenType == JsonTokenType.StartObject ? "" : null, -1));
                }
            }
        }
        catch (JsonException)
        {
            return line is null ? $"line {InputFile.Line(utf8.Span, at)}" : "";
        }

        return string.Concat(path.Select(step => step.Name is { } name ? Named(name) : $"[{step.Index}]"));
    }

    private static string NameAt(in Utf8JsonReader reader) =>
        HalfPairAt(reader.ValueSpan) is null ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);

    private static string Named(string member) =>
        member.Length is > 0 and <= JsonValue.LongestShown && member.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? $".{member}" : $"[\"{SafeText.Quote(member, JsonValue.LongestShown)}\"]";

    // The index of an escape that is half of a surrogate pair without the other half.
    private static int? HalfPairAt(ReadOnlySpan<byte> utf8)
    {
        for (var at = 0; at < utf8.Length && utf8[at..].IndexOf((byte)'\\') is var next and >= 0;)
        {
            at += next;
            var unit = UnitAt(utf8, at);
            if (unit is null or < 0xD800 or > 0xDFFF)
            {
                at += unit is null ? 2 : 6;
            }
            else if (char.IsHighSurrogate((char)unit) && UnitAt(utf8, at + 6) is >= 0xDC00 and <= 0xDFFF)
            {
                at += 12;
            }
            else
            {
                return at;
            }
        }

        return null;
    }

    // What \uXXXX stands for; null where there is no such escape.
    private static int? UnitAt(ReadOnlySpan<byte> utf8, int at) =>
        at + 6 <= utf8.Length && utf8[at..].StartsWith("\\u"u8) && int.TryParse(utf8.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;

    /// <summary>The index of a value's first byte.</summary>
    internal int IndexOf(JsonElement value) => utf8.Span.Overlaps(JsonMarshal.GetRawUtf8Value(value), out var at) ? at : 0;
}
