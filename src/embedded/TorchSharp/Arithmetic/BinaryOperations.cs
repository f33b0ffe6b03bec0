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
        return IntegerDivision.Quotient(a, b, "div");
    }
}

/// <summary>The quotient that belongs to Python's remainder (div_floor_floating and div_floor_integer in c10/util/generic_math.h).</summary>
internal readonly struct FloorDivOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            if (T.IsZero(b))
                return a / b;
            T rest = a % b;
            T quotient = (a - rest) / b;
            if (!T.IsZero(rest) && b < T.Zero != rest < T.Zero)
                quotient -= T.One;
            if (T.IsZero(quotient))
                return a / b is var exact && T.IsNegative(exact) && !T.IsNaN(exact) ? -T.Zero : T.Zero;
            T floor = Floor(quotient);
            // The rounding of the quotient may have taken it just below a whole number.
            return quotient - floor > Half<T>() ? floor + T.One : floor;
        }
        T whole = IntegerDivision.Quotient(a, b, "div");
        return T.IsNegative(a) != T.IsNegative(b) && !T.IsZero(IntegerDivision.Rest(a, b, "div")) ? whole - T.One : whole;
    }

    private static T Half<T>()
        where T : unmanaged, INumber<T>
        => T.One / (T.One + T.One);

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
        T rest = IntegerDivision.Rest(a, b, "remainder");
        return !T.IsZero(rest) && rest < T.Zero != b < T.Zero ? rest + b : rest;
    }
}

internal readonly struct FmodOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => IntegerDivision.Rest(a, b, "fmod");
}

/// <summary>
/// Division where .NET throws and PyTorch does not: the smallest integer by -1 has the rest 0 and, as integers wrap, itself as quotient. By zero, integers
/// are an error in both; floats follow IEEE 754.
/// </summary>
internal static class IntegerDivision
{
    public static T Quotient<T>(T a, T b, string operation)
        where T : unmanaged, INumber<T>
        => IsMinusOne(b) ? T.Zero - a : T.IsZero(b) ? throw ByZero(operation) : a / b;

    /// <summary>The rest with the sign of the dividend; of floats too.</summary>
    public static T Rest<T>(T a, T b, string operation)
        where T : unmanaged, INumber<T>
        => typeof(T) == typeof(float) || typeof(T) == typeof(double) ? a % b
            : IsMinusOne(b) ? T.Zero : T.IsZero(b) ? throw ByZero(operation) : a % b;

    private static bool IsMinusOne<T>(T value)
        where T : unmanaged, INumber<T>
        => T.IsNegative(value) && value == -T.One;

    private static DivideByZeroException ByZero(string operation) =>
        new($"{operation}: an integer is divided by zero (PyTorch's ZeroDivisionError). Convert to a floating-point type, where the result is infinite or NaN.");
}

/// <summary>As std::max: of equal numbers, also of two zeros, the first one (maximum_kernel in ATen/native/cpu/BinaryOpsKernel.cpp).</summary>
internal readonly struct MaximumOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a < b ? b : a;
}

/// <summary>As std::min: of equal numbers, also of two zeros, the first one.</summary>
internal readonly struct MinimumOperation : IBinaryOperation
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
        => T.IsNaN(a) ? a : T.IsNaN(b) ? b : b < a ? b : a;
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
