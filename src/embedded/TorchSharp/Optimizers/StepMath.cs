using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Kernels;

namespace TorchSharp.Optimizers;

/// <summary>Arithmetic of optimizers that rounds alike everywhere.</summary>
internal static class StepMath
{
    /// <summary>value^exponent by repeated multiplication: the C runtime's powers differ from machine to machine.</summary>
    public static double Power(double value, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1, value *= value)
        {
            if ((exponent & 1) != 0)
                result *= value;
        }
        return result;
    }

    /// <summary>a b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? FusedMath.MultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
}

/// <summary>start + weight (end - start) as PyTorch's lerp has it: from the nearer end, and the sum rounded once.</summary>
internal readonly struct Lerp<T>(T weight)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool fromStart = double.CreateChecked(T.Abs(weight)) < 0.5;
    private readonly T factor = double.CreateChecked(T.Abs(weight)) < 0.5 ? weight : weight - T.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> At(Vector512<T> start, Vector512<T> end) =>
        StepMath.MultiplyAdd(Vector512.Create(factor), end - start, fromStart ? start : end);
}
