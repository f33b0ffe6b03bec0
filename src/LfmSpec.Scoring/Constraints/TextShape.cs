using System.Text.RegularExpressions;

namespace LfmSpec.Scoring.Constraints;

/// <summary>The parts of a text that constraints count.</summary>
internal static partial class TextShape
{
    /// <summary>Words: what stands between white space, and has a letter or a digit.</summary>
    internal static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));

    /// <summary>Sentences: what ends in . ! or ? before a space, a quotation mark or the end, but for usual abbreviations and numbers; and what is left at the end without one.</summary>
    internal static int Sentences(string text)
    {
        var plain = Abbreviations().Replace(text, match => match.Value.Replace(".", "", StringComparison.Ordinal));
        return Ends().Split(plain).Count(part => part.Any(char.IsLetterOrDigit));
    }

    /// <summary>Lines that are not empty.</summary>
    internal static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>Paragraphs: runs of lines between empty ones.</summary>
    internal static int Paragraphs(string text) => Blank().Split(text.Trim()).Count(part => part.Trim().Length > 0);

    /// <summary>Why a text is not a list alone, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="items">How many items; null for any.</param>
    /// <param name="numbered">Whether its items are numbered from 1.</param>
    internal static string? ListProblem(string text, int? items, bool numbered)
    {
        var lines = Lines(text);
        for (var index = 0; index < lines.Length; index++)
        {
            var isItem = numbered
                ? Number().Match(lines[index]) is { Success: true } number && number.Groups["number"].Value == $"{index + 1}"
                : Bullet().IsMatch(lines[index]);
            if (!isItem)
            {
                return $"line {index + 1} is no {(numbered ? $"item numbered {index + 1}" : "bullet")}";
            }
        }

        return items is { } wanted && lines.Length != wanted ? $"it has {lines.Length} items, not {wanted}" : null;
    }

    /// <summary>How often a word or phrase stands in a text as words of its own, in any case.</summary>
    internal static int Times(string text, string phrase)
    {
        var times = 0;
        for (var at = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + phrase.Length;
            var begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(phrase[0]);
            times += begins && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(phrase[^1])) ? 1 : 0;
        }

        return times;
    }

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Dr|St|Prof|e\.g|i\.e|etc|vs|No|a\.m|p\.m|U\.S)\.(?=\s)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Abbreviations();

    [GeneratedRegex(@"[.!?…。！？]+[""'”’)\]]*(?=\s|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ends();

    [GeneratedRegex(@"\n[ \t\r]*\n", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(?<number>\d{1,3})[.)]\s+\S", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[-*•+]\s+\S", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Bullet();
}
