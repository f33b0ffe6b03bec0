using System.Buffers;

namespace LfmSpec.Models.Chat;

/// <summary>Texts cut at a separator, at white space, or at line breaks.</summary>
internal static class Splitting
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029");

    /// <summary>str.split and str.rsplit.</summary>
    public static Sequence Split(string text, object?[] arguments, bool fromEnd)
    {
        var most = ReferenceEquals(arguments[1], CallArguments.NotGiven) || Numbers.AsCount(arguments[1]) < 0 ? int.MaxValue : Numbers.AsCount(arguments[1]);
        var isAtSpace = arguments[0] is null || ReferenceEquals(arguments[0], CallArguments.NotGiven);
        IEnumerable<string> parts = isAtSpace ? AtSpace(text, most, fromEnd) : AtSeparator(text, TextMethods.Text(arguments[0]), most, fromEnd);
        return new Sequence([.. parts]);
    }

    /// <summary>str.partition and str.rpartition.</summary>
    public static Sequence Partition(string text, string separator, bool fromEnd)
    {
        var at = separator.Length == 0 ? throw new TemplateFault("the separator is empty")
            : fromEnd ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        object?[] parts = at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : fromEnd ? ["", "", text] : [text, "", ""];
        return new Sequence(parts, SequenceKind.Tuple);
    }

    /// <summary>str.splitlines.</summary>
    public static IEnumerable<string> Lines(string text, bool keepEnds = false)
    {
        var start = 0;
        while (start < text.Length)
        {
            var length = text.AsSpan(start).IndexOfAny(LineBreaks);
            var end = length < 0 ? text.Length : start + length;
            var next = end == text.Length ? end : end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
            yield return text[start..(keepEnds ? next : end)];
            start = next;
        }
    }

    private static List<string> AtSeparator(string text, string separator, int most, bool fromEnd)
    {
        if (separator.Length == 0)
        {
            throw new TemplateFault("the separator is empty");
        }

        var parts = new List<string>();
        int At() => fromEnd ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        while (parts.Count < most && At() is var at and >= 0)
        {
            parts.Add(fromEnd ? text[(at + separator.Length)..] : text[..at]);
            text = fromEnd ? text[..at] : text[(at + separator.Length)..];
        }

        parts.Add(text);
        if (fromEnd)
        {
            parts.Reverse();
        }

        return parts;
    }

    private static List<string> AtSpace(string text, int most, bool fromEnd)
    {
        var parts = new List<string>();
        text = fromEnd ? PythonText.StripEnd(text) : PythonText.StripStart(text);
        while (text.Length > 0)
        {
            var at = fromEnd ? text.AsSpan().LastIndexOfAny(PythonText.Spaces) : text.AsSpan().IndexOfAny(PythonText.Spaces);
            if (at < 0 || parts.Count == most)
            {
                // The last part keeps the spaces at its own end, as Python has it.
                parts.Add(text);
                break;
            }

            parts.Add(fromEnd ? text[(at + 1)..] : text[..at]);
            text = fromEnd ? PythonText.StripEnd(text[..at]) : PythonText.StripStart(text[at..]);
        }

        if (fromEnd)
        {
            parts.Reverse();
        }

        return parts;
    }
}
