using System.Numerics;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using ScalarType = TorchSharp.torch.ScalarType;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Arithmetic;

/// <summary>Runs element-wise operations on two broadcast operands, in the type that promotion gives.</summary>
internal static unsafe class Binary
{
    /// <summary>Elements from which on a contiguous operation is worth two threads, and elements of one piece of work.</summary>
    public const long ParallelFrom = RowPieces.ParallelFrom, PieceLength = RowPieces.PieceLength;

    public static Tensor Apply<TOperation>(Tensor a, Tensor b, ScalarType type, string name)
        where TOperation : struct, IBinaryOperation
    {
        var result = Tensor.New(ReferenceEquals(a.Sizes, b.Sizes) ? a.Sizes : Layout.Broadcast(a.Sizes, b.Sizes, name), type);
        var compute = ElementTypes.Compute(type);
        using var left = new Operand(a, compute, strided: true);
        using var right = new Operand(b, compute, strided: true);
        Into<TOperation>(result, compute, left.Data, Expand(a, left.Strides, result), right.Data, Expand(b, right.Strides, result));
        return result;
    }

    public static Tensor Apply<TOperation>(Tensor a, Scalar b, ScalarType type)
        where TOperation : struct, IBinaryOperation
    {
        var result = Tensor.New(a.Sizes, type);
        var compute = ElementTypes.Compute(type);
        using var left = new Operand(a, compute, strided: true);
        ulong number = Encode(b, compute);
        Into<TOperation>(result, compute, left.Data, left.Strides, (byte*)&number, []);
        return result;
    }

    public static Tensor InPlace<TOperation>(Tensor a, Tensor b, ScalarType type, string name)
        where TOperation : struct, IBinaryOperation
    {
        Promotion.CheckInPlace(type, a.dtype, name);
        MemoryOverlap.Check(a, name, b);
        if (Layout.ExpandStrides(b.Sizes, b.Strides, a.Sizes) is null)
            throw new ArgumentException($"{name}: a tensor {Layout.Show(b.Sizes)} does not broadcast to {Layout.Show(a.Sizes)}, which "
                + "is written in place.");
        var compute = ElementTypes.Compute(type);
        using var left = new Operand(a, compute, strided: true);
        using var right = new Operand(b, compute, strided: true, apart: ReferenceEquals(a.Impl, b.Impl) ? null : a.Impl.Storage);
        Into<TOperation>(a, compute, left.Data, left.Strides, right.Data, Expand(b, right.Strides, a));
        return a.Written();
    }

    public static Tensor InPlace<TOperation>(Tensor a, Scalar b, ScalarType type, string name)
        where TOperation : struct, IBinaryOperation
    {
        Promotion.CheckInPlace(type, a.dtype, name);
        MemoryOverlap.CheckInternal(a, name);
        var compute = ElementTypes.Compute(type);
        using var left = new Operand(a, compute, strided: true);
        ulong number = Encode(b, compute);
        Into<TOperation>(a, compute, left.Data, left.Strides, (byte*)&number, []);
        return a.Written();
    }

    /// <summary>The bits of a number in an element type.</summary>
    public static ulong Encode(Scalar number, ScalarType type)
    {
        ulong bits = 0;
        byte* target = (byte*)&bits;
        long integer = number.Integer;
        double real = number.Real;
        bool floating = number.Type == ScalarType.Float64;
        ElementCopy.Copy(floating ? ScalarType.Float64 : ScalarType.Int64, floating ? (byte*)&real : (byte*)&integer, [], type, target,
            [], []);
        return bits;
    }

    /// <summary>A window's strides within a broadcast result.</summary>
    public static long[] Expand(Tensor tensor, long[] strides, Tensor result) =>
        // Equal sizes are mostly one array.
        ReferenceEquals(tensor.Sizes, result.Sizes) ? strides : Layout.ExpandStrides(tensor.Sizes, strides, result.Sizes)!;

    private static void Into<TOperation>(Tensor target, ScalarType compute, byte* a, ReadOnlySpan<long> stridesA, byte* b, ReadOnlySpan<long> stridesB)
        where TOperation : struct, IBinaryOperation
    {
        if (target.dtype == compute)
        {
            Dispatch<TOperation>(compute, target.Sizes, target.Impl.Data, target.Strides, a, stridesA, b, stridesB);
            return;
        }
        using var wide = new PooledBuffer<byte>(target.numel() * ElementTypes.SizeOf(compute));
        var strides = Layout.RowMajor(target.Sizes);
        Dispatch<TOperation>(compute, target.Sizes, wide.Pointer, strides.Values, a, stridesA, b, stridesB);
        ElementCopy.Copy(compute, wide.Pointer, strides.Values, target.dtype, target.Impl.Data, target.Strides, target.Sizes);
    }

    private static void Dispatch<TOperation>(ScalarType type, ReadOnlySpan<long> sizes, byte* y, ReadOnlySpan<long> stridesY, byte* a,
        ReadOnlySpan<long> stridesA, byte* b, ReadOnlySpan<long> stridesB)
        where TOperation : struct, IBinaryOperation
    {
        var walk = new RowWalk(sizes, stridesY, stridesA, stridesB);
        switch (type)
        {
            case ScalarType.Float32: Run<TOperation, float>(ref walk, (float*)y, (float*)a, (float*)b); break;
            case ScalarType.Float64: Run<TOperation, double>(ref walk, (double*)y, (double*)a, (double*)b); break;
            case ScalarType.Int64: Run<TOperation, long>(ref walk, (long*)y, (long*)a, (long*)b); break;
            case ScalarType.Int32: Run<TOperation, int>(ref walk, (int*)y, (int*)a, (int*)b); break;
            case ScalarType.Int16: Run<TOperation, short>(ref walk, (short*)y, (short*)a, (short*)b); break;
            case ScalarType.Int8: Run<TOperation, sbyte>(ref walk, (sbyte*)y, (sbyte*)a, (sbyte*)b); break;
            case ScalarType.Byte or ScalarType.Bool: Run<TOperation, byte>(ref walk, y, a, b); break;
            default: throw ElementTypes.Unsupported(type);
        }
    }

    private static void Run<TOperation, T>(ref RowWalk walk, T* y, T* a, T* b)
        where TOperation : struct, IBinaryOperation
        where T : unmanaged, INumber<T>
    {
        if (walk.Rows == 1 && walk.Length >= ParallelFrom && walk.StrideA == 1 && walk.StrideB == 1 && walk.StrideC is 0 or 1)
        {
            var work = new Pieces<T> { Y = y, A = a, B = b, StrideB = walk.StrideC, Count = walk.Length };
            WorkerPool.For((nint)((walk.Length + PieceLength - 1) / PieceLength), &Piece<TOperation, T>, &work);
            return;
        }
        while (walk.Next())
            Row<TOperation, T>(y + walk.A, walk.StrideA, a + walk.B, walk.StrideB, b + walk.C, walk.StrideC, (nint)walk.Length);
    }

    private static void Piece<TOperation, T>(void* context, nint piece)
        where TOperation : struct, IBinaryOperation
        where T : unmanaged, INumber<T>
    {
        var work = (Pieces<T>*)context;
        nint start = piece * (nint)PieceLength;
        nint count = (nint)Math.Min(PieceLength, work->Count - start);
        Row<TOperation, T>(work->Y + start, 1, work->A + start, 1, work->B + start * work->StrideB, work->StrideB, count);
    }

    private static void Row<TOperation, T>(T* y, long strideY, T* a, long strideA, T* b, long strideB, nint count)
        where TOperation : struct, IBinaryOperation
        where T : unmanaged, INumber<T>
    {
        if (strideA == 0 && strideB == 1 && TOperation.Kernel is FloatKernel.Add or FloatKernel.Mul)
        {
            // Either order has the same bits; the kernels repeat the right operand.
            T* repeated = a;
            a = b;
            b = repeated;
            (strideA, strideB) = (1, 0);
        }
        if (TOperation.Kernel != FloatKernel.None && (typeof(T) == typeof(float) || typeof(T) == typeof(double))
            && strideY == 1 && strideA == 1 && strideB is 0 or 1)
        {
            if (typeof(T) == typeof(float))
                Kernel(TOperation.Kernel, (float*)y, (float*)a, (float*)b, strideB, count);
            else
                Kernel(TOperation.Kernel, (double*)y, (double*)a, (double*)b, strideB, count);
            return;
        }
        for (nint i = 0; i < count; i++)
            y[i * strideY] = TOperation.Invoke(a[i * strideA], b[i * strideB]);
    }

    private static void Kernel(FloatKernel kernel, float* y, float* a, float* b, long strideB, nint count)
    {
        switch (kernel)
        {
            case FloatKernel.Add when strideB == 1: Elementwise.Add(a, b, y, count); break;
            case FloatKernel.Add: Elementwise.Add(a, *b, y, count); break;
            case FloatKernel.Sub when strideB == 1: Elementwise.Sub(a, b, y, count); break;
            case FloatKernel.Sub: Elementwise.Sub(a, *b, y, count); break;
            case FloatKernel.Mul when strideB == 1: Elementwise.Mul(a, b, y, count); break;
            case FloatKernel.Mul: Elementwise.Mul(a, *b, y, count); break;
            case FloatKernel.Div when strideB == 1: Elementwise.Div(a, b, y, count); break;
            default: Elementwise.Div(a, *b, y, count); break;
        }
    }

    private static void Kernel(FloatKernel kernel, double* y, double* a, double* b, long strideB, nint count)
    {
        switch (kernel)
        {
            case FloatKernel.Add when strideB == 1: Elementwise.Add(a, b, y, count); break;
            case FloatKernel.Add: Elementwise.Add(a, *b, y, count); break;
            case FloatKernel.Sub when strideB == 1: Elementwise.Sub(a, b, y, count); break;
            case FloatKernel.Sub: Elementwise.Sub(a, *b, y, count); break;
            case FloatKernel.Mul when strideB == 1: Elementwise.Mul(a, b, y, count); break;
            case FloatKernel.Mul: Elementwise.Mul(a, *b, y, count); break;
            case FloatKernel.Div when strideB == 1: Elementwise.Div(a, b, y, count); break;
            default: Elementwise.Div(a, *b, y, count); break;
        }
    }

    private struct Pieces<T>
        where T : unmanaged
    {
        public T* Y;
        public T* A;
        public T* B;
        public long StrideB;
        public long Count;
    }
}
