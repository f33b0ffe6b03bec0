using System.Text;
using System.Text.RegularExpressions;

namespace LfmSpec.Scoring.Answers;

/// <summary>Where the answer stands in what a model wrote, and the form in which answers are compared.</summary>
internal static partial class Answer
{
    /// <summary>The most characters of an output that are read.</summary>
    internal const int LongestOutput = 100_000;

    /// <summary>What is wrong with an output before anything of it is read; null if nothing is.</summary>
    internal static string? Problem(string output) =>
        output.Length > LongestOutput ? $"it has {output.Length:N0} characters, and {LongestOutput:N0} are read"
        : string.IsNullOrWhiteSpace(output) ? "it is empty"
        : null;

    /// <summary>The answer: what follows the last "Answer:" or "answer is" on its line, or else the first line that is not empty.</summary>
    internal static string PlaceOf(string output)
    {
        var marker = Markers().Matches(output).LastOrDefault(match => match.Groups["answer"].Value.Any(char.IsLetterOrDigit));
        return marker?.Groups["answer"].Value ?? output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
    }

    /// <summary>
    /// The form in which answers are compared: full-width characters and spaces of every kind as plain ones, one space between words, without quotation marks, Markdown's emphasis and backticks around it, without the punctuation at its end and an article before it.
    /// Unicode's compatibility forms beyond those are left as they are, as the runtime folds none under invariant globalization.
    /// </summary>
    /// <param name="text">The answer.</param>
    /// <param name="keepCase">Whether upper and lower case differ.</param>
    internal static string Normalize(string text, bool keepCase = false)
    {
        var folded = Bare(Fold(text));
        if (Article().Match(folded) is { Success: true } article)
        {
            folded = folded[article.Length..];
        }

        return keepCase ? folded : folded.ToLowerInvariant();
    }

    /// <summary>A text with plain characters for full-width ones, and one space wherever there are spaces of any kind.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            // U+FF01 to U+FF5E are ! to ~; the quotation marks and hyphens are those that texts are set with.
            var plain = character switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
                '\u2018' or '\u2019' or '\u02BC' => '\'',
                '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => '"',
                '\u2010' or '\u2011' or '\u2212' => '-',
                '\u200B' or '\u2060' or '\uFEFF' => '\0',
                _ => char.IsWhiteSpace(character) ? ' ' : character,
            };
            if (plain != '\0' && !(plain == ' ' && (folded.Length == 0 || folded[^1] == ' ')))
            {
                folded.Append(plain);
            }
        }

        return folded.ToString().TrimEnd(' ');
    }

    /// <summary>The only fenced block of an output, or the whole of it if there is none; null if there are several.</summary>
    /// <param name="output">What the model wrote.</param>
    /// <param name="languages">What the fence may say of the language; anything if none is given.</param>
    internal static string? Block(string output, params string[] languages)
    {
        var fences = Fences().Matches(output);
        return fences.Count switch
        {
            0 => output.Contains("```", StringComparison.Ordinal) ? null : output.Trim(),
            1 when languages.Length == 0 || fences[0].Groups["language"].Value is var named && (named.Length == 0 || languages.Contains(named.ToLowerInvariant())) => fences[0].Groups["text"].Value.Trim('\n', '\r'),
            _ => null,
        };
    }

    private static string Bare(string text)
    {
        for (var before = ""; text != before;)
        {
            before = text;
            text = text.Trim(' ').TrimEnd('.', '!', ',', ';', ':').Trim(' ');
            foreach (var around in (ReadOnlySpan<string>)["**", "__", "*", "_", "`", "\"", "'"])
            {
                if (text.Length > 2 * around.Length && text.StartsWith(around, StringComparison.Ordinal) && text.EndsWith(around, StringComparison.Ordinal))
                {
                    text = text[around.Length..^around.Length];
                    break;
                }
            }
        }

        return text;
    }

    [GeneratedRegex(@"\banswer(?:\*\*|__)?(?:\s*:|\s+is\b:?)(?:\*\*|__)?[ \t]*(?<answer>[^\r\n]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Markers();

    [GeneratedRegex(@"^(?:the|an|a) (?=\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"^[ \t]*```[ \t]*(?<language>[\w+#-]*)[^\n]*\n(?<text>[\s\S]*?)^[ \t]*```[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fences();
}
