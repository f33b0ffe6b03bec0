namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.Kl"/>.</summary>
public sealed record Kl : IMeasure
{
    /// <inheritdoc/>
    public string Name => "KL";

    /// <inheritdoc/>
    public string Meaning => "KL: KL(clean ‖ changed) of the next token over the whole vocabulary, in nats";

    /// <inheritdoc/>
    public double Least => 0;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => run.Kl;

    /// <inheritdoc/>
    public string EffectWords(Reduction over) => $"KL in nats, {over.Words()}";
}
