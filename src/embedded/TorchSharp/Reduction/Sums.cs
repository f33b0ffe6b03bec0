using System.Numerics;
using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;
using Rows = TorchSharp.Kernels.Reductions;

namespace TorchSharp.Reduction;

/// <summary>
/// Sums. Over the last dimensions they follow the kernels' fixed scheme of lanes; over other dimensions they run in ascending
/// order of the index, every column on its own, in double. Either order is independent of the machine and of the other rows.
/// </summary>
internal static unsafe class Sums
{
    public static Tensor Sum(Tensor source, ReadOnlySpan<long> dims, bool keepdim, ScalarType? type, string operation, bool mean = false)
    {
        var target = type ?? (ElementTypes.IsFloating(source.dtype) ? source.dtype : ScalarType.Int64);
        if (mean && !ElementTypes.IsFloating(target))
            throw new InvalidOperationException($"{operation}: the mean of {source.dtype} elements is not an integer. Convert to a "
                + "floating-point type first.");
        var compute = ElementTypes.IsFloating(target) ? ElementTypes.Compute(target) : ScalarType.Int64;
        using var layout = new ReduceLayout(source, dims, keepdim, compute, operation);
        var wide = Tensor.New(layout.ResultShape, compute);
        switch (compute)
        {
            case ScalarType.Float32: Floats(layout, wide.Pointer<float>(), mean); break;
            case ScalarType.Float64: Doubles(layout, wide.Pointer<double>(), mean); break;
            default: Integers(layout, wide.Pointer<long>()); break;
        }
        var result = wide;
        if (compute != target)
        {
            using (wide)
                result = wide.to_type(target);
        }
        return Tape.Records(source) ? Derivatives.Sum(source, result, dims, keepdim, mean) : result;
    }

    /// <summary>Sum of squares of deviations from the mean, divided by the count less the correction.</summary>
    public static Tensor Variance(Tensor source, ReadOnlySpan<long> dims, bool keepdim, bool unbiased, bool root, string operation)
    {
        if (!ElementTypes.IsFloating(source.dtype))
            throw new InvalidOperationException($"{operation}: not defined for {source.dtype}. Convert to a floating-point type first.");
        var target = source.dtype;
        using var layout = new ReduceLayout(source, dims, keepdim, ScalarType.Float64, operation);
        var wide = Tensor.New(layout.ResultShape, ScalarType.Float64);
        double* to = wide.Pointer<double>();
        using var column = new PooledBuffer<double>(layout.Reduced);
        for (long outer = 0; outer < layout.Outer; outer++)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                double* from = (double*)layout.Data + outer * layout.Reduced * layout.Inner + inner;
                double mean = 0;
                for (long i = 0; i < layout.Reduced; i++)
                {
                    column.Pointer[i] = from[i * layout.Inner];
                    mean += column.Pointer[i];
                }
                mean /= layout.Reduced;
                double sum = 0;
                for (long i = 0; i < layout.Reduced; i++)
                {
                    double deviation = column.Pointer[i] - mean;
                    sum += deviation * deviation;
                }
                double variance = sum / Math.Max(layout.Reduced - (unbiased ? 1 : 0), 0);
                *to++ = root ? Math.Sqrt(variance) : variance;
            }
        }
        var result = wide;
        if (target != ScalarType.Float64)
        {
            using (wide)
                result = wide.to_type(target);
        }
        return Tape.Records(source) ? Derivatives.Variance(source, result, dims, unbiased, root) : result;
    }

    private static void Floats(ReduceLayout layout, float* to, bool mean)
    {
        float* from = (float*)layout.Data;
        if (layout.Inner == 1)
        {
            var work = new RowSums { From = from, To = to, Length = (nint)layout.Reduced, Mean = mean };
            RowPieces.Run((nint)layout.Outer, work.Length, &SumRows, &work);
            return;
        }
        using var sums = new PooledBuffer<double>(layout.Inner);
        for (long outer = 0; outer < layout.Outer; outer++, to += layout.Inner)
        {
            new Span<double>(sums.Pointer, checked((int)layout.Inner)).Clear();
            for (long i = 0; i < layout.Reduced; i++, from += layout.Inner)
                AddWide(from, sums.Pointer, layout.Inner);
            for (long inner = 0; inner < layout.Inner; inner++)
                to[inner] = (float)(mean ? sums.Pointer[inner] / layout.Reduced : sums.Pointer[inner]);
        }
    }

    private static void SumRows(void* context, nint start, nint end)
    {
        var work = (RowSums*)context;
        for (nint row = start; row < end; row++)
        {
            float sum = Rows.Sum(work->From + row * work->Length, work->Length);
            work->To[row] = work->Mean ? sum / work->Length : sum;
        }
    }

    /// <summary>Adds singles to doubles, each to its own, so that the width of a vector changes no bit.</summary>
    private static void AddWide(float* row, double* sums, long count)
    {
        long i = 0;
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(row + i), out var low, out var high);
            Vector.Store(Vector.Load(sums + i) + low, sums + i);
            Vector.Store(Vector.Load(sums + i + Vector<double>.Count) + high, sums + i + Vector<double>.Count);
        }
        for (; i < count; i++)
            sums[i] += row[i];
    }

    private static void Doubles(ReduceLayout layout, double* to, bool mean)
    {
        double* from = (double*)layout.Data;
        for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced * layout.Inner)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                double sum = 0;
                if (layout.Inner == 1)
                {
                    sum = Rows.Sum(from, (nint)layout.Reduced);
                }
                else
                {
                    for (long i = 0; i < layout.Reduced; i++)
                        sum += from[i * layout.Inner + inner];
                }
                *to++ = mean ? sum / layout.Reduced : sum;
            }
        }
    }

    private static void Integers(ReduceLayout layout, long* to)
    {
        long* from = (long*)layout.Data;
        for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced * layout.Inner)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                long sum = 0;
                for (long i = 0; i < layout.Reduced; i++)
                    sum += from[i * layout.Inner + inner];
                *to++ = sum;
            }
        }
    }

    private struct RowSums
    {
        public float* From;
        public float* To;
        public nint Length;
        public bool Mean;
    }
}
