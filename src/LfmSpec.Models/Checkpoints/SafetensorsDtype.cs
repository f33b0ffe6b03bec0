using System.Collections.Immutable;

namespace LfmSpec.Models.Checkpoints;

/// <summary>The type of a tensor's elements, under the name that the file has for it. All are little-endian.</summary>
public enum SafetensorsDtype : byte
{
    /// <summary>A truth value in one byte.</summary>
    BOOL,

    /// <summary>An unsigned integer of 8 bits.</summary>
    U8,

    /// <summary>A signed integer of 8 bits.</summary>
    I8,

    /// <summary>A float of 8 bits, 5 of them exponent.</summary>
    F8_E5M2,

    /// <summary>A float of 8 bits, 4 of them exponent.</summary>
    F8_E4M3,

    /// <summary>A power of two in 8 bits: the scale of a quantised block.</summary>
    F8_E8M0,

    /// <summary>An unsigned integer of 16 bits.</summary>
    U16,

    /// <summary>A signed integer of 16 bits.</summary>
    I16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single-precision float.</summary>
    BF16,

    /// <summary>An unsigned integer of 32 bits.</summary>
    U32,

    /// <summary>A signed integer of 32 bits.</summary>
    I32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>A complex number of two single-precision floats.</summary>
    C64,

    /// <summary>An unsigned integer of 64 bits.</summary>
    U64,

    /// <summary>A signed integer of 64 bits.</summary>
    I64,

    /// <summary>IEEE double precision.</summary>
    F64,
}

/// <summary>What the enumeration itself does not say about a type.</summary>
internal static class SafetensorsDtypes
{
    /// <summary>All types and their names, as bytes of the header.</summary>
    public static readonly ImmutableArray<(SafetensorsDtype Dtype, byte[] Name)> All =
        [.. Enum.GetValues<SafetensorsDtype>().Select(dtype => (dtype, System.Text.Encoding.UTF8.GetBytes(dtype.ToString())))];

    /// <summary>The size of one element, in bytes.</summary>
    public static int Size(this SafetensorsDtype dtype) => dtype switch
    {
        <= SafetensorsDtype.F8_E8M0 => 1,
        <= SafetensorsDtype.BF16 => 2,
        <= SafetensorsDtype.F32 => 4,
        _ => 8,
    };

    /// <summary>The size of a whole tensor in bytes, or null if no file could hold it.</summary>
    public static long? ByteLength(this SafetensorsDtype dtype, ReadOnlySpan<long> shape)
    {
        var length = (UInt128)dtype.Size();
        foreach (var size in shape)
        {
            length *= (ulong)size;
            if (length > long.MaxValue)
            {
                return null;
            }
        }

        return (long)length;
    }
}
