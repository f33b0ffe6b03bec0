using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// A tensor of a file as it is read: one value of it that is NaN or infinite is an error. Each piece is looked through in one pass right after it was
/// read, while it is in the caches.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="name">The tensor, of a floating type.</param>
internal sealed class FiniteTensor(SafetensorsFile file, string name)
{
    /// <summary>Reads a part.</summary>
    /// <param name="start">The first byte, counted from the tensor's beginning; a whole number of elements.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <exception cref="CheckpointException">A value is not finite, or the file cannot be read any more.</exception>
    internal void CopyTo(long start, Span<byte> destination)
    {
        file.CopyTo(name, start, destination);
        var dtype = file.Entries[name].Dtype;
        if (FirstNotFinite(destination, dtype) is var index && index >= 0)
        {
            var isNaN = IsNaN(destination.Slice(index * dtype.Size(), dtype.Size()), dtype);
            throw Error((start / dtype.Size()) + index, $"holds {(isNaN ? "NaN" : "an infinite value")}");
        }
    }

    /// <summary>Checks that the values are finite in another type too: a large double is none of float32.</summary>
    /// <param name="values">All values of the tensor, float32 or bfloat16.</param>
    /// <returns>The values.</returns>
    /// <exception cref="CheckpointException">One is beyond the type's range.</exception>
    internal Tensor Narrowed(Tensor values)
    {
        var dtype = values.dtype switch { ScalarType.BFloat16 => SafetensorsDtype.BF16, ScalarType.Float16 => SafetensorsDtype.F16, _ => SafetensorsDtype.F32 };
        return dtype == file.Entries[name].Dtype || FirstNotFinite(values.bytes, dtype) is not (var index and >= 0)
            ? values
            : throw Error(index, $"holds a value beyond the range of {values.dtype.ToString().ToLowerInvariant()}, in which it is kept,");
    }

    /// <summary>The first element whose exponent has all bits set: NaN or an infinity.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="dtype">Their type, a floating one.</param>
    /// <returns>Its place, or -1.</returns>
    internal static int FirstNotFinite(ReadOnlySpan<byte> bytes, SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.BF16 => First<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), 0x7F80),
        SafetensorsDtype.F16 => First<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), 0x7C00),
        SafetensorsDtype.F32 => First<uint>(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F80_0000),
        SafetensorsDtype.F64 => First<ulong>(MemoryMarshal.Cast<byte, ulong>(bytes), 0x7FF0_0000_0000_0000),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "This is no floating type."),
    };

    private static int First<T>(ReadOnlySpan<T> values, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        var index = 0;
        for (; index <= values.Length - Vector<T>.Count; index += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(values[index..]) & mask, mask))
            {
                break;
            }
        }

        for (; index < values.Length; index++)
        {
            if ((values[index] & exponent) == exponent)
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsNaN(ReadOnlySpan<byte> element, SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.BF16 => (MemoryMarshal.Read<ushort>(element) & 0x7F) != 0,
        SafetensorsDtype.F16 => Half.IsNaN(MemoryMarshal.Read<Half>(element)),
        SafetensorsDtype.F32 => float.IsNaN(MemoryMarshal.Read<float>(element)),
        _ => double.IsNaN(MemoryMarshal.Read<double>(element)),
    };

    private CheckpointException Error(long index, string what)
    {
        var shape = file.Entries[name].Shape;
        var place = new long[shape.Length];
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            (index, place[dimension]) = Math.DivRem(index, shape[dimension]);
        }

        return new($"{file.Path}: tensor '{name}' {what} at [{string.Join(", ", place)}]. Nothing that is computed with it means anything; download the file again, or use one whose training did not diverge.");
    }
}
