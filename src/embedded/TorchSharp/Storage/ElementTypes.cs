using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Storage;

/// <summary>Facts of the element types: size, .NET type, and PyTorch's rules of promotion.</summary>
internal static class ElementTypes
{
    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw Unsupported(type),
    };

    public static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>Bool, integer or floating point, in the order in which promotion ranks them.</summary>
    public static int Category(ScalarType type) => type == ScalarType.Bool ? 0 : IsFloating(type) ? 2 : 1;

    public static bool IsReduced(ScalarType type) => type is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>The type in which arithmetic on this type runs: the 16-bit floats widen to float32.</summary>
    public static ScalarType Compute(ScalarType type) => IsReduced(type) ? ScalarType.Float32 : type;

    public static ScalarType Promote(ScalarType a, ScalarType b)
    {
        if (a == b)
            return a;
        int left = Category(a), right = Category(b);
        if (left != right)
            return left > right ? a : b;
        if (left == 2)
        {
            if (IsReduced(a) && IsReduced(b))
                return ScalarType.Float32;
            return SizeOf(a) > SizeOf(b) ? a : b;
        }
        // Unsigned bytes with signed integers: int8 needs one size more, the others hold a byte already.
        if (a == ScalarType.Byte || b == ScalarType.Byte)
        {
            var other = a == ScalarType.Byte ? b : a;
            return other == ScalarType.Int8 ? ScalarType.Int16 : other;
        }
        return SizeOf(a) > SizeOf(b) ? a : b;
    }

    public static ScalarType OfClr(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof(BFloat16) ? ScalarType.BFloat16
        : throw new NotSupportedException($"Elements of the .NET type {type.FullName} have no tensor type here. "
            + "Use bool, byte, sbyte, short, int, long, Half, BFloat16, float or double.");

    public static InvalidOperationException Unsupported(ScalarType type) =>
        new($"The element type {type} is not part of the embedded TorchSharp. Use a real, unquantized type, "
            + "or build with -p:Packages=nuget for the genuine package.");
}
