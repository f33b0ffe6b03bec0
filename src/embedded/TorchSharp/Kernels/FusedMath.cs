using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>a * b + c with one rounding, fast also where the processor has no such instruction.</summary>
internal static class FusedMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MultiplyAdd(float a, float b, float c) =>
        Fma.IsSupported || AdvSimd.IsSupported ? MathF.FusedMultiplyAdd(a, b, c) : Emulated(a, b, c);

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
}
