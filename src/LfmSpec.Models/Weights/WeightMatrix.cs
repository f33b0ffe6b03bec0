using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models.Weights;

/// <summary>
/// The weight matrix of a linear layer, [out, in]: the seam between the models and how an engine keeps weights. On any TorchSharp it is a
/// float32 tensor; the embedded one keeps the checkpoint's own bfloat16 in the order of its products, at half the memory. Results have the same bits.
/// </summary>
internal abstract class WeightMatrix : IDisposable
{
    /// <summary>x W^T + bias.</summary>
    /// <param name="x">float32, [..., in].</param>
    /// <param name="bias">float32, [out], or null.</param>
    /// <returns>float32, [..., out].</returns>
    internal abstract Tensor Apply(Tensor x, Tensor? bias = null);

    /// <summary>The first half of a gated MLP: silu(x W^T) * (x up^T).</summary>
    /// <param name="x">float32, [..., in].</param>
    /// <param name="up">The matrix beside the gate, of the same shape.</param>
    /// <returns>float32, [..., out].</returns>
    internal virtual Tensor Gated(Tensor x, WeightMatrix up)
    {
        using var scope = NewDisposeScope();
        return FusedLayers.SiluMultiply(Apply(x), up.Apply(x)).MoveToOuterDisposeScope();
    }

    /// <summary>Some rows of the matrix.</summary>
    /// <param name="indices">int64, [n].</param>
    /// <returns>float32, [n, in].</returns>
    internal abstract Tensor Take(Tensor indices);

    /// <summary>The distributions over the rows of the matrix: of a head, the next-token distributions.</summary>
    /// <param name="x">float32, [batch, positions, in].</param>
    /// <returns>The distributions; dispose them.</returns>
    internal virtual NextTokenDistribution Distribution(Tensor x)
    {
        using var scope = NewDisposeScope();
        return NextTokenDistribution.Of(Apply(x));
    }

    /// <summary>Compares the distributions over the rows of the matrix with clean ones.</summary>
    /// <param name="x">float32, [batch, positions, in], a batch or several of the clean run's.</param>
    /// <param name="clean">The clean distributions.</param>
    /// <returns>The divergence.</returns>
    internal virtual NextTokenDivergence Divergence(Tensor x, NextTokenDistribution clean)
    {
        using var scope = NewDisposeScope();
        return clean.Against(Apply(x));
    }

    public abstract void Dispose();

    /// <summary>Brings a part of a matrix: its bytes from a place on, as many as the destination takes.</summary>
    /// <param name="start">The first byte, counted from the matrix's beginning.</param>
    /// <param name="destination">Where the bytes go.</param>
    internal delegate void Reader(long start, Span<byte> destination);

    /// <summary>A matrix from a checkpoint's bytes.</summary>
    internal static WeightMatrix Of(Reader read, ScalarType type, long rows, long columns, Device device)
    {
#if EMBEDDED_TORCH
        if (type is ScalarType.BFloat16 or ScalarType.Float32)
        {
            return new Packed(TorchSharp.Embedded.PackedWeight.Pack(read.Invoke, type, rows, columns));
        }
#endif
        return Plain(read, type, rows, columns, device);
    }

    /// <summary>A matrix as a float32 tensor.</summary>
    internal static WeightMatrix Plain(Reader read, ScalarType type, long rows, long columns, Device device)
    {
        using var scope = NewDisposeScope();
        var stored = empty(rows, columns, dtype: type);
        read(0, stored.bytes);
        return Plain(stored.to(ScalarType.Float32, device).DetachFromDisposeScope());
    }

    /// <summary>A tensor as a matrix that may be trained.</summary>
    /// <param name="weight">float32, [out, in]; the matrix takes it over.</param>
    internal static WeightMatrix Plain(Tensor weight) => new Wide(weight);

    private sealed class Wide(Tensor weight) : WeightMatrix
    {
        internal override Tensor Apply(Tensor x, Tensor? bias = null) => linear(x, weight, bias);

        internal override Tensor Take(Tensor indices) => weight.index_select(0, indices);

        public override void Dispose() => weight.Dispose();
    }

#if EMBEDDED_TORCH
    private sealed class Packed(TorchSharp.Embedded.PackedWeight weight) : WeightMatrix
    {
        private readonly TorchSharp.Embedded.PackedWeight weight = weight;

        internal override Tensor Apply(Tensor x, Tensor? bias = null) => weight.Linear(x, bias);

        internal override Tensor Gated(Tensor x, WeightMatrix up) =>
            up is Packed other ? TorchSharp.Embedded.PackedWeight.Gated(x, weight, other.weight) : base.Gated(x, up);

        internal override Tensor Take(Tensor indices) => weight.Take(indices);

        internal override NextTokenDistribution Distribution(Tensor x)
        {
            var (logits, normalizers, top) = weight.Distributions(x);
            return new NextTokenDistribution(logits, normalizers, top);
        }

        internal override NextTokenDivergence Divergence(Tensor x, NextTokenDistribution clean)
        {
            var (kl, top) = weight.Divergences(x, clean.Logits, clean.LogNormalizers);
            return new NextTokenDivergence(kl, top);
        }

        public override void Dispose() => weight.Dispose();
    }
#endif
}
