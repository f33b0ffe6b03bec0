using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>16-bit floating-point formats to float and back; narrowing rounds to nearest, ties to even, and a NaN stays a NaN.</summary>
internal static unsafe partial class Elementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WidenBFloat16(ushort* x, float* y, nint n)
    {
        nint i = 0;
        for (; i <= n - 32; i += 32)
        {
            (Vector512<uint> low, Vector512<uint> high) = Vector512.Widen(Vector512.Load(x + i));
            (low << 16).AsSingle().Store(y + i);
            (high << 16).AsSingle().Store(y + i + 16);
        }
        for (; i < n; i++)
        {
            y[i] = BitConverter.UInt32BitsToSingle((uint)x[i] << 16);
        }
    }

    internal static void NarrowBFloat16(float* x, ushort* y, nint n) => Narrow<BFloat16Format>(x, y, n);

    internal static void WidenHalf(ushort* x, float* y, nint n)
    {
        nint i = 0;
        for (; i <= n - 32; i += 32)
        {
            (Vector512<uint> low, Vector512<uint> high) = Vector512.Widen(Vector512.Load(x + i));
            FromHalf(low).Store(y + i);
            FromHalf(high).Store(y + i + 16);
        }
        for (; i < n; i++)
        {
            y[i] = FromHalf(Vector512.Create((uint)x[i]))[0];
        }
    }

    internal static void NarrowHalf(float* x, ushort* y, nint n) => Narrow<HalfFormat>(x, y, n);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TFormat>(float* x, ushort* y, nint n)
        where TFormat : struct, INarrowFormat
    {
        nint i = 0;
        for (; i <= n - 32; i += 32)
        {
            Vector512.Narrow(TFormat.Bits(Vector512.Load(x + i)), TFormat.Bits(Vector512.Load(x + i + 16))).Store(y + i);
        }
        for (; i < n; i++)
        {
            y[i] = (ushort)TFormat.Bits(Vector512.Create(x[i]))[0];
        }
    }

    // A half's exponent and fraction shifted into a float's place are the value times 2^-112; a multiplication restores it, subnormal or not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FromHalf(Vector512<uint> bits)
    {
        Vector512<uint> magnitude = bits & Vector512.Create(0x7FFFu);
        Vector512<uint> value = ((magnitude << 13).AsSingle() * Vector512.Create(5.192296858534828e33f)).AsUInt32();
        value |= Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x7C00u)) & Vector512.Create(0x7F800000u);
        return (value | ((bits & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <summary>The low 16 bits of each lane are the narrow number.</summary>
    private interface INarrowFormat
    {
        static abstract Vector512<uint> Bits(Vector512<float> x);
    }

    private readonly struct BFloat16Format : INarrowFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Bits(Vector512<float> x)
        {
            Vector512<uint> bits = x.AsUInt32(), high = bits >> 16;
            Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + (high & Vector512<uint>.One)) >> 16;
            return Vector512.ConditionalSelect(Vector512.IsNaN(x).AsUInt32(), high | Vector512.Create(0x40u), rounded);
        }
    }

    private readonly struct HalfFormat : INarrowFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Bits(Vector512<float> x)
        {
            Vector512<uint> bits = x.AsUInt32(), magnitude = bits & Vector512.Create(0x7FFFFFFFu);
            Vector512<uint> normal = (magnitude - Vector512.Create((112u << 23) - 0xFFF) + ((magnitude >> 13) & Vector512<uint>.One)) >> 13;
            // Below 2^-14 an addition to 1/2 rounds to a multiple of 2^-24, which then stands in the last bits.
            Vector512<uint> subnormal = (magnitude.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0.5f).AsUInt32();
            Vector512<uint> value = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), subnormal, normal);
            value = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x477FF000u)), Vector512.Create(0x7C00u), value);
            value = Vector512.ConditionalSelect(Vector512.IsNaN(x).AsUInt32(), Vector512.Create(0x7E00u), value);
            return value | ((bits >> 16) & Vector512.Create(0x8000u));
        }
    }
}
