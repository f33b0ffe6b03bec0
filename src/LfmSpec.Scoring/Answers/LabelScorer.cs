using System.Text.RegularExpressions;

namespace LfmSpec.Scoring.Answers;

/// <summary>Of the labels there are, just one stands at the answer's place, as a word of its own and not denied, and it is the right one.</summary>
/// <param name="label">The right one.</param>
/// <param name="labels">All there are.</param>
internal sealed partial class LabelScorer(string label, IReadOnlyList<string> labels) : IScorer
{
    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        var answer = Answer.Fold(Answer.PlaceOf(output)).ToLowerInvariant();
        var named = labels.Where(candidate => IndexOf(answer, Answer.Fold(candidate).ToLowerInvariant()) >= 0).ToArray();
        return named.Length == 0 ? Score.Wrong("no label stands at the answer's place")
            : named.Length > 1 ? Score.Wrong($"{string.Join(" and ", named)} stand at the answer's place")
            : named[0] != label ? Score.Wrong($"the label is {named[0]}, not {label}")
            : Denial().IsMatch(answer[..IndexOf(answer, Answer.Fold(label).ToLowerInvariant())]) ? Score.Wrong("the label is denied")
            : Score.Correct;
    }

    private static int IndexOf(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '-';

    [GeneratedRegex(@"\b(?:not|no|never|neither|nor|cannot|isn't|wasn't|aren't|don't|doesn't|un|non)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denial();
}
