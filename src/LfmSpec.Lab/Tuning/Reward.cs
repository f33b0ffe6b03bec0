namespace LfmSpec.Lab;

/// <summary>The reward of a completion: 1 if the first number of it is the answer, else 0. (The published rule found the answer anywhere in the text, and in three prompts.)</summary>
internal static class Reward
{
    /// <summary>Rewards a completion.</summary>
    /// <param name="completion">Its text.</param>
    /// <param name="answer">The right answer: a number, or a word that the completion is to begin with.</param>
    /// <returns>1 or 0.</returns>
    internal static double Of(string completion, string answer)
    {
        answer = answer.Trim();
        var right = answer.Any(char.IsAsciiDigit) ? FirstNumber(completion) == answer : completion.TrimStart().StartsWith(answer, StringComparison.Ordinal);
        return right ? 1 : 0;
    }

    private static string FirstNumber(string text)
    {
        var start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return "";
        }

        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        var signed = start > 0 && text[start - 1] == '-';
        return (signed ? "-" : "") + text[start..end].Replace(",", "", StringComparison.Ordinal);
    }
}
