using static TorchSharp.torch;

namespace LfmSpec.Lab.Observations;

/// <summary>The next-token distribution at one position, in double from float32 logits.</summary>
internal sealed class TokenProbabilities
{
    private readonly float[] logits;
    private readonly double logNormalizer;

    internal TokenProbabilities(float[] logits)
    {
        this.logits = logits;
        double largest = logits.Max();
        logNormalizer = largest + Math.Log(logits.Aggregate(0.0, (sum, logit) => sum + Math.Exp(logit - largest)));
    }

    /// <param name="logits">float32, [1, positions, vocabulary].</param>
    /// <param name="position">The position.</param>
    internal static TokenProbabilities At(Tensor logits, long position)
    {
        using var scope = NewDisposeScope();
        return new TokenProbabilities(HostArray.Of(logits.narrow(1, position, 1)));
    }

    /// <summary>-log p of a token, in nats.</summary>
    internal double Loss(int token) => logNormalizer - logits[token];

    internal double Probability(int token) => Math.Exp(-Loss(token));

    /// <summary>The entropy in nats.</summary>
    internal double Entropy() => Enumerable.Range(0, logits.Length).Aggregate(0.0, (sum, token) => sum + Probability(token) * Loss(token));

    /// <summary>The rank of a token from 1; of equally probable ones the smaller id comes first.</summary>
    internal int Rank(int token) => 1 + logits.Where((logit, other) => logit > logits[token] || (logit == logits[token] && other < token)).Count();

    /// <summary>The most probable tokens, in the order of <see cref="Rank"/>.</summary>
    internal IReadOnlyList<int> Top(int count) => [.. Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).Take(count)];
}
