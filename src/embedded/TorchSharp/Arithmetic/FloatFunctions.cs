using System.Numerics;
using TorchSharp.Kernels;

namespace TorchSharp.Arithmetic;

/// <summary>Functions of one float that have no kernel of their own: rounding, signs, and the rarer transcendental ones.</summary>
internal static unsafe class FloatFunctions
{
    public static void Floor<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.Floor(x[i]);
    }

    public static void Ceil<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.Ceiling(x[i]);
    }

    public static void Round<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.Round(x[i], MidpointRounding.ToEven);
    }

    public static void Trunc<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.Truncate(x[i]);
    }

    public static void Frac<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = x[i] - T.Truncate(x[i]);
    }

    /// <summary>(0 &lt; x) - (x &lt; 0), so that NaN has the sign 0 (sign_kernel in ATen/native/cpu/UnaryOpsKernel.cpp).</summary>
    public static void Sign<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = x[i] > T.Zero ? T.One : x[i] < T.Zero ? T.NegativeOne : T.Zero;
    }

    public static void Log1p<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Each(x, y, count, &ScalarMath.Log1p);

    public static void Expm1<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Each(x, y, count, &ScalarMath.Expm1);

    public static void Exp2<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.CreateTruncating(ScalarMath.Pow(2.0, double.CreateTruncating(x[i])));
    }

    public static void Log2<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Each(x, y, count, &ScalarMath.Log2);

    public static void Log10<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Each(x, y, count, &ScalarMath.Log10);

    public static void LogSigmoid<T>(T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
        {
            double value = double.CreateTruncating(x[i]);
            y[i] = T.CreateTruncating(Math.Min(value, 0) - ScalarMath.Log1p(ScalarMath.Exp(-Math.Abs(value))));
        }
    }

    private static void Each<T>(T* x, T* y, nint count, delegate*<double, double> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count; i++)
            y[i] = T.CreateTruncating(function(double.CreateTruncating(x[i])));
    }
}
