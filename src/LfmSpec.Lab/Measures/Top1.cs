namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.Top1"/>.</summary>
[Over(Reduction.Mean, Otherwise = "it is always a share of positions; remove Over")]
public sealed record Top1 : IMeasure
{
    /// <inheritdoc/>
    public string Name => "top-1 agreement";

    /// <inheritdoc/>
    public string Meaning => "top-1 agreement: share of positions whose most probable next token is the clean run's";

    /// <inheritdoc/>
    public double Least => 0;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => [.. run.SameTop1.Select(static same => same ? 1.0 : 0.0)];

    /// <inheritdoc/>
    public double Effect(double value) => 1 - value;

    /// <inheritdoc/>
    public string EffectWords(Reduction over) => "1 less the top-1 agreement";
}
