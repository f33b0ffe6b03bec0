using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>A run's next-token distributions, one a position, kept so that changed runs can be compared with them.</summary>
public sealed class NextTokenDistribution : IDisposable
{
    internal NextTokenDistribution(Tensor logits, IReadOnlyList<double> logNormalizers, IReadOnlyList<int> top)
    {
        Logits = logits.DetachFromDisposeScope();
        LogNormalizers = logNormalizers;
        Top = top;
    }

    /// <summary>The logits, float32, [batch, positions, vocabulary]. They belong to this object.</summary>
    public Tensor Logits { get; }

    /// <summary>log(sum(exp(logits))), one a position, batch after batch; in double from the float32 logits.</summary>
    public IReadOnlyList<double> LogNormalizers { get; }

    /// <summary>The most probable token, one a position, batch after batch; the first of equal ones.</summary>
    public IReadOnlyList<int> Top { get; }

    /// <summary>The distribution at one position of a batch of one.</summary>
    /// <param name="position">The position, from 0.</param>
    /// <returns>The distribution, [1, 1, vocabulary]; dispose it.</returns>
    /// <exception cref="InvalidOperationException">The batch is not of one.</exception>
    public NextTokenDistribution At(int position)
    {
        if (Logits.size(0) != 1)
        {
            throw new InvalidOperationException($"There are {Logits.size(0)} rows; a single position is taken of a batch of one.");
        }

        using var scope = NewDisposeScope();
        return new NextTokenDistribution(Logits.narrow(1, position, 1).clone(), [LogNormalizers[position]], [Top[position]]);
    }

    /// <summary>The distributions of logits, by plain operations.</summary>
    /// <param name="logits">float32, [batch, positions, vocabulary]; this object takes them over.</param>
    /// <returns>The distributions; dispose them.</returns>
    internal static NextTokenDistribution Of(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var normalizers = logits.to(ScalarType.Float64).logsumexp(-1).reshape(-1).cpu().data<double>().ToArray();
        return new NextTokenDistribution(logits, normalizers, [.. logits.argmax(-1).reshape(-1).cpu().data<long>().Select(token => (int)token)]);
    }

    /// <summary>Compares changed logits with these, by plain operations: log_softmax in double.</summary>
    /// <param name="changed">float32, [batch, positions, vocabulary], a batch or several of this one's.</param>
    /// <returns>KL(this || changed) in nats and the most probable token, one a position, batch after batch.</returns>
    internal NextTokenDivergence Against(Tensor changed)
    {
        using var scope = NewDisposeScope();
        var cleanLog = nn.functional.log_softmax(Logits.to(ScalarType.Float64), -1);
        var changedLog = nn.functional.log_softmax(changed.to(ScalarType.Float64), -1);
        var kl = (cleanLog.exp() * (cleanLog - changedLog)).sum(-1);
        return new NextTokenDivergence(kl.reshape(-1).cpu().data<double>().ToArray(), [.. changed.argmax(-1).reshape(-1).cpu().data<long>().Select(token => (int)token)]);
    }

    /// <summary>Frees the logits.</summary>
    public void Dispose() => Logits.Dispose();
}

/// <summary>How a changed run's next-token distributions differ from a clean run's.</summary>
/// <param name="Kl">KL(clean || changed) in nats, one a position, batch after batch.</param>
/// <param name="Top">The changed run's most probable token, one a position, batch after batch.</param>
public sealed record NextTokenDivergence(IReadOnlyList<double> Kl, IReadOnlyList<int> Top);
