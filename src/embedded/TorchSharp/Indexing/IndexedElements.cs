using TorchSharp.Arithmetic;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Indexing;

/// <summary>Operations that treat elements one by one: gather and scatter along a dimension, choice and filling by a mask.</summary>
internal static unsafe class IndexedElements
{
    /// <summary>An index as contiguous int64, in the caller's dispose scope.</summary>
    public static Tensor Checked(Tensor index, string operation) => !ElementTypes.IsFloating(index.dtype) && index.dtype != ScalarType.Bool
        ? index.to_type(ScalarType.Int64).contiguous()
        : throw new ArgumentException($"{operation}: the index has the type {index.dtype}; use int64.", nameof(index));

    /// <summary>An index that an operation takes whose places do not count from the end: gather and its kin, unlike an index expression.</summary>
    public static Tensor NotFromTheEnd(Tensor index, string operation)
    {
        foreach (long place in new ReadOnlySpan<long>(index.Pointer<long>(), checked((int)index.numel())))
        {
            if (place < 0)
                throw new ArgumentOutOfRangeException(null, $"{operation}: index {place} is out of range; places do not count from the end here.");
        }
        return index;
    }

    public static void CheckShape(Tensor target, Tensor index, Tensor source, int dim, string operation)
    {
        if (index.Rank != target.Rank || source.Rank != target.Rank)
            throw new ArgumentException($"{operation}: the index {Layout.Show(index.Sizes)} must have as many dimensions as the "
                + $"tensor {Layout.Show(target.Sizes)}.");
        for (int i = 0; i < index.Rank; i++)
        {
            if (index.Sizes[i] > source.Sizes[i] || (i != dim && index.Sizes[i] > target.Sizes[i]))
                throw new ArgumentException($"{operation}: the index {Layout.Show(index.Sizes)} is larger than {Layout.Show(source.Sizes)} "
                    + $"or {Layout.Show(target.Sizes)} in dimension {i}.");
        }
    }

    public static void Gather(Tensor source, int dim, Tensor index, Tensor result)
    {
        switch (source.ElementSize)
        {
            case 1: Gather<byte>(source, dim, index, result); break;
            case 2: Gather<ushort>(source, dim, index, result); break;
            case 4: Gather<uint>(source, dim, index, result); break;
            default: Gather<ulong>(source, dim, index, result); break;
        }
    }

    public static void Scatter(Tensor target, int dim, Tensor index, Tensor source)
    {
        using var same = source.to_type(target.dtype).DetachFromDisposeScope();
        switch (target.ElementSize)
        {
            case 1: Scatter<byte>(target, dim, index, same); break;
            case 2: Scatter<ushort>(target, dim, index, same); break;
            case 4: Scatter<uint>(target, dim, index, same); break;
            default: Scatter<ulong>(target, dim, index, same); break;
        }
    }

    public static void ScatterAdd(Tensor target, int dim, Tensor index, Tensor source)
    {
        // By way of gather, add and scatter one slice of the index at a time, so that repeated places add up in order.
        using var scope = NewDisposeScope();
        for (long i = 0; i < index.Sizes[dim]; i++)
        {
            var place = index.narrow(dim, i, 1);
            var addend = source.narrow(dim, i, 1);
            for (int d = 0; d < index.Rank; d++)
            {
                if (d != dim)
                    addend = addend.narrow(d, 0, index.Sizes[d]);
            }
            Scatter(target, dim, place, target.gather(dim, place).add(addend));
        }
    }

    public static void Choose(Tensor condition, Tensor x, Tensor y, Tensor result)
    {
        using var mask = new Operand(condition, ScalarType.Bool, strided: true);
        using var left = new Operand(x, result.dtype, strided: true);
        using var right = new Operand(y, result.dtype, strided: true);
        var walk = new RowWalk(result.Sizes, Binary.Expand(condition, mask.Strides, result), Binary.Expand(x, left.Strides, result),
            Binary.Expand(y, right.Strides, result));
        switch (result.ElementSize)
        {
            case 1: Choose(walk, mask.Data, left.Data, right.Data, result.Impl.Data); break;
            case 2: Choose(walk, mask.Data, (ushort*)left.Data, (ushort*)right.Data, result.Pointer<ushort>()); break;
            case 4: Choose(walk, mask.Data, (uint*)left.Data, (uint*)right.Data, result.Pointer<uint>()); break;
            default: Choose(walk, mask.Data, (ulong*)left.Data, (ulong*)right.Data, result.Pointer<ulong>()); break;
        }
    }

    public static void Fill(Tensor target, Tensor mask, Scalar value)
    {
        ulong number = Binary.Encode(value, target.dtype);
        var walk = new RowWalk(target.Sizes, target.Strides, Layout.ExpandStrides(mask.Sizes, mask.Strides, target.Sizes));
        byte* condition = mask.Impl.Data;
        switch (target.ElementSize)
        {
            case 1: Fill(walk, condition, target.Impl.Data, (byte)number); break;
            case 2: Fill(walk, condition, target.Pointer<ushort>(), (ushort)number); break;
            case 4: Fill(walk, condition, target.Pointer<uint>(), (uint)number); break;
            default: Fill(walk, condition, target.Pointer<ulong>(), number); break;
        }
        GC.KeepAlive(mask);
    }

    private static void Choose<T>(RowWalk walk, byte* condition, T* x, T* y, T* result)
        where T : unmanaged
    {
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
                *result++ = condition[walk.A + i * walk.StrideA] != 0 ? x[walk.B + i * walk.StrideB] : y[walk.C + i * walk.StrideC];
        }
    }

    private static void Fill<T>(RowWalk walk, byte* condition, T* target, T value)
        where T : unmanaged
    {
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
            {
                if (condition[walk.B + i * walk.StrideB] != 0)
                    target[walk.A + i * walk.StrideA] = value;
            }
        }
    }

    private static void Gather<T>(Tensor source, int dim, Tensor index, Tensor result)
        where T : unmanaged
    {
        T* from = source.Pointer<T>(), to = result.Pointer<T>();
        using var places = new Operand(index, ScalarType.Int64, strided: true);
        long size = source.Sizes[dim], stride = source.Strides[dim];
        var others = source.stride();
        others[dim] = 0;
        long* place = (long*)places.Data;
        var walk = new RowWalk(index.Sizes, places.Strides, others);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
                *to++ = from[walk.B + i * walk.StrideB + Place(place[walk.A + i * walk.StrideA], size) * stride];
        }
        GC.KeepAlive(source);
    }

    private static void Scatter<T>(Tensor target, int dim, Tensor index, Tensor source)
        where T : unmanaged
    {
        T* to = target.Pointer<T>(), from = source.Pointer<T>();
        using var places = new Operand(index, ScalarType.Int64, strided: true);
        long size = target.Sizes[dim], stride = target.Strides[dim];
        var others = target.stride();
        others[dim] = 0;
        long* place = (long*)places.Data;
        var walk = new RowWalk(index.Sizes, places.Strides, others, source.Strides);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
            {
                long at = Place(place[walk.A + i * walk.StrideA], size);
                to[walk.B + i * walk.StrideB + at * stride] = from[walk.C + i * walk.StrideC];
            }
        }
        GC.KeepAlive(source);
    }

    /// <summary>An index of a dimension, which does not count from the end.</summary>
    public static long Place(long index, long size) => index >= 0 && index < size ? index
        : throw new ArgumentOutOfRangeException(nameof(index), $"Index {index} does not exist in a dimension of size {size}.");
}
