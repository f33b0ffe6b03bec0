using TorchSharp;

namespace LfmSpec.Lab.Measures;

/// <summary><see cref="Metric.Recovery"/>.</summary>
[Over(Reduction.Last, Otherwise = "it is always of the last position; remove Over")]
public sealed record Recovery : IMeasure
{
    /// <inheritdoc/>
    public string Name => "recovery of the logit difference";

    /// <inheritdoc/>
    public string Meaning =>
        "recovery of the logit difference: 0 is the run that is patched, 1 the run that the value comes from; last position; pairs with one answer left out";

    /// <inheritdoc/>
    public bool MayBeUndefined => true;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run)
    {
        int first = run.Reference.Distribution.Top[^1], second = run.Run.Distribution.Top[^1];
        double Difference(torch.Tensor logits) => (double)logits[-1, first].ToSingle() - logits[-1, second].ToSingle();

        var from = Difference(run.Unchanged);
        return [first == second ? double.NaN : (Difference(run.Changed) - from) / (Difference(run.Clean) - from)];
    }
}
