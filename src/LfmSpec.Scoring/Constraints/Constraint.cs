namespace LfmSpec.Scoring.Constraints;

/// <summary>Something that must hold of an output.</summary>
/// <param name="Problem">Why an output does not keep it, or null if it does.</param>
internal sealed record Constraint(Func<string, string?> Problem)
{
    /// <summary>A number between bounds.</summary>
    internal static Constraint Counted(string what, int? least, int? most, Func<string, int> count) => new(output =>
        count(output) is var found && (found < least || found > most) ? $"it has {found} {what}, not {Range(least, most)}" : null);

    private static string Range(int? least, int? most) => least == most ? $"{least}" : least is null ? $"at most {most}" : most is null ? $"at least {least}" : $"{least} to {most}";
}

/// <summary>All of some constraints hold.</summary>
internal sealed class ConstraintsScorer(IReadOnlyList<Constraint> constraints) : IScorer
{
    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answers.Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        var text = output.Trim();
        return constraints.Select(constraint => constraint.Problem(text)).FirstOrDefault(why => why is not null) is { } broken ? Score.Wrong(broken) : Score.Correct;
    }
}
