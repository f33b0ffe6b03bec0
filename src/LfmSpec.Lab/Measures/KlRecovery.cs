namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.KlRecovery"/>.</summary>
[Over(Reduction.Last, Otherwise = "it is always of the last position; remove Over")]
public sealed record KlRecovery : IMeasure
{
    /// <inheritdoc/>
    public string Name => "recovery of the KL";

    /// <inheritdoc/>
    public string Meaning => "recovery of the KL: 1 - KL(source ‖ patched) / KL(source ‖ unpatched), last position";

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => [1 - (run.Kl[^1] / run.UnchangedKl[^1])];
}
