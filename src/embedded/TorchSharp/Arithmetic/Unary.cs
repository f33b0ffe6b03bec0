using System.Numerics;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using ScalarType = TorchSharp.torch.ScalarType;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Arithmetic;

/// <summary>A function of one integer, for operations that leave integers integers.</summary>
internal interface IIntegerOperation
{
    static abstract T Invoke<T>(T x)
        where T : unmanaged, INumber<T>;
}

/// <summary>The identity: rounding an integer changes nothing.</summary>
internal readonly struct SameInteger : IIntegerOperation
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T>
        => x;
}

internal readonly struct NegateInteger : IIntegerOperation
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T>
        => T.Zero - x;
}

internal readonly struct AbsInteger : IIntegerOperation
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T>
        => x < T.Zero ? T.Zero - x : x;
}

internal readonly struct SignInteger : IIntegerOperation
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T>
        => x > T.Zero ? T.One : x < T.Zero ? T.Zero - T.One : T.Zero;
}

internal readonly struct ReluInteger : IIntegerOperation
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T>
        => x < T.Zero ? T.Zero : x;
}

/// <summary>Runs functions of one float over a tensor, given as kernels over contiguous memory.</summary>
internal static unsafe class Unary
{
    /// <summary>A function that makes floats of integers, as exp does.</summary>
    public static Tensor Floating(Tensor x, delegate*<float*, float*, nint, void> single, delegate*<double*, double*, nint, void> @double)
    {
        var result = Tensor.New(x.Sizes, Promotion.Floating(x.dtype));
        Into(x, result, single, @double);
        return result;
    }

    public static Tensor FloatingInPlace(Tensor x, delegate*<float*, float*, nint, void> single, delegate*<double*, double*, nint,
        void> @double,
        string name)
    {
        Promotion.CheckInPlace(Promotion.Floating(x.dtype), x.dtype, name);
        MemoryOverlap.CheckInternal(x, name);
        Into(x, x, single, @double);
        return x.Written();
    }

    /// <summary>A function that leaves integers integers, as abs does.</summary>
    public static Tensor Keeping<TInteger>(Tensor x, delegate*<float*, float*, nint, void> single, delegate*<double*, double*, nint,
        void> @double)
        where TInteger : struct, IIntegerOperation
    {
        var result = Tensor.New(x.Sizes, x.dtype);
        KeepingInto<TInteger>(x, result, single, @double);
        return result;
    }

    public static Tensor KeepingInPlace<TInteger>(Tensor x, delegate*<float*, float*, nint, void> single,
        delegate*<double*, double*, nint, void> @double, string name)
        where TInteger : struct, IIntegerOperation
    {
        MemoryOverlap.CheckInternal(x, name);
        KeepingInto<TInteger>(x, x, single, @double);
        return x.Written();
    }

    private static void KeepingInto<TInteger>(Tensor x, Tensor result, delegate*<float*, float*, nint, void> single,
        delegate*<double*, double*, nint, void> @double)
        where TInteger : struct, IIntegerOperation
    {
        switch (x.dtype)
        {
            case ScalarType.Int64: Integers<TInteger, long>(x, result); break;
            case ScalarType.Int32: Integers<TInteger, int>(x, result); break;
            case ScalarType.Int16: Integers<TInteger, short>(x, result); break;
            case ScalarType.Int8: Integers<TInteger, sbyte>(x, result); break;
            case ScalarType.Byte or ScalarType.Bool: Integers<TInteger, byte>(x, result); break;
            default: Into(x, result, single, @double); break;
        }
    }

    private static void Integers<TInteger, T>(Tensor x, Tensor result)
        where TInteger : struct, IIntegerOperation
        where T : unmanaged, INumber<T>
    {
        T* from = x.Pointer<T>(), to = result.Pointer<T>();
        var walk = new RowWalk(x.Sizes, x.Strides, result.Strides);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
                to[walk.B + i * walk.StrideB] = TInteger.Invoke(from[walk.A + i * walk.StrideA]);
        }
        GC.KeepAlive(x);
    }

    private static void Into(Tensor x, Tensor target, delegate*<float*, float*, nint, void> single, delegate*<double*, double*, nint,
        void> @double)
    {
        var compute = ElementTypes.Compute(Promotion.Floating(x.dtype));
        using var source = new Operand(x, compute);
        if (target.dtype == compute && target.is_contiguous())
        {
            Run(compute, source.Data, target.Impl.Data, source.Count, single, @double);
            return;
        }
        using var wide = new PooledBuffer<byte>(source.Count * ElementTypes.SizeOf(compute));
        Run(compute, source.Data, wide.Pointer, source.Count, single, @double);
        ElementCopy.Copy(compute, wide.Pointer, Layout.RowMajor(target.Sizes).Values, target.dtype, target.Impl.Data, target.Strides,
            target.Sizes);
    }

    private static void Run(ScalarType compute, byte* x, byte* y, long count, delegate*<float*, float*, nint, void> single,
        delegate*<double*, double*, nint, void> @double)
    {
        var work = new Pieces { X = x, Y = y, Count = count, Single = compute == ScalarType.Float32 ? single : null, Double = @double };
        if (count >= Binary.ParallelFrom)
            WorkerPool.For((nint)((count + Binary.PieceLength - 1) / Binary.PieceLength), &Piece, &work);
        else if (work.Single != null)
            single((float*)x, (float*)y, (nint)count);
        else
            @double((double*)x, (double*)y, (nint)count);
    }

    private static void Piece(void* context, nint piece)
    {
        var work = (Pieces*)context;
        nint start = piece * (nint)Binary.PieceLength;
        nint count = (nint)Math.Min(Binary.PieceLength, work->Count - start);
        if (work->Single != null)
            work->Single((float*)work->X + start, (float*)work->Y + start, count);
        else
            work->Double((double*)work->X + start, (double*)work->Y + start, count);
    }

    private struct Pieces
    {
        public byte* X;
        public byte* Y;
        public long Count;
        public delegate*<float*, float*, nint, void> Single;
        public delegate*<double*, double*, nint, void> Double;
    }
}
