namespace LfmSpec.Lab.Tuning;

/// <summary>The advantages of a group of completions of one prompt.</summary>
internal static class Advantages
{
    // TRL's: keeps a group of equal rewards at 0.
    private const double Epsilon = 1e-4;

    /// <summary>(reward - mean) / (deviation + 1e-4), with the unbiased deviation (Shao et al. 2024, as TRL has it); without the division for Dr. GRPO (Liu et al. 2025).</summary>
    /// <param name="rewards">The rewards of the group.</param>
    /// <param name="method">The method.</param>
    /// <returns>One a completion.</returns>
    internal static IReadOnlyList<double> Of(IReadOnlyList<double> rewards, TuningMethod method)
    {
        var mean = rewards.Sum() / rewards.Count;
        var deviation = rewards.Count < 2 ? 0 : Math.Sqrt(rewards.Sum(reward => (reward - mean) * (reward - mean)) / (rewards.Count - 1));
        return [.. rewards.Select(reward => method == TuningMethod.DrGrpo ? reward - mean : (reward - mean) / (deviation + Epsilon))];
    }
}
