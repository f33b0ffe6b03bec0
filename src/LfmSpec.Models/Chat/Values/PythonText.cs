using System.Buffers;
using System.Globalization;

namespace LfmSpec.Models.Chat;

/// <summary>Values as Python prints them, and texts by characters (code points), which .NET's are not.</summary>
internal static class PythonText
{
    /// <summary>Python's white space, character by character.</summary>
    public const string SpaceCharacters =
        "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    /// <summary>Python's white space, str.isspace().</summary>
    public static readonly SearchValues<char> Spaces = SearchValues.Create(SpaceCharacters);

    // Text is mostly these, and need not be made again for every character.
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(code => ((char)code).ToString())];

    public static bool IsSpace(char character) => Spaces.Contains(character);

    public static string StripEnd(string text) => text[..(text.AsSpan().LastIndexOfAnyExcept(Spaces) + 1)];

    public static string StripStart(string text) => text.AsSpan().IndexOfAnyExcept(Spaces) is var first and >= 0 ? text[first..] : "";

    /// <summary>The characters, each a text.</summary>
    public static IReadOnlyList<string> Characters(string text)
    {
        Budget.Characters(text.Length);
        Budget.Items(text.Length, 40);
        var characters = new List<string>(text.Length);
        for (var at = 0; at < text.Length; at += characters[^1].Length)
        {
            characters.Add(text[at] < Ascii.Length ? Ascii[text[at]] : text.Substring(at, LengthAt(text, at)));
        }

        return characters;
    }

    /// <summary>The number of characters.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        for (var at = text.IndexOfAnyInRange('\ud800', '\udbff'); at >= 0 && at + 1 < text.Length; at++)
        {
            pairs += char.IsSurrogatePair(text[at], text[at + 1]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>The number of characters, paid for.</summary>
    /// <exception cref="TemplateFault">The budget is spent.</exception>
    public static int Measured(string text)
    {
        var hasPairs = text.AsSpan().ContainsAnyInRange('\ud800', '\udbff');
        Budget.Spend(text.Length / (hasPairs ? 32 : 512));
        return hasPairs ? Length(text) : text.Length;
    }

    /// <summary>The place at which a character begins, of a text whose characters are not all of one UTF-16 unit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">The character's index, from 0 to the number of characters.</param>
    /// <returns>The index of its first unit.</returns>
    public static int Place(string text, int index)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udbff'))
        {
            return index;
        }

        Budget.Characters(index);
        Budget.Spend(text.Length / 512);
        var at = 0;
        for (; index > 0; index--)
        {
            at += LengthAt(text, at);
        }

        return at;
    }

    /// <summary>The UTF-16 units of the character at a place.</summary>
    public static int LengthAt(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    /// <summary>The code point of the character at a place; half of a surrogate pair is one too.</summary>
    public static int CodePointAt(string text, int at) => LengthAt(text, at) == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

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
        if (value is null or bool or long or double)
        {
            return Scalar(value);
        }

        var result = new TextBuilder();
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

        Budget.Spend(8);

        // "R" has the fewest digits that name the number, in a layout of .NET's own: the digits and the place of the point are taken from it, and from it alone.
        var written = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var sign = written[0].StartsWith('-') ? "-" : "";
        var parts = written[0].TrimStart('-').Split('.');
        var all = parts[0] + (parts.Length > 1 ? parts[1] : "");
        var digits = all.TrimStart('0');
        var exponent = parts[0].Length - 1 - (all.Length - digits.Length) + (written.Length > 1 ? int.Parse(written[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');

        // Python's form has an exponent from 1e16 and below 1e-4.
        return digits.Length == 0 ? sign + "0.0"
            : exponent is < -4 or >= 16 ? $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
            : exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Scalar(object? value) => value switch
    {
        null => "None",
        bool truth => truth ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => OfDouble((double)value),
    };

    private static void Represent(object? value, TextBuilder result)
    {
        using var level = StackGuard.Enter();
        Budget.Spend();
        switch (value)
        {
            case null or bool or long or double:
                result.Append(Scalar(value));
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

    private static void Join<T>(IEnumerable<T> items, string open, string close, TextBuilder result, Action<T, TextBuilder> append)
    {
        result.Append(open);
        foreach (var (index, item) in items.Index())
        {
            result.Append(index > 0 ? ", " : "");
            append(item, result);
        }

        result.Append(close);
    }

    private static void Quote(string text, TextBuilder result)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        result.Append(quote);
        Budget.Characters(text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = LengthAt(text, at);
            var character = text.AsSpan(at, length);
            _ = character[0] switch
            {
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                '\\' => result.Append(@"\\"),
                var first when first == quote => result.Append('\\').Append(quote),
                _ when IsPrintable(text, at) => result.Append(character),
                _ => result.Append(Escape(CodePointAt(text, at))),
            };
        }

        result.Append(quote);
    }

    private static string Escape(int code) => code <= 0xFF ? $@"\x{code:x2}" : code <= 0xFFFF ? $@"\u{code:x4}" : $@"\U{code:x8}";

    private static bool IsPrintable(string text, int at) => text[at] == ' ' || CharUnicodeInfo.GetUnicodeCategory(text, at) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
