using System.Globalization;
using System.Text;

namespace LfmSpec.Models.Chat;

/// <summary>The methods of texts: Python's str.</summary>
internal static class TextMethods
{
    // Python has these too; a template that calls one must not get silence.
    private static readonly string[] NotHere =
        ["casefold", "encode", "expandtabs", "format", "format_map", "isascii", "isdecimal", "isidentifier", "isnumeric", "isprintable", "istitle", "maketrans", "swapcase", "translate"];

    /// <summary>A method of a text; null if texts have none of this name.</summary>
    public static object? Find(string text, string name)
    {
        Func<CallArguments, object?>? method = name switch
        {
            "strip" => arguments => Strip(text, Optional(arguments, name, "chars"), atStart: true, atEnd: true),
            "lstrip" => arguments => Strip(text, Optional(arguments, name, "chars"), atStart: true, atEnd: false),
            "rstrip" => arguments => Strip(text, Optional(arguments, name, "chars"), atStart: false, atEnd: true),
            "startswith" => arguments => HasAny(text, arguments, name, part => text.StartsWith(part, StringComparison.Ordinal)),
            "endswith" => arguments => HasAny(text, arguments, name, part => text.EndsWith(part, StringComparison.Ordinal)),
            "removeprefix" => arguments => Text(arguments.Bind(name, 1, "prefix")[0]) is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
            "removesuffix" => arguments => Text(arguments.Bind(name, 1, "suffix")[0]) is var suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
            "split" => arguments => Splitting.Split(text, arguments.Bind(name, 0, "sep", "maxsplit"), fromEnd: false),
            "rsplit" => arguments => Splitting.Split(text, arguments.Bind(name, 0, "sep", "maxsplit"), fromEnd: true),
            "splitlines" => arguments => new Sequence([.. Splitting.Lines(text, arguments.Bind(name, 0, "keepends") is [var keep] && keep is true)]),
            "partition" => arguments => Splitting.Partition(text, Text(arguments.Bind(name, 1, "sep")[0]), fromEnd: false),
            "rpartition" => arguments => Splitting.Partition(text, Text(arguments.Bind(name, 1, "sep")[0]), fromEnd: true),
            "upper" => arguments => None(arguments, name, text.ToUpperInvariant()),
            "lower" => arguments => None(arguments, name, text.ToLowerInvariant()),
            "title" => arguments => None(arguments, name, Title(text)),
            "capitalize" => arguments => None(arguments, name, Capitalize(text)),
            "replace" => arguments => arguments.Bind(name, 2, "old", "new", "count") is var given ? Replace(text, Text(given[0]), Text(given[1]), given[2]) : null,
            "find" => arguments => Position(text, arguments, name, fromEnd: false),
            "rfind" => arguments => Position(text, arguments, name, fromEnd: true),
            "index" => arguments => Position(text, arguments, name, fromEnd: false) is var at and >= 0 ? at : throw new TemplateFault("index() does not find the text"),
            "count" => arguments => (long)Count(text, Text(arguments.Bind(name, 1, "sub")[0])),
            "join" => arguments => Join(text, Sequences.Items(arguments.Bind(name, 1, "iterable")[0]).Select(Text)),
            "isdigit" => arguments => None(arguments, name, Every(text, rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)),
            "isalpha" => arguments => None(arguments, name, Every(text, Rune.IsLetter)),
            "isalnum" => arguments => None(arguments, name, Every(text, Rune.IsLetterOrDigit)),
            "isspace" => arguments => None(arguments, name, text.Length > 0 && text.AsSpan().IndexOfAnyExcept(PythonText.Spaces) < 0),
            "isupper" => arguments => None(arguments, name, Has(text, Rune.IsUpper) && !Has(text, Rune.IsLower)),
            "islower" => arguments => None(arguments, name, Has(text, Rune.IsLower) && !Has(text, Rune.IsUpper)),
            "ljust" => arguments => Pad(text, arguments, name, (_, _) => 0),
            "rjust" => arguments => Pad(text, arguments, name, (missing, _) => missing),
            "center" => arguments => Pad(text, arguments, name, (missing, width) => (missing / 2) + (missing & width & 1)),
            "zfill" => arguments => Zeros(text, Numbers.AsCount(arguments.Bind(name, 1, "width")[0])),
            _ when NotHere.Contains(name) => _ => throw TemplateFault.NotUnderstood($"the method '{name}' of a text"),
            _ => null,
        };
        return method is null ? null : new Callable(method, text);
    }

    /// <summary>A text without some characters at its ends; without white space if none are named.</summary>
    public static string Strip(string text, object? characters, bool atStart, bool atEnd)
    {
        if (characters is null)
        {
            text = atStart ? PythonText.StripStart(text) : text;
            return atEnd ? PythonText.StripEnd(text) : text;
        }

        var named = new CharacterSet(Text(characters));
        var (first, end) = (0, text.Length);
        while (atStart && first < end && named.Has(text, first))
        {
            first += PythonText.LengthAt(text, first);
        }

        while (atEnd && first < end && named.Has(text, Before(end)))
        {
            end = Before(end);
        }

        Budget.Characters(text.Length - (end - first));
        return text[first..end];

        int Before(int at) => at - first > 1 && char.IsSurrogatePair(text[at - 2], text[at - 1]) ? at - 2 : at - 1;
    }

    /// <summary>A text with some of its parts replaced: all of them, or the first ones.</summary>
    public static string Replace(string text, string old, string @new, object? count)
    {
        var most = count is null || ReferenceEquals(count, CallArguments.NotGiven) || Numbers.AsCount(count) < 0 ? int.MaxValue : Numbers.AsCount(count);
        var result = new TextBuilder();
        var at = 0;
        for (var done = 0; done < most; done++)
        {
            // Nothing stands before each character, and behind the last.
            var next = old.Length > 0 ? TextSearch.First(text, old, at) : at + (done == 0 || at == text.Length ? 0 : PythonText.LengthAt(text, at));
            if (next < 0 || (old.Length == 0 && done > 0 && at == text.Length))
            {
                break;
            }

            Budget.Spend(done % 4 == 0 ? 1 : 0);
            result.Append(text.AsSpan(at, next - at)).Append(@new);
            at = next + old.Length;
        }

        return result.Append(text.AsSpan(at)).ToString();
    }

    /// <summary>Texts with another between them.</summary>
    public static string Join(string between, IEnumerable<string> texts)
    {
        var result = new TextBuilder();
        foreach (var (index, text) in texts.Index())
        {
            result.Append(index > 0 ? between : "").Append(text);
        }

        return result.ToString();
    }

    /// <summary>A text with its first character in upper case and the rest in lower case.</summary>
    public static string Capitalize(string text) => text.Length > 0 && PythonText.LengthAt(text, 0) is var first ? text[..first].ToUpperInvariant() + text[first..].ToLowerInvariant() : "";

    /// <summary>A value that must be a text.</summary>
    /// <exception cref="TemplateFault">It is none.</exception>
    public static string Text(object? value) => value switch
    {
        string text => text,
        Undefined missing => throw missing.Fault(),
        _ => throw new TemplateFault($"{PythonText.Described(value)} is here, where a text is to be"),
    };

    private static object? Optional(CallArguments arguments, string name, string parameter) => arguments.Bind(name, 0, parameter)[0] is var given && ReferenceEquals(given, CallArguments.NotGiven) ? null : given;

    private static T None<T>(CallArguments arguments, string name, T result) => arguments.Bind(name, 0).Length == 0 ? result : throw new TemplateFault($"{name} takes no argument");

    private static bool HasAny(string text, CallArguments arguments, string name, Predicate<string> has)
    {
        return arguments.Bind(name, 1, "part")[0] is var given && given is Sequence { Kind: SequenceKind.Tuple } parts ? parts.Items.Any(Has) : Has(given);

        bool Has(object? given)
        {
            var part = Text(given);
            Budget.Spend(1 + (part.Length <= text.Length ? part.Length / 64 : 0));
            return has(part);
        }
    }

    private static bool Every(string text, Predicate<Rune> holds) => text.Length > 0 && !Has(text, rune => !holds(rune));

    private static bool Has(string text, Predicate<Rune> holds)
    {
        Budget.Characters(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (holds(rune))
            {
                return true;
            }
        }

        return false;
    }

    private static int Count(string text, string part)
    {
        if (part.Length == 0)
        {
            return PythonText.Measured(text) + 1;
        }

        var count = 0;
        for (var at = TextSearch.First(text, part); at >= 0; at = TextSearch.First(text, part, at + part.Length))
        {
            count++;
            Budget.Spend(count % 4 == 0 ? 1 : 0);
        }

        return count;
    }

    private static long Position(string text, CallArguments arguments, string name, bool fromEnd)
    {
        var given = arguments.Bind(name, 1, "sub", "start", "end");
        object? Given(int index) => ReferenceEquals(given[index], CallArguments.NotGiven) ? null : given[index];
        var part = Text(given[0]);
        var length = PythonText.Measured(text);
        var start = Given(1) is null ? 0 : Numbers.AsCount(Given(1)) is var from && from < 0 ? Math.Max(0, from + length) : from;
        var within = Given(1) is null && Given(2) is null ? text : (string)Sequences.Slice(text, Given(1), Given(2), null)!;
        var at = start > length ? -1 : fromEnd ? TextSearch.Last(within, part, within.Length) : TextSearch.First(within, part);
        return at < 0 ? -1 : start + PythonText.Length(within.AsSpan(0, at));
    }

    private static string Title(string text)
    {
        Budget.Characters(text.Length);
        var result = new StringBuilder();
        var isInside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(isInside ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune));
            isInside = Rune.IsLetter(rune);
        }

        return result.ToString();
    }

    private static string Pad(string text, CallArguments arguments, string name, Func<int, int, int> before)
    {
        var given = arguments.Bind(name, 1, "width", "fillchar");
        var width = Numbers.AsCount(given[0]);
        var fill = ReferenceEquals(given[1], CallArguments.NotGiven) ? " " : Text(given[1]);
        if (PythonText.Length(fill) != 1)
        {
            throw new TemplateFault($"{name}() fills with one character, and '{Undefined.Cut(fill)}' is given");
        }

        var missing = Math.Max(0, width - PythonText.Length(text));
        var left = missing == 0 ? 0 : before(missing, width);
        return new TextBuilder().Repeat(fill, left).Append(text).Repeat(fill, missing - left).ToString();
    }

    private static string Zeros(string text, int width)
    {
        var sign = text is ['-' or '+', ..] ? text[..1] : "";
        return new TextBuilder().Append(sign).Repeat("0", width - PythonText.Length(text)).Append(text.AsSpan(sign.Length)).ToString();
    }
}
