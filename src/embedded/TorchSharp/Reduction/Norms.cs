using TorchSharp.Autograd;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Reduction;

/// <summary>
/// Vector norms. The Euclidean norm of a row runs in PyTorch's order (norm_kernel_tensor_iterator_impl in ATen/native/cpu/ReduceOpsKernel.cpp), eight sums
/// side by side joined from the first to the last. Product and sum are rounded once, as in libtorch 2.10's build of it; other builds round them one by one.
/// </summary>
internal static unsafe class Norms
{
    private const int Lanes = 8;

    public static Tensor Norm(Tensor source, ReadOnlySpan<long> dims, bool keepdim, float p)
    {
        if (!ElementTypes.IsFloating(source.dtype))
            throw new InvalidOperationException($"norm: not defined for {source.dtype}. Convert to a floating-point type first.");
        if (p != 2)
            return General(source, dims, keepdim, p);
        var compute = ElementTypes.Compute(source.dtype);
        using var layout = new ReduceLayout(source, dims, keepdim, compute, "norm");
        var wide = Tensor.New(layout.ResultShape, compute);
        if (compute == ScalarType.Float32)
            Singles(layout, wide.Pointer<float>());
        else
            Doubles(layout, wide.Pointer<double>());
        var result = wide;
        if (compute != source.dtype)
        {
            using (wide)
                result = wide.to_type(source.dtype);
        }
        return Tape.Records(source) ? Derivatives.Norm(source, result, dims) : result;
    }

    private static Tensor General(Tensor source, ReadOnlySpan<long> dims, bool keepdim, float p)
    {
        using var scope = NewDisposeScope();
        var size = source.abs();
        var result = p switch
        {
            0 => size.ne(0).to_type(source.dtype).sum(dims, keepdim),
            1 => size.sum(dims, keepdim),
            float.PositiveInfinity => size.amax(dims, keepdim),
            float.NegativeInfinity => size.amin(dims, keepdim),
            _ => size.pow(p).sum(dims, keepdim).pow(1.0 / p),
        };
        return result.MoveToOuterDisposeScope();
    }

    private static void Singles(ReduceLayout layout, float* to)
    {
        float* from = (float*)layout.Data;
        if (layout.Inner == 1)
        {
            for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced)
                to[outer] = MathF.Sqrt(Row(from, layout.Reduced));
            return;
        }
        for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced * layout.Inner)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                double sum = 0;
                for (long i = 0; i < layout.Reduced; i++)
                    sum += (double)from[i * layout.Inner + inner] * from[i * layout.Inner + inner];
                *to++ = (float)Math.Sqrt(sum);
            }
        }
    }

    private static float Row(float* row, long count)
    {
        float* lanes = stackalloc float[Lanes];
        long i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            for (int lane = 0; lane < Lanes; lane++)
                lanes[lane] = MathF.FusedMultiplyAdd(row[i + lane], row[i + lane], lanes[lane]);
        }
        float sum = lanes[0];
        for (int lane = 1; lane < Lanes; lane++)
            sum += lanes[lane];
        for (; i < count; i++)
            sum = MathF.FusedMultiplyAdd(row[i], row[i], sum);
        return sum;
    }

    private static void Doubles(ReduceLayout layout, double* to)
    {
        double* from = (double*)layout.Data;
        for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced * layout.Inner)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                double sum = 0;
                for (long i = 0; i < layout.Reduced; i++)
                    sum += from[i * layout.Inner + inner] * from[i * layout.Inner + inner];
                *to++ = Math.Sqrt(sum);
            }
        }
    }
}
