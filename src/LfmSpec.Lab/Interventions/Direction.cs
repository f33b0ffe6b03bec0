using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Steering directions.</summary>
public static class Direction
{
    /// <summary>
    /// A random direction of unit length: <c>randn(hidden)</c> of PyTorch's CPU generator after <c>manual_seed(seed)</c>, divided by
    /// its L2 norm. The published study drew it in bf16 on the GPU, which is another stream.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="hidden">The width of the residual stream.</param>
    /// <returns>float32, [hidden].</returns>
    public static Tensor Random(long seed, long hidden)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var drawn = randn(hidden, dtype: ScalarType.Float32, generator: generator);
        return (drawn / drawn.norm()).MoveToOuterDisposeScope();
    }
}
