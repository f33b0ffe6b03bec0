using System.Numerics;
using TorchSharp.Kernels;

namespace TorchSharp.Arithmetic;

/// <summary>The four operations that have kernels of their own for contiguous floats.</summary>
internal enum FloatKernel
{
    None,
    Add,
    Sub,
    Mul,
    Div,
}

/// <summary>An operation on two numbers of one type, for every element type.</summary>
internal interface IBinaryOperation
{
    static virtual FloatKernel Kernel => FloatKernel.None;

    static abstract T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>;
}

/// <summary>A question about two numbers of one type.</summary>
internal interface IComparison
{
    static abstract bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>;
}

internal readonly struct AddOperation : IBinaryOperation
{
    public static FloatKernel Kernel => FloatKernel.Add;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a + b;
}

internal readonly struct SubOperation : IBinaryOperation
{
    public static FloatKernel Kernel => FloatKernel.Sub;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a - b;
}

internal readonly struct MulOperation : IBinaryOperation
{
    public static FloatKernel Kernel => FloatKernel.Mul;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a * b;
}

internal readonly struct DivOperation : IBinaryOperation
{
    public static FloatKernel Kernel => FloatKernel.Div;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a / b;
}

internal readonly struct TruncDivOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
            return (T)(object)MathF.Truncate((float)(object)a / (float)(object)b);
        if (typeof(T) == typeof(double))
            return (T)(object)Math.Truncate((double)(object)a / (double)(object)b);
        return a / b;
    }
}

internal readonly struct FloorDivOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            // As Python: the quotient belongs to the remainder, so that rounding of a/b cannot disagree with it.
            if (T.IsZero(b))
                return a / b;
            T rest = a % b;
            T quotient = (a - rest) / b;
            if (!T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b))
                quotient -= T.One;
            return Floor(quotient);
        }
        T whole = a / b;
        return !T.IsZero(a % b) && T.IsNegative(a) != T.IsNegative(b) ? whole - T.One : whole;
    }

    private static T Floor<T>(T value)
        where T : unmanaged, INumber<T>
        => typeof(T) == typeof(float)
            ? (T)(object)MathF.Floor((float)(object)value)
            : (T)(object)Math.Floor((double)(object)value);
}

internal readonly struct RemainderOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        T rest = a % b;
        return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }
}

internal readonly struct FmodOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a % b;
}

internal readonly struct MaximumOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a > b ? a : b;
}

internal readonly struct MinimumOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a < b ? a : b;
}

internal readonly struct PowOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
            return (T)(object)(float)ScalarMath.Pow((double)(float)(object)a, (double)(float)(object)b);
        if (typeof(T) == typeof(double))
            return (T)(object)ScalarMath.Pow((double)(object)a, (double)(object)b);
        long exponent = long.CreateTruncating(b);
        if (exponent < 0)
            return a == T.One ? a : a == -T.One ? (exponent % 2 == 0 ? T.One : a) : T.Zero;
        T power = T.One;
        for (T factor = a; exponent > 0; exponent >>= 1, factor *= factor)
        {
            if ((exponent & 1) != 0)
                power *= factor;
        }
        return power;
    }
}

internal readonly struct BitAndOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.CreateTruncating(long.CreateTruncating(a) & long.CreateTruncating(b));
}

internal readonly struct BitOrOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.CreateTruncating(long.CreateTruncating(a) | long.CreateTruncating(b));
}

internal readonly struct BitXorOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.CreateTruncating(long.CreateTruncating(a) ^ long.CreateTruncating(b));
}

internal readonly struct EqualComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a == b;
}

internal readonly struct NotEqualComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a != b;
}

internal readonly struct LessComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a < b;
}

internal readonly struct LessOrEqualComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a <= b;
}

internal readonly struct GreaterComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a > b;
}

internal readonly struct GreaterOrEqualComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => a >= b;
}

internal readonly struct AndComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => !T.IsZero(a) && !T.IsZero(b);
}

internal readonly struct OrComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => !T.IsZero(a) || !T.IsZero(b);
}

internal readonly struct XorComparison : IComparison
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.IsZero(a) != T.IsZero(b);
}
