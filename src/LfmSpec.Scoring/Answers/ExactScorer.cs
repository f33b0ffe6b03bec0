namespace LfmSpec.Scoring.Answers;

/// <summary>The whole answer, in the form in which answers are compared, is one of those that are accepted.</summary>
/// <param name="accepted">The accepted answers.</param>
/// <param name="keepCase">Whether upper and lower case differ.</param>
internal sealed class ExactScorer(IReadOnlyList<string> accepted, bool keepCase) : IScorer
{
    private readonly HashSet<string> normalized = [.. accepted.Select(answer => Answer.Normalize(answer, keepCase))];

    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        var answer = Answer.Normalize(Answer.PlaceOf(output), keepCase);
        return normalized.Contains(answer) ? Score.Correct : Score.Wrong($"the answer is not {string.Join(" or ", accepted.Take(3))}");
    }
}
