using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Storage;

/// <summary>
/// Numbers that become elements of a type, where PyTorch does not wrap them but refuses what the type does not hold (Scalar::to in c10/core/Scalar.h,
/// overflows in c10/util/TypeCast.h). Operands of arithmetic and of comparisons are converted without a check, there and here.
/// </summary>
internal static class ScalarConversion
{
    /// <summary>The number itself, if elements of the type hold it.</summary>
    /// <param name="value">The number.</param>
    /// <param name="type">The element type.</param>
    /// <param name="operation">The operation's name, for the error.</param>
    /// <exception cref="ArgumentException">The number lies outside the type.</exception>
    public static Scalar Checked(Scalar value, ScalarType type, string operation)
    {
        if (Overflows(value, type))
            throw new ArgumentException($"{operation}: value cannot be converted to type {type} without overflow: "
                + $"{(value.Type == ScalarType.Float64 ? value.Real : value.Integer)}. Give a value that {type} holds.");
        return value;
    }

    private static bool Overflows(Scalar value, ScalarType type)
    {
        if (type == ScalarType.Bool || value.Type == ScalarType.Bool)
            return false;
        if (ElementTypes.IsFloating(type))
            return double.IsFinite(value.Real) && Math.Abs(value.Real) > Largest(type);
        var (lowest, highest) = Range(type);
        if (value.Type == ScalarType.Float64)
            // The largest int64 is no double: 2^63 itself passes, as in PyTorch.
            return !(value.Real >= lowest && value.Real <= highest);
        // Negative integers may stand for a byte that wraps: -1 is 255.
        return type == ScalarType.Byte ? value.Integer is < -byte.MaxValue or > byte.MaxValue : value.Integer < lowest || value.Integer > highest;
    }

    private static (long Lowest, long Highest) Range(ScalarType type) => type switch
    {
        ScalarType.Byte => (byte.MinValue, byte.MaxValue),
        ScalarType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ScalarType.Int16 => (short.MinValue, short.MaxValue),
        ScalarType.Int32 => (int.MinValue, int.MaxValue),
        ScalarType.Int64 => (long.MinValue, long.MaxValue),
        _ => throw ElementTypes.Unsupported(type),
    };

    private static double Largest(ScalarType type) => type switch
    {
        ScalarType.Float16 => (double)Half.MaxValue,
        ScalarType.BFloat16 => 3.3895313892515355e38,
        ScalarType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };
}
