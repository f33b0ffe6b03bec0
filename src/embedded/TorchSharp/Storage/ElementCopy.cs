using System.Numerics;
using TorchSharp.Kernels;
using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Storage;

/// <summary>Copies windows onto windows, converting the element type on the way.</summary>
internal static unsafe class ElementCopy
{
    private const int ChunkLength = 512;

    /// <summary>Rows and columns from which on a transpose goes by blocks.</summary>
    private const long SmallestTurned = 8;

    /// <summary>Copies, with both windows read in row-major order of <paramref name="sizes"/>.</summary>
    public static void Copy(ScalarType sourceType, byte* source, ReadOnlySpan<long> sourceStrides, ScalarType targetType, byte* target,
        ReadOnlySpan<long> targetStrides, ReadOnlySpan<long> sizes)
    {
        int sourceSize = ElementTypes.SizeOf(sourceType), targetSize = ElementTypes.SizeOf(targetType);
        if (sourceType == targetType && sourceSize == sizeof(float) && IsTurned(sizes, sourceStrides, targetStrides))
        {
            Turned((float*)source, sourceStrides, (float*)target, targetStrides, sizes);
            return;
        }
        var walk = new RowWalk(sizes, targetStrides, sourceStrides);
        while (walk.Next())
        {
            byte* from = source + walk.B * sourceSize, to = target + walk.A * targetSize;
            if (sourceType == targetType)
                Same(from, walk.StrideB, to, walk.StrideA, walk.Length, sourceSize);
            else
                Convert(sourceType, from, walk.StrideB, targetType, to, walk.StrideA, walk.Length);
        }
    }

    /// <summary>Are the columns of the target the rows of the source, in matrices worth a block of them?</summary>
    private static bool IsTurned(ReadOnlySpan<long> sizes, ReadOnlySpan<long> sourceStrides, ReadOnlySpan<long> targetStrides) => sizes.Length >= 2
        && sourceStrides[^2] == 1 && targetStrides[^1] == 1 && sizes[^2] >= SmallestTurned && sizes[^1] >= SmallestTurned
        && sourceStrides[^1] >= sizes[^2] && targetStrides[^2] >= sizes[^1];

    private static void Turned(float* source, ReadOnlySpan<long> sourceStrides, float* target, ReadOnlySpan<long> targetStrides, ReadOnlySpan<long> sizes)
    {
        var walk = new RowWalk(sizes[..^2], targetStrides[..^2], sourceStrides[..^2]);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
            {
                Packing.Transpose(source + walk.B + i * walk.StrideB, (nint)sourceStrides[^1], (nint)sizes[^1], (nint)sizes[^2],
                    target + walk.A + i * walk.StrideA, (nint)targetStrides[^2]);
            }
        }
    }

    private static void Same(byte* source, long sourceStride, byte* target, long targetStride, long count, int size)
    {
        if (sourceStride == 1 && targetStride == 1)
        {
            Buffer.MemoryCopy(source, target, count * size, count * size);
            return;
        }
        switch (size)
        {
            case 1: Strided(source, sourceStride, target, targetStride, count); break;
            case 2: Strided((ushort*)source, sourceStride, (ushort*)target, targetStride, count); break;
            case 4: Strided((uint*)source, sourceStride, (uint*)target, targetStride, count); break;
            default: Strided((ulong*)source, sourceStride, (ulong*)target, targetStride, count); break;
        }
    }

    private static void Strided<T>(T* source, long sourceStride, T* target, long targetStride, long count)
        where T : unmanaged
    {
        if (sourceStride == 0 && targetStride == 1)
        {
            Fill(target, *source, count);
            return;
        }
        for (long i = 0; i < count; i++)
            target[i * targetStride] = source[i * sourceStride];
    }

    private static void Fill<T>(T* target, T value, long count)
        where T : unmanaged
    {
        // A span counts in 32 bits.
        for (long i = 0; i < count; i += int.MaxValue)
            new Span<T>(target + i, (int)Math.Min(int.MaxValue, count - i)).Fill(value);
    }

    private static void Convert(ScalarType sourceType, byte* source, long sourceStride, ScalarType targetType, byte* target,
        long targetStride,
        long count)
    {
        if (ElementTypes.IsReduced(sourceType))
            FromReduced(sourceType, (ushort*)source, sourceStride, targetType, target, targetStride, count);
        else if (ElementTypes.IsReduced(targetType))
            ToReduced(sourceType, source, sourceStride, targetType, (ushort*)target, targetStride, count);
        else
            FromFull(sourceType, source, sourceStride, targetType, target, targetStride, count);
    }

    /// <summary>The 16-bit floats go by way of float32, a chunk at a time.</summary>
    private static void FromReduced(ScalarType sourceType, ushort* source, long sourceStride, ScalarType targetType, byte* target,
        long targetStride,
        long count)
    {
        bool direct = targetType == ScalarType.Float32 && targetStride == 1;
        ushort* packed = stackalloc ushort[ChunkLength];
        float* wide = stackalloc float[ChunkLength];
        int targetSize = ElementTypes.SizeOf(targetType);
        for (long i = 0; i < count; i += ChunkLength)
        {
            nint n = (nint)Math.Min(ChunkLength, count - i);
            ushort* from = source + i * sourceStride;
            if (sourceStride != 1)
            {
                Strided(from, sourceStride, packed, 1, n);
                from = packed;
            }
            byte* to = target + i * targetStride * targetSize;
            float* widened = direct ? (float*)to : wide;
            if (sourceType == ScalarType.BFloat16)
                Elementwise.WidenBFloat16(from, widened, n);
            else
                Elementwise.WidenHalf(from, widened, n);
            if (direct)
                continue;
            if (targetType == ScalarType.Float32)
                Strided(wide, 1, (float*)to, targetStride, n);
            else
                Convert(ScalarType.Float32, (byte*)wide, 1, targetType, to, targetStride, n);
        }
    }

    private static void ToReduced(ScalarType sourceType, byte* source, long sourceStride, ScalarType targetType, ushort* target,
        long targetStride,
        long count)
    {
        float* wide = stackalloc float[ChunkLength];
        ushort* packed = stackalloc ushort[ChunkLength];
        int sourceSize = ElementTypes.SizeOf(sourceType);
        for (long i = 0; i < count; i += ChunkLength)
        {
            nint n = (nint)Math.Min(ChunkLength, count - i);
            byte* from = source + i * sourceStride * sourceSize;
            float* widened = wide;
            if (sourceType != ScalarType.Float32)
                FromFull(sourceType, from, sourceStride, ScalarType.Float32, (byte*)wide, 1, n);
            else if (sourceStride != 1)
                Strided((float*)from, sourceStride, wide, 1, n);
            else
                widened = (float*)from;
            ushort* to = targetStride == 1 ? target + i : packed;
            if (targetType == ScalarType.BFloat16)
                Elementwise.NarrowBFloat16(widened, to, n);
            else
                Elementwise.NarrowHalf(widened, to, n);
            if (targetStride != 1)
                Strided(packed, 1, target + i * targetStride, targetStride, n);
        }
    }

    private static void FromFull(ScalarType sourceType, byte* source, long sourceStride, ScalarType targetType, byte* target,
        long targetStride,
        long count)
    {
        switch (sourceType)
        {
            case ScalarType.Float32: ToFull((float*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Float64: ToFull((double*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Int64: ToFull((long*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Int32: ToFull((int*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Int16: ToFull((short*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Int8: ToFull((sbyte*)source, sourceStride, targetType, target, targetStride, count); break;
            case ScalarType.Byte or ScalarType.Bool: ToFull(source, sourceStride, targetType, target, targetStride, count); break;
            default: throw ElementTypes.Unsupported(sourceType);
        }
    }

    private static void ToFull<T>(T* source, long sourceStride, ScalarType targetType, byte* target, long targetStride, long count)
        where T : unmanaged, INumber<T>
    {
        switch (targetType)
        {
            case ScalarType.Float32: Numbers(source, sourceStride, (float*)target, targetStride, count); break;
            case ScalarType.Float64: Numbers(source, sourceStride, (double*)target, targetStride, count); break;
            case ScalarType.Int64: Numbers(source, sourceStride, (long*)target, targetStride, count); break;
            case ScalarType.Int32: Numbers(source, sourceStride, (int*)target, targetStride, count); break;
            case ScalarType.Int16: Numbers(source, sourceStride, (short*)target, targetStride, count); break;
            case ScalarType.Int8: Numbers(source, sourceStride, (sbyte*)target, targetStride, count); break;
            case ScalarType.Byte when typeof(T) == typeof(float) || typeof(T) == typeof(double):
                // By way of int64, so that -1.0 becomes 255 (static_cast_with_inter_type in c10/util/TypeCast.h).
                for (long i = 0; i < count; i++)
                    target[i * targetStride] = unchecked((byte)long.CreateTruncating(source[i * sourceStride]));
                break;
            case ScalarType.Byte: Numbers(source, sourceStride, target, targetStride, count); break;
            case ScalarType.Bool:
                for (long i = 0; i < count; i++)
                    target[i * targetStride] = source[i * sourceStride] != T.Zero ? (byte)1 : (byte)0;
                break;
            default: throw ElementTypes.Unsupported(targetType);
        }
    }

    private static void Numbers<TSource, TTarget>(TSource* source, long sourceStride, TTarget* target, long targetStride, long count)
        where TSource : unmanaged, INumber<TSource>
        where TTarget : unmanaged, INumber<TTarget>
    {
        for (long i = 0; i < count; i++)
            target[i * targetStride] = TTarget.CreateTruncating(source[i * sourceStride]);
    }
}
