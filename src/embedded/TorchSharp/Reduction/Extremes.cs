using System.Numerics;
using TorchSharp.Storage;
using static TorchSharp.torch;
using Rows = TorchSharp.Kernels.Reductions;

namespace TorchSharp.Reduction;

/// <summary>The largest or smallest element and its first place; not a number counts as the extreme.</summary>
internal static unsafe class Extremes
{
    public static (Tensor Values, Tensor Indices) Find(Tensor source, ReadOnlySpan<long> dims, bool keepdim, bool largest, string operation)
    {
        var compute = ElementTypes.Compute(source.dtype);
        using var layout = new ReduceLayout(source, dims, keepdim, compute, operation);
        // Of no elements there is no extreme; where no results are asked for, as over the columns of no rows, nothing is missing.
        if (source.numel() == 0 && (dims.IsEmpty || layout.Reduced == 0))
            throw new InvalidOperationException($"{operation}: the tensor {Layout.Show(source.Sizes)} has no elements"
                + (dims.IsEmpty ? "." : $" in the dimensions {Layout.Show(dims)} that are reduced."));
        var values = Tensor.New(layout.ResultShape, compute);
        var indices = Tensor.New(layout.ResultShape, ScalarType.Int64);
        switch (compute)
        {
            case ScalarType.Float32: Run<float>(layout, values, indices, largest); break;
            case ScalarType.Float64: Run<double>(layout, values, indices, largest); break;
            case ScalarType.Int64: Run<long>(layout, values, indices, largest); break;
            case ScalarType.Int32: Run<int>(layout, values, indices, largest); break;
            case ScalarType.Int16: Run<short>(layout, values, indices, largest); break;
            case ScalarType.Int8: Run<sbyte>(layout, values, indices, largest); break;
            default: Run<byte>(layout, values, indices, largest); break;
        }
        if (compute == source.dtype)
            return (values, indices);
        using (values)
            return (values.to_type(source.dtype), indices);
    }

    private static void Run<T>(ReduceLayout layout, Tensor values, Tensor indices, bool largest)
        where T : unmanaged, INumber<T>
    {
        T* from = (T*)layout.Data, value = values.Pointer<T>();
        long* index = indices.Pointer<long>();
        if (typeof(T) == typeof(float) && largest && layout.Inner == 1)
        {
            for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced)
            {
                index[outer] = Rows.ArgMax((float*)from, (nint)layout.Reduced);
                value[outer] = from[index[outer]];
            }
            return;
        }
        for (long outer = 0; outer < layout.Outer; outer++, from += layout.Reduced * layout.Inner)
        {
            for (long inner = 0; inner < layout.Inner; inner++)
            {
                T best = from[inner];
                long place = 0;
                for (long i = 1; i < layout.Reduced && !T.IsNaN(best); i++)
                {
                    T candidate = from[i * layout.Inner + inner];
                    if (largest ? candidate > best || T.IsNaN(candidate) : candidate < best || T.IsNaN(candidate))
                    {
                        best = candidate;
                        place = i;
                    }
                }
                *value++ = best;
                *index++ = place;
            }
        }
    }
}
