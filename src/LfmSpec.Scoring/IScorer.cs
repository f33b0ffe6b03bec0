namespace LfmSpec.Scoring;

/// <summary>Says whether an answer is right. It reads what the answer says, and trusts nothing of it: an answer may be anything, of any length.</summary>
public interface IScorer
{
    /// <summary>Scores an answer.</summary>
    /// <param name="output">What the model wrote.</param>
    /// <returns>The score.</returns>
    Score Of(string output);
}

/// <summary>The score of one answer.</summary>
/// <param name="Right">Whether it is right.</param>
/// <param name="Why">Why it is not, in a short sentence without its full stop; null where it is right.</param>
public sealed record Score(bool Right, string? Why = null)
{
    /// <summary>A right answer.</summary>
    public static Score Correct { get; } = new(true);

    /// <summary>Whether the answer was not scored, as this machine cannot, for the reason that <see cref="Why"/> gives. Such an answer is not right, and not wrong either.</summary>
    public bool Skipped { get; init; }

    /// <summary>A wrong answer.</summary>
    /// <param name="why">Why, in a short sentence without its full stop.</param>
    public static Score Wrong(string why) => new(false, why);
}

/// <summary>What a test says of its score cannot be read. The message says where, what, and what to do.</summary>
/// <param name="place">The test, and the place in it.</param>
/// <param name="problem">What is wrong and what to do, without its full stop.</param>
public sealed class ScoringException(string place, string problem) : Exception($"{place}: {problem}.");
