using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Quantization;

/// <summary>
/// A frozen weight that is held in NF4 (QLoRA's base; Dettmers et al. 2023): its values are made where a product needs them, in float32, and forgotten after it, in the
/// backward pass too. On libtorch a product of which a gradient is wanted keeps them until that is computed.
/// </summary>
/// <param name="weight">The codes of a matrix, [out, in]; this object takes them over.</param>
internal sealed class NormalFloat4Matrix(NormalFloat4 weight) : WeightMatrix
{
    /// <summary>The memory that it takes, in bytes.</summary>
    internal long ByteLength => weight.ByteLength;

#if EMBEDDED_TORCH
    internal override Tensor Apply(Tensor x, Tensor? bias = null) =>
        TorchSharp.Embedded.PackedWeight.Linear(x, () => TorchSharp.Embedded.PackedWeight.Pack(weight.Read, ScalarType.Float32, weight.Shape[0], weight.Shape[1]), bias);
#else
    internal override Tensor Apply(Tensor x, Tensor? bias = null)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(x, weight.Dequantize().to(x.device), bias).MoveToOuterDisposeScope();
    }
#endif

    internal override Tensor Take(Tensor indices)
    {
        using var scope = NewDisposeScope();
        var rowBytes = (int)weight.Shape[1] * sizeof(float);
        var result = empty(indices.numel(), weight.Shape[1]);
        foreach (var (place, row) in indices.cpu().data<long>().ToArray().Index())
        {
            weight.Read(row * rowBytes, result.bytes.Slice(place * rowBytes, rowBytes));
        }

        return result.to(indices.device).MoveToOuterDisposeScope();
    }

    public override void Dispose() => weight.Dispose();
}
