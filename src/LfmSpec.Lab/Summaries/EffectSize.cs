namespace LfmSpec.Lab;

/// <summary>How large the effect of a case is: a measure's value, turned so that more is more effect.</summary>
internal static class EffectSize
{
    /// <summary>One prompt's effect.</summary>
    internal static double Of(Divergence divergence, MeasureSpec measure)
    {
        var value = divergence.Of(measure);
        return measure.Metric switch
        {
            Metric.Top1 => 1 - value,
            Metric.TargetLogProbability => -value,
            _ => value,
        };
    }

    /// <summary>What it is, in words, for captions.</summary>
    internal static string Words(MeasureSpec measure) => measure.Metric switch
    {
        Metric.Top1 => "1 less the top-1 agreement",
        Metric.TargetLogProbability => $"the drop of the target's log-probability in nats",
        Metric.Kl => $"KL in nats, {Over(measure.Over)}",
        _ => $"{measure.Metric}, {Over(measure.Over)}",
    };

    private static string Over(Positions over) => over switch
    {
        Positions.Sum => "sum over positions",
        Positions.Last => "last position",
        _ => "mean over positions",
    };
}
