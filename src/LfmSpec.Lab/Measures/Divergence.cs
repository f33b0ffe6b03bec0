using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>What a changed run does to the next-token distribution, position by position.</summary>
/// <param name="Kl">KL(clean || changed) in nats, one a position.</param>
/// <param name="SameTop1">Whether the most probable next token is the clean run's, one a position.</param>
public sealed record Divergence(IReadOnlyList<double> Kl, IReadOnlyList<bool> SameTop1)
{
    /// <summary>Compares two runs of one prompt.</summary>
    /// <param name="clean">The clean run's logits, float32, [positions, vocabulary].</param>
    /// <param name="changed">The changed run's logits, the same shape.</param>
    /// <returns>The divergence; the logits are widened to double before log_softmax.</returns>
    public static Divergence Between(Tensor clean, Tensor changed)
    {
        using var scope = NewDisposeScope();
        var cleanLog = nn.functional.log_softmax(clean.to(ScalarType.Float64), -1);
        var changedLog = nn.functional.log_softmax(changed.to(ScalarType.Float64), -1);
        var kl = (cleanLog.exp() * (cleanLog - changedLog)).sum(-1);
        var same = clean.argmax(-1).eq(changed.argmax(-1));
        return new Divergence(kl.data<double>().ToArray(), same.data<bool>().ToArray());
    }

    /// <summary>One column of a prompt's row.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value: nats for KL, a share from 0 to 1 for top-1 agreement.</returns>
    public double Of(MeasureSpec measure) => (measure.Metric, measure.Over) switch
    {
        (Metric.Top1, _) => SameTop1.Count(same => same) / (double)SameTop1.Count,
        (Metric.Kl, Positions.Mean) => Kl.Sum() / Kl.Count,
        (Metric.Kl, Positions.Sum) => Kl.Sum(),
        (Metric.Kl, Positions.Last) => Kl[^1],
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
    };
}
