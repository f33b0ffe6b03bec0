using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;
using Rows = TorchSharp.Kernels.Reductions;

namespace TorchSharp.Functional;

/// <summary>Layer normalisation, a row at a time.</summary>
internal static unsafe class LayerNormalization
{
    public static Tensor Normalize(Tensor input, long[] normalizedShape, Tensor? weight, Tensor? bias, double eps)
    {
        if (input.Rank < normalizedShape.Length || !input.Sizes.AsSpan(input.Rank - normalizedShape.Length).SequenceEqual(normalizedShape))
            throw new InvalidOperationException($"layer_norm: the input {Layout.Show(input.Sizes)} does not end in "
                + $"{Layout.Show(normalizedShape)}.");
        if (!input.is_floating_point() || (weight is not null && weight.dtype != input.dtype) || (bias is not null
            && bias.dtype != input.dtype))
            throw new InvalidOperationException($"layer_norm: input {input.dtype}, weight and bias must have one floating-point type.");
        using var scope = NewDisposeScope();
        var type = input.dtype;
        var compute = ElementTypes.Compute(type);
        var result = Normalized(input, Layout.Count(normalizedShape), compute, eps);
        if (weight is not null)
            result = result.mul(weight.to_type(compute));
        if (bias is not null)
            result = result.add(bias.to_type(compute));
        return result.to_type(type).MoveToOuterDisposeScope();
    }

    /// <summary>Every row with mean 0 and variance 1.</summary>
    private static Tensor Normalized(Tensor input, long length, ScalarType compute, double eps)
    {
        if (Tape.Records(input))
        {
            Tensor recorded;
            using (new GradMode(false))
                recorded = Normalized(input, length, compute, eps);
            return Derivatives.Normalized(input, recorded, length, eps);
        }
        if (compute == ScalarType.Float64)
        {
            var rows = input.reshape(-1, length);
            var centred = rows.sub(rows.mean([1], keepdim: true));
            return centred.mul(centred.mul(centred).mean([1], keepdim: true).add(eps).rsqrt()).view(input.Sizes);
        }
        using var source = new Operand(input, compute);
        var result = Tensor.New(input.Sizes, compute);
        float* from = source.Floats, to = result.Pointer<float>();
        nint count = (nint)length;
        for (long row = length == 0 ? 0 : source.Count / length; row > 0; row--, from += count, to += count)
        {
            Elementwise.Sub(from, Rows.Sum(from, count) / count, to, count);
            float variance = Rows.SumOfSquares(to, count) / count;
            Elementwise.Mul(to, 1 / MathF.Sqrt(variance + (float)eps), to, count);
        }
        return result;
    }
}
