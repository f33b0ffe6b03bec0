namespace LfmSpec;

/// <summary>How the positions of a prompt become one number, by what is measured.</summary>
internal static class MeasureKinds
{
    private static readonly Positions[] Any = [Positions.Mean, Positions.Sum, Positions.Last];

    /// <summary>The ways that a metric takes.</summary>
    public static IReadOnlyList<Positions> Takes(Metric metric) => metric switch
    {
        Metric.Top1 => [Positions.Mean],
        Metric.LogitShift => [Positions.Mean, Positions.Last],
        Metric.Recovery or Metric.KlRecovery or Metric.TargetLogProbability => [Positions.Last],
        _ => Any,
    };

    /// <summary>The way that a metric takes unless told: the first.</summary>
    public static Positions DefaultOver(Metric metric) => Takes(metric)[0];

    /// <summary>What to say of a way that a metric does not take.</summary>
    public static string OverProblem(Metric metric) => metric switch
    {
        Metric.Top1 => "it is always a share of positions; remove Over",
        Metric.LogitShift => "a sum of it grows with the prompt's length; use Positions.Mean or Positions.Last",
        _ => "it is always of the last position; remove Over",
    };
}
