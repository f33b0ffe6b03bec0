namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.Interaction"/>: computed from the values of <see cref="Kl"/>.</summary>
public sealed record Interaction : IMeasure
{
    /// <inheritdoc/>
    public string Name => "interaction";

    /// <inheritdoc/>
    public string Meaning => "interaction: KL of the interventions together less the KL of each alone, in nats";

    /// <inheritdoc/>
    public bool NeedsEachAlone => true;

    /// <inheritdoc/>
    public IMeasure Reading => new Kl();

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => run.Kl;

    /// <inheritdoc/>
    public double Combine(double together, IReadOnlyList<double> alone) => together - alone.Sum();
}
