using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// The frequencies of a rotary embedding: pair i of a head's d dimensions turns by theta^(-2i/d) a position. The kinds of scaling, which follow
/// transformers' <c>modeling_rope_utils.py</c>, change them for texts longer than those of the first training. Computed in double.
/// </summary>
internal record RopeScaling
{
    /// <summary>What the turned queries and keys are multiplied by.</summary>
    internal virtual double AttentionFactor => 1;

    /// <summary>The frequencies.</summary>
    /// <param name="theta">The base.</param>
    /// <param name="headDimension">The width of a head.</param>
    /// <returns>Radians a position, [head_dim / 2].</returns>
    internal virtual double[] Frequencies(double theta, int headDimension)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, headDimension, 2, dtype: ScalarType.Float64) / headDimension;
        return tensor(theta, dtype: ScalarType.Float64).pow(exponents).reciprocal().cpu().data<double>().ToArray();
    }

    // The engine's logarithm, which has the same bits on every machine; the runtime's has not.
    private protected static double Log(double x)
    {
        using var scope = NewDisposeScope();
        return tensor(x, dtype: ScalarType.Float64).log().ToDouble();
    }
}
