using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp;

/// <summary>A single number without a tensor: an integer, a floating-point value or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly long integer;

    internal Scalar(double value)
    {
        Type = ScalarType.Float64;
        real = value;
    }

    internal Scalar(long value, bool truth = false)
    {
        Type = truth ? ScalarType.Bool : ScalarType.Int64;
        integer = value;
    }

    /// <summary>The widest type of the kind: Int64, Float64 or Bool.</summary>
    public ScalarType Type { get; }

    internal double Real => Type == ScalarType.Float64 ? real : integer;

    internal long Integer => Type == ScalarType.Float64 ? (long)real : integer;

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(byte value) => new((long)value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(sbyte value) => new((long)value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(short value) => new((long)value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(int value) => new((long)value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(long value) => new(value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(Half value) => new((double)value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(BFloat16 value) => new(value.ToSingle());

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(float value) => new(value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(double value) => new(value);

    /// <summary>A scalar with the given value.</summary>
    public static implicit operator Scalar(bool value) => new(value ? 1 : 0, truth: true);

    /// <summary>Nothing to release: the value is managed. Here because TorchSharp's scalars are native.</summary>
    public void Dispose()
    {
    }
}

/// <summary>Conversions between numbers and scalars.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this byte value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this sbyte value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this short value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this Half value) => value;

    /// <summary>A scalar with this value.</summary>
    public static Scalar ToScalar(this BFloat16 value) => value;

    /// <summary>The value as half precision.</summary>
    public static Half ToHalf(this Scalar value) => (Half)value.Real;

    /// <summary>The value as bfloat16.</summary>
    public static BFloat16 ToBFloat16(this Scalar value) => (BFloat16)value.Real;

    /// <summary>The value as a single.</summary>
    public static float ToSingle(this Scalar value) => (float)value.Real;

    /// <summary>The value as a double.</summary>
    public static double ToDouble(this Scalar value) => value.Real;

    /// <summary>The value as a signed byte.</summary>
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;

    /// <summary>The value as a byte.</summary>
    public static byte ToByte(this Scalar value) => (byte)value.Integer;

    /// <summary>The value as a 16-bit integer.</summary>
    public static short ToInt16(this Scalar value) => (short)value.Integer;

    /// <summary>The value as a 32-bit integer.</summary>
    public static int ToInt32(this Scalar value) => (int)value.Integer;

    /// <summary>The value as a 64-bit integer.</summary>
    public static long ToInt64(this Scalar value) => value.Integer;

    /// <summary>Is the value other than zero?</summary>
    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
