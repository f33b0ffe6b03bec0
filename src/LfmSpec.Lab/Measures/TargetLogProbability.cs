using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.TargetLogProbability"/>.</summary>
[Over(Reduction.Last, Otherwise = "it is always of the last position; remove Over")]
public sealed record TargetLogProbability : IMeasure
{
    /// <inheritdoc/>
    public string Name => "change of ln p(target)";

    /// <inheritdoc/>
    public string Meaning => "change of ln p(target): changed less clean, last position, in nats";

    /// <inheritdoc/>
    public bool NeedsTarget => true;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run)
    {
        var token = run.Target;
        var logits = run.Changed[-1].to(ScalarType.Float64);
        var changed = (logits[token] - logits.logsumexp(-1)).ToDouble();
        return [changed - ((double)run.Clean[-1, token].ToSingle() - run.Reference.Distribution.LogNormalizers[^1])];
    }

    /// <inheritdoc/>
    public double Effect(double value) => -value;

    /// <inheritdoc/>
    public string EffectWords(Reduction over) => "the drop of the target's log-probability in nats";
}
