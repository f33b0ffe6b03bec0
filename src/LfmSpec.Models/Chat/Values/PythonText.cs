using System.Buffers;
using System.Globalization;
using System.Text;

namespace LfmSpec.Models.Chat;

/// <summary>Values as Python prints them, and texts by characters (code points), which .NET's are not.</summary>
internal static class PythonText
{
    private const string SpaceCharacters =
        "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    /// <summary>Python's white space, str.isspace().</summary>
    public static readonly SearchValues<char> Spaces = SearchValues.Create(SpaceCharacters);

    public static bool IsSpace(char character) => Spaces.Contains(character);

    public static string StripEnd(string text) => text[..(text.AsSpan().LastIndexOfAnyExcept(Spaces) + 1)];

    public static string StripStart(string text) => text.AsSpan().IndexOfAnyExcept(Spaces) is var first and >= 0 ? text[first..] : "";

    /// <summary>The characters, each a text.</summary>
    public static IReadOnlyList<string> Characters(string text)
    {
        var characters = new List<string>(text.Length);
        for (var at = 0; at < text.Length; at += characters[^1].Length)
        {
            characters.Add(text.Substring(at, at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1));
        }

        return characters;
    }

    /// <summary>The number of characters.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        for (var at = 1; at < text.Length; at++)
        {
            pairs += char.IsSurrogatePair(text[at - 1], text[at]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>str(value).</summary>
    /// <exception cref="TemplateFault">It is a function, which no template means to print.</exception>
    public static string Of(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Represent(value),
    };

    /// <summary>repr(value).</summary>
    public static string Represent(object? value)
    {
        var result = new StringBuilder();
        Represent(value, result);
        return result.ToString();
    }

    /// <summary>The name of a value's type in Python.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "none",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        Undefined => "Undefined",
        Mapping => "dict",
        Sequence sequence => sequence.Kind.ToString().ToLowerInvariant(),
        Namespace => "namespace",
        Loop => "loop",
        _ => "function",
    };

    /// <summary>A value's type in a sentence.</summary>
    public static string Described(object? value) => value is null ? "none" : $"{(value is long or Undefined ? "an" : "a")} {TypeOf(value)}";

    /// <summary>A double as repr writes it: the fewest digits that name it.</summary>
    public static string OfDouble(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        // "R" has the fewest digits; Python's form has an exponent from 1e16 and below 1e-4.
        var parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var sign = shortest[0].StartsWith('-') ? "-" : "";
        var digits = shortest[0].TrimStart('-').Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        digits = digits.TrimEnd('0') is { Length: > 0 } significant ? significant : "0";
        return number == 0 ? sign + "0.0"
            : exponent is < -4 or >= 16 ? $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
            : exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static void Represent(object? value, StringBuilder result)
    {
        StackGuard.Check();
        switch (value)
        {
            case null:
                result.Append("None");
                break;
            case bool truth:
                result.Append(truth ? "True" : "False");
                break;
            case long number:
                result.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                result.Append(OfDouble(number));
                break;
            case string text:
                Quote(text, result);
                break;
            case Undefined:
                result.Append("Undefined");
                break;
            case Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } sequence:
                var isList = sequence.Kind == SequenceKind.List;
                Join(sequence.Items, isList ? "[" : "(", isList ? "]" : sequence.Items.Count == 1 ? ",)" : ")", result, Represent);
                break;
            case Mapping mapping:
                Join(mapping.Entries, "{", "}", result, (entry, to) =>
                {
                    Represent(entry.Key, to);
                    to.Append(": ");
                    Represent(entry.Value, to);
                });
                break;
            default:
                throw TemplateFault.NotUnderstood($"{Described(value)} as text");
        }
    }

    private static void Join<T>(IEnumerable<T> items, string open, string close, StringBuilder result, Action<T, StringBuilder> append)
    {
        result.Append(open);
        foreach (var (index, item) in items.Index())
        {
            result.Append(index > 0 ? ", " : "");
            append(item, result);
        }

        result.Append(close);
    }

    private static void Quote(string text, StringBuilder result)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        result.Append(quote);
        foreach (var character in Characters(text))
        {
            var code = char.IsSurrogate(character[0]) && character.Length == 1 ? character[0] : char.ConvertToUtf32(character, 0);
            var escaped = character switch
            {
                "\n" => "\\n",
                "\r" => "\\r",
                "\t" => "\\t",
                "\\" => @"\\",
                _ when character[0] == quote => "\\" + quote,
                _ when IsPrintable(character) => character,
                _ => code <= 0xFF ? $@"\x{code:x2}" : code <= 0xFFFF ? $@"\u{code:x4}" : $@"\U{code:x8}",
            };
            result.Append(escaped);
        }

        result.Append(quote);
    }

    private static bool IsPrintable(string character) => character == " " || CharUnicodeInfo.GetUnicodeCategory(character, 0) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
