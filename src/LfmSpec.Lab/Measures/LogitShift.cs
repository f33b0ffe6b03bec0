using static TorchSharp.torch;

namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.LogitShift"/>.</summary>
[Over(Reduction.Mean, Reduction.Last, Otherwise = "a sum of it grows with the prompt's length; use Reduction.Mean or Reduction.Last")]
public sealed record LogitShift : IMeasure
{
    /// <inheritdoc/>
    public string Name => "logit shift";

    /// <inheritdoc/>
    public string Meaning => "logit shift: mean over the vocabulary of |changed logit - clean logit|";

    /// <inheritdoc/>
    public double Least => 0;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => HostArray.OfDoubles((run.Changed - run.Clean).abs().to(ScalarType.Float64).mean([-1L]));
}
