namespace LfmSpec.Lab;

/// <summary>What a changed run does to the next-token distribution of one prompt.</summary>
/// <param name="Kl">KL(clean || changed) in nats, one a position; the last position alone where nothing else is measured.</param>
/// <param name="SameTop1">Whether the most probable next token is the clean run's, at the same positions.</param>
public sealed record Divergence(IReadOnlyList<double> Kl, IReadOnlyList<bool> SameTop1)
{
    /// <summary>The mean over the vocabulary of |changed logit - clean logit|, one a position; empty unless measured.</summary>
    public IReadOnlyList<double> LogitShift { get; init; } = [];

    /// <summary><see cref="Metric.Recovery"/>; not a number unless measured, or where both prompts have the same most probable token.</summary>
    public double Recovery { get; init; } = double.NaN;

    /// <summary><see cref="Metric.KlRecovery"/>; not a number unless measured.</summary>
    public double KlRecovery { get; init; } = double.NaN;

    /// <summary><see cref="Metric.TargetLogProbability"/>; not a number unless measured.</summary>
    public double TargetLogProbability { get; init; } = double.NaN;

    /// <summary>How many elements the interventions changed.</summary>
    public long ChangedElements { get; init; }

    /// <summary>The same for each of the case's interventions alone; empty unless <see cref="Metric.Interaction"/> is measured.</summary>
    public IReadOnlyList<Divergence> Alone { get; init; } = [];

    /// <summary>One column of a prompt's row.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value: nats for KL, a share from 0 to 1 for top-1 agreement.</returns>
    public double Of(MeasureSpec measure) => (measure.Metric, measure.Over) switch
    {
        (Metric.Top1, _) => SameTop1.Count(same => same) / (double)SameTop1.Count,
        (Metric.Kl, var over) => Over(Kl, over),
        (Metric.LogitShift, var over) => Over(LogitShift, over),
        (Metric.Interaction, var over) => Over(Kl, over) - Alone.Sum(alone => Over(alone.Kl, over)),
        (Metric.Recovery, _) => Recovery,
        (Metric.KlRecovery, _) => KlRecovery,
        (Metric.TargetLogProbability, _) => TargetLogProbability,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
    };

    private static double Over(IReadOnlyList<double> values, Positions over) => over switch
    {
        Positions.Mean => values.Sum() / values.Count,
        Positions.Sum => values.Sum(),
        Positions.Last => values[^1],
        _ => throw new ArgumentOutOfRangeException(nameof(over), over, "There is no such reduction."),
    };
}
