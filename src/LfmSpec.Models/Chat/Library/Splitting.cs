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
        var parts = isAtSpace ? AtSpace(text, most, fromEnd) : AtSeparator(text, TextMethods.Text(arguments[0]), most, fromEnd);
        return new Sequence([.. parts]);
    }

    /// <summary>str.partition and str.rpartition.</summary>
    public static Sequence Partition(string text, string separator, bool fromEnd)
    {
        var at = separator.Length == 0 ? throw new TemplateFault("the separator is empty")
            : fromEnd ? TextSearch.Last(text, separator, text.Length) : TextSearch.First(text, separator);
        Budget.Text(text.Length);
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
            yield return Part(text, start, keepEnds ? next : end);
            start = next;
        }
    }

    private static string Part(string text, int start, int end)
    {
        Budget.Spend();
        Budget.Text(end - start);
        return text[start..end];
    }

    private static List<string> AtSeparator(string text, string separator, int most, bool fromEnd)
    {
        if (separator.Length == 0)
        {
            throw new TemplateFault("the separator is empty");
        }

        var parts = new List<string>();
        int start = 0, end = text.Length;
        int At() => fromEnd ? TextSearch.Last(text, separator, end) : TextSearch.First(text, separator, start);
        while (parts.Count < most && At() is var at and >= 0)
        {
            parts.Add(fromEnd ? Part(text, at + separator.Length, end) : Part(text, start, at));
            (start, end) = fromEnd ? (start, at) : (at + separator.Length, end);
        }

        parts.Add(Part(text, start, end));
        if (fromEnd)
        {
            parts.Reverse();
        }

        return parts;
    }

    private static List<string> AtSpace(string text, int most, bool fromEnd)
    {
        var parts = new List<string>();
        int start = 0, end = text.Length;
        while (true)
        {
            // The last part keeps the spaces at its own end, as Python has it.
            var rest = text.AsSpan(start, end - start);
            var skipped = fromEnd ? rest.Length - 1 - rest.LastIndexOfAnyExcept(PythonText.Spaces) : rest.IndexOfAnyExcept(PythonText.Spaces);
            if (skipped < 0 || skipped == rest.Length)
            {
                break;
            }

            (start, end) = fromEnd ? (start, end - skipped) : (start + skipped, end);
            rest = text.AsSpan(start, end - start);
            var at = fromEnd ? rest.LastIndexOfAny(PythonText.Spaces) : rest.IndexOfAny(PythonText.Spaces);
            if (at < 0 || parts.Count == most)
            {
                parts.Add(Part(text, start, end));
                break;
            }

            parts.Add(fromEnd ? Part(text, start + at + 1, end) : Part(text, start, start + at));
            (start, end) = fromEnd ? (start, start + at) : (start + at, end);
        }

        if (fromEnd)
        {
            parts.Reverse();
        }

        return parts;
    }
}
