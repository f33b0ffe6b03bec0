namespace TorchSharp;

public static partial class torch
{
    /// <summary>The element types of tensors. The embedded TorchSharp has the real, unquantized ones.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>An unsigned byte.</summary>
        Byte = 0,

        /// <summary>A signed byte.</summary>
        Int8 = 1,

        /// <summary>A 16-bit integer.</summary>
        Int16 = 2,

        /// <summary>A 32-bit integer.</summary>
        Int32 = 3,

        /// <summary>A 64-bit integer.</summary>
        Int64 = 4,

        /// <summary>IEEE half precision.</summary>
        Float16 = 5,

        /// <summary>Single precision.</summary>
        Float32 = 6,

        /// <summary>Double precision.</summary>
        Float64 = 7,

        /// <summary>A truth value in a byte.</summary>
        Bool = 11,

        /// <summary>The upper 16 bits of a single.</summary>
        BFloat16 = 15,
    }

    /// <summary>Bool.</summary>
    public static ScalarType @bool = ScalarType.Bool;

    /// <summary>An unsigned byte.</summary>
    public static ScalarType uint8 = ScalarType.Byte;

    /// <summary>A signed byte.</summary>
    public static ScalarType int8 = ScalarType.Int8;

    /// <summary>A 16-bit integer.</summary>
    public static ScalarType int16 = ScalarType.Int16;

    /// <summary>A 32-bit integer.</summary>
    public static ScalarType int32 = ScalarType.Int32;

    /// <summary>A 64-bit integer.</summary>
    public static ScalarType int64 = ScalarType.Int64;

    /// <summary>The upper 16 bits of a single.</summary>
    public static ScalarType bfloat16 = ScalarType.BFloat16;

    /// <summary>Half precision.</summary>
    public static ScalarType float16 = ScalarType.Float16;

    /// <summary>Single precision.</summary>
    public static ScalarType float32 = ScalarType.Float32;

    /// <summary>Double precision.</summary>
    public static ScalarType float64 = ScalarType.Float64;

    /// <summary>A 16-bit integer.</summary>
    public static ScalarType @short = ScalarType.Int16;

    /// <summary>A 32-bit integer.</summary>
    public static ScalarType @int = ScalarType.Int32;

    /// <summary>A 64-bit integer.</summary>
    public static ScalarType @long = ScalarType.Int64;

    /// <summary>Half precision.</summary>
    public static ScalarType half = ScalarType.Float16;

    /// <summary>Single precision.</summary>
    public static ScalarType @float = ScalarType.Float32;

    /// <summary>Double precision.</summary>
    public static ScalarType @double = ScalarType.Float64;

    private static ScalarType defaultType = ScalarType.Float32;

    /// <summary>The element type of floating-point tensors whose type is not given.</summary>
    public static ScalarType get_default_dtype() => defaultType;

    /// <summary>Sets the element type of floating-point tensors whose type is not given.</summary>
    public static void set_default_dtype(ScalarType dtype)
    {
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"set_default_dtype: {dtype} cannot be the default. Use Float32 or Float64.", nameof(dtype));
        defaultType = dtype;
    }

    /// <summary>Is the type an integer type (bool included, as in TorchSharp)?</summary>
    public static bool is_integral(ScalarType type) => !is_floating_point(type);

    /// <summary>Is the element type of the tensor an integer type?</summary>
    public static bool is_integral(Tensor t) => is_integral(t.dtype);

    /// <summary>Is the type a floating-point type?</summary>
    public static bool is_floating_point(ScalarType type) => Storage.ElementTypes.IsFloating(type);

    /// <summary>Is the element type of the tensor a floating-point type?</summary>
    public static bool is_floating_point(Tensor input) => is_floating_point(input.dtype);

    /// <summary>The largest value of an integer type.</summary>
    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        _ => throw new ArgumentException($"max_int_value: {type} is not an integer type.", nameof(type)),
    };

    /// <summary>The type that arithmetic on two tensors of these types gives.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => Storage.ElementTypes.Promote(type1, type2);

    /// <summary>The type that arithmetic on these two tensors gives.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => Arithmetic.Promotion.Of(tensor1, tensor2);

#pragma warning disable CA1051 // Fields, as in TorchSharp.
    /// <summary>Limits of a floating-point type.</summary>
    public struct FInfo
    {
        /// <summary>Bits of a value.</summary>
        public int bits;

        /// <summary>Distance from 1 to the next larger value.</summary>
        public double eps;

        /// <summary>Largest value.</summary>
        public double max;

        /// <summary>Smallest value.</summary>
        public double min;

        /// <summary>Smallest positive normal value.</summary>
        public double tiny;

        /// <summary>Smallest positive normal value.</summary>
        public double smallest_normal;

        /// <summary>Decimal resolution.</summary>
        public double resolution;
    }
#pragma warning restore CA1051

    /// <summary>Limits of the default floating-point type.</summary>
    public static FInfo finfo() => finfo(get_default_dtype());

    /// <summary>Limits of a floating-point type.</summary>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.BFloat16 => Limits(16, 0.0078125, 3.3895313892515355e+38, 1.1754943508222875e-38, 0.01),
        ScalarType.Float16 => Limits(16, 0.0009765625, 65504.0, 6.103515625e-05, 0.001),
        ScalarType.Float32 => Limits(32, 1.1920928955078125e-07, 3.4028234663852886e+38, 1.1754943508222875e-38, 1e-06),
        ScalarType.Float64 => Limits(64, 2.220446049250313e-16, double.MaxValue, 2.2250738585072014e-308, 1e-15),
        _ => throw new ArgumentException($"finfo: {dtype} is not a floating-point type.", nameof(dtype)),
    };

    private static FInfo Limits(int bits, double eps, double max, double tiny, double resolution) => new()
    {
        bits = bits,
        eps = eps,
        max = max,
        min = -max,
        tiny = tiny,
        smallest_normal = tiny,
        resolution = resolution,
    };
}
