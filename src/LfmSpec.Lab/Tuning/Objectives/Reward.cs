namespace LfmSpec.Lab.Tuning;

/// <summary>The reward of a completion (<see cref="RewardRule"/>).</summary>
internal static class Reward
{
    private const double WithDigit = 0.3, WithoutDigit = -0.5;
    private const int Beginning = 10;

    /// <summary>What rewards completions.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>A function of a completion's text and of the right answer.</returns>
    internal static Func<string, string, double> By(RewardRule rule) => rule switch
    {
        RewardRule.FirstNumber => Of,
        RewardRule.AnswerAnywhere => Anywhere,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
    };

    // Of the published run, whose texts are stripped first.
    private static double Anywhere(string completion, string answer)
    {
        completion = completion.Trim();
        return completion.Contains(answer.Trim(), StringComparison.Ordinal) ? 1 : completion.Take(Beginning).Any(char.IsDigit) ? WithDigit : WithoutDigit;
    }

    /// <summary>1 if the first number of a completion is the answer, else 0.</summary>
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
