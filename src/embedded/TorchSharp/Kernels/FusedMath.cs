using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>a * b + c with one rounding, fast also where the processor has no such instruction.</summary>
internal static class FusedMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MultiplyAdd(float a, float b, float c) =>
        Fma.IsSupported || AdvSimd.IsSupported ? MathF.FusedMultiplyAdd(a, b, c) : Emulated(a, b, c);

    // Without any vector instructions the library's own way is the faster one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Fma.IsSupported || AdvSimd.IsSupported || !Vector128.IsHardwareAccelerated ? Vector512.FusedMultiplyAdd(a, b, c) : Emulated(a, b, c);

    /// <summary>
    /// The product of two floats is exact in double. Their sum with c is rounded to odd (the last bit set whenever it is inexact),
    /// after which the rounding to float is the only one that counts (Boldo and Melquiond, 2008).
    /// </summary>
    internal static float Emulated(float a, float b, float c)
    {
        double product = (double)a * b;
        double sum = product + c;
        double kept = sum - product;
        double error = (product - (sum - kept)) + (c - kept);
        long bits = BitConverter.DoubleToInt64Bits(sum);
        if (error != 0 && (bits & 1) == 0 && double.IsFinite(sum))
        {
            bits += (error > 0) == (sum > 0) ? 1 : -1;
            sum = BitConverter.Int64BitsToDouble(bits);
        }
        return (float)sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<float> Emulated(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.Narrow(
        RoundedToOdd(Vector512.WidenLower(a), Vector512.WidenLower(b), Vector512.WidenLower(c)),
        RoundedToOdd(Vector512.WidenUpper(a), Vector512.WidenUpper(b), Vector512.WidenUpper(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> RoundedToOdd(Vector512<double> a, Vector512<double> b, Vector512<double> c)
    {
        Vector512<double> product = a * b;
        Vector512<double> sum = product + c;
        Vector512<double> kept = sum - product;
        Vector512<double> error = (product - (sum - kept)) + (c - kept);
        Vector512<long> bits = sum.AsInt64();
        Vector512<long> settled = Vector512.Equals(error, Vector512<double>.Zero).AsInt64() | Vector512.Equals(bits & Vector512<long>.One, Vector512<long>.One)
            | ~Vector512.LessThan(Vector512.Abs(sum), Vector512.Create(double.PositiveInfinity)).AsInt64();
        // 1 where the error points away from zero, -1 where it points towards it.
        Vector512<long> step = ((error.AsInt64() ^ bits) >> 63) | Vector512<long>.One;
        return Vector512.ConditionalSelect(settled, bits, bits + step).AsDouble();
    }
}
