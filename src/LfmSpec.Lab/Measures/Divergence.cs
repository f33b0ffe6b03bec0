using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>What a changed run does to the next-token distribution, position by position.</summary>
/// <param name="Kl">KL(clean || changed) in nats, one a position.</param>
/// <param name="SameTop1">Whether the most probable next token is the clean run's, one a position.</param>
public sealed record Divergence(IReadOnlyList<double> Kl, IReadOnlyList<bool> SameTop1)
{
    internal static Divergence Of(NextTokenDistribution clean, NextTokenDivergence changed) =>
        new(changed.Kl, [.. clean.Top.Zip(changed.Top, (before, after) => before == after)]);

    /// <summary>One column of a prompt's row.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value: nats for KL, a share from 0 to 1 for top-1 agreement.</returns>
    public double Of(MeasureSpec measure) => (measure.Metric, measure.Over) switch
    {
        (Metric.Top1, _) => SameTop1.Count(same => same) / (double)SameTop1.Count,
        (Metric.Kl, Positions.Mean) => Kl.Sum() / Kl.Count,
        (Metric.Kl, Positions.Sum) => Kl.Sum(),
        (Metric.Kl, Positions.Last) => Kl[^1],
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
    };
}
