using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Quantization;

/// <summary>
/// A tensor in 4-bit NormalFloat (NF4): blocks of 64 values, each block scaled by its largest magnitude, each value the nearest of 16 levels that
/// are quantiles of the normal distribution (Dettmers et al., "QLoRA: Efficient Finetuning of Quantized LLMs", 2023, section 3 and appendix E).
/// The order of the codes is that of bitsandbytes: two in a byte, the first in the high half.
/// </summary>
public sealed class NormalFloat4 : IDisposable
{
    /// <summary>The values of a block.</summary>
    public const int BlockSize = 64;

    private static readonly float[] LevelValues =
    [
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f,
        -0.09105003625154495f, 0f, 0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f,
        0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f,
    ];

    private static readonly float[] Halfway = [.. LevelValues.Skip(1).Zip(LevelValues, (level, below) => (below + level) / 2)];

    private readonly Tensor packed;
    private readonly Magnitudes magnitudes;
    private readonly long[] shape;

    private NormalFloat4(Tensor packed, Magnitudes magnitudes, long[] shape)
    {
        this.packed = packed;
        this.magnitudes = magnitudes;
        this.shape = shape;
    }

    /// <summary>The 16 levels, ascending from -1 to 1.</summary>
    public static IReadOnlyList<float> Levels => LevelValues;

    /// <summary>The shape of the tensor that was quantised.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>The memory that it takes, in bytes: half a byte a value, and its share of a magnitude of four bytes a block, or doubly quantised of one byte and a little.</summary>
    public long ByteLength => packed.numel() + magnitudes.ByteLength;

    /// <summary>Quantises a tensor.</summary>
    /// <param name="weight">Of floating point, of any shape whose size is a multiple of 64; it is read as float32, row after row.</param>
    /// <param name="doubly">Whether the largest magnitudes are rounded to eight bits in blocks of 256 (QLoRA's double quantisation).</param>
    /// <returns>The quantised tensor, outside any dispose scope; dispose it.</returns>
    /// <exception cref="ArgumentException">The size is no multiple of 64, or a value is not finite.</exception>
    public static NormalFloat4 Quantize(Tensor weight, bool doubly = false)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        if (!weight.is_floating_point() || weight.numel() == 0 || weight.numel() % BlockSize != 0)
        {
            throw new ArgumentException($"NF4 works on floating-point tensors in blocks of {BlockSize}; this one is {weight.dtype} [{string.Join(", ", weight.shape)}].", nameof(weight));
        }

        Tensor values = weight.to(ScalarType.Float32).cpu().contiguous(), largest = empty(weight.numel() / BlockSize), packed = empty(weight.numel() / 2, dtype: ScalarType.Byte);
        var from = MemoryMarshal.Cast<byte, float>(values.bytes);
        var magnitudes = MemoryMarshal.Cast<byte, float>(largest.bytes);
        var codes = packed.bytes;
        for (var block = 0; block < magnitudes.Length; block++)
        {
            magnitudes[block] = Encode(from.Slice(block * BlockSize, BlockSize), codes.Slice(block * (BlockSize / 2), BlockSize / 2));
            if (!float.IsFinite(magnitudes[block]))
            {
                throw new ArgumentException("NF4: the tensor holds a value that is not finite; the checkpoint is damaged.", nameof(weight));
            }
        }

        GC.KeepAlive(values);
        // The codes are of the exact magnitudes, as in bitsandbytes.
        Magnitudes kept = doubly ? DynamicInteger8.Quantize(largest) : new ExactMagnitudes(largest.DetachFromDisposeScope());
        return new NormalFloat4(packed.DetachFromDisposeScope(), kept, [.. weight.shape]);
    }

    // The codes of a block; its largest magnitude.
    private static float Encode(ReadOnlySpan<float> values, Span<byte> codes)
    {
        var largest = 0f;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var by = largest == 0 ? 1 : largest;
        for (var pair = 0; pair < codes.Length; pair++)
        {
            codes[pair] = (byte)((Nearest(values[2 * pair] / by) << 4) | Nearest(values[(2 * pair) + 1] / by));
        }

        return largest;
    }

    // A value halfway between two levels takes the lower one, as in bitsandbytes.
    private static int Nearest(float value)
    {
        var code = Bit(value > Halfway[7]) << 3;
        code |= Bit(value > Halfway[code + 3]) << 2;
        code |= Bit(value > Halfway[code + 1]) << 1;
        return code | Bit(value > Halfway[code]);
    }

    private static int Bit(bool set) => set ? 1 : 0;

    /// <summary>The largest magnitude of each block, as it is kept.</summary>
    /// <returns>float32, [blocks].</returns>
    public Tensor LargestMagnitudes()
    {
        var result = empty(packed.numel() * 2 / BlockSize);
        magnitudes.Read(0, MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }

    /// <summary>The codes, one for each value.</summary>
    /// <returns>int64, [blocks, 64], each from 0 to 15.</returns>
    public Tensor Codes()
    {
        using var scope = NewDisposeScope();
        var wide = packed.to(ScalarType.Int64);
        var high = wide.div(16, RoundingMode.floor);
        return stack([high, wide - high * 16], 1).view(-1, BlockSize).MoveToOuterDisposeScope();
    }

    /// <summary>The values that the codes stand for.</summary>
    /// <returns>float32, in the shape of the tensor that was quantised.</returns>
    public Tensor Dequantize()
    {
        var result = empty(shape);
        Read(0, result.bytes);
        return result;
    }

    /// <summary>Some of the values that the codes stand for, level times magnitude in float32.</summary>
    /// <param name="start">The first byte, counted from the beginning of the float32 values.</param>
    /// <param name="destination">Where the values go: as many as fit.</param>
    internal void Read(long start, Span<byte> destination)
    {
        var values = MemoryMarshal.Cast<byte, float>(destination);
        if (values.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> codes = packed.bytes;
        long element = start / sizeof(float), firstBlock = element / BlockSize;
        var largest = new float[((element + values.Length - 1) / BlockSize) - firstBlock + 1];
        magnitudes.Read(firstBlock, largest);
        Span<float> scaled = stackalloc float[LevelValues.Length];
        for (var i = 0; i < values.Length;)
        {
            for (var level = 0; level < scaled.Length; level++)
            {
                scaled[level] = LevelValues[level] * largest[(element / BlockSize) - firstBlock];
            }

            var part = values.Slice(i, Math.Min(values.Length - i, BlockSize - (int)(element % BlockSize)));
            Scaled(codes[(int)(element >> 1)..], element % 2 != 0, scaled, part);
            i += part.Length;
            element += part.Length;
        }

        GC.KeepAlive(this);
    }

    private static void Scaled(ReadOnlySpan<byte> codes, bool fromLowHalf, ReadOnlySpan<float> scaled, Span<float> values)
    {
        if (fromLowHalf)
        {
            values[0] = scaled[codes[0] & 15];
            codes = codes[1..];
            values = values[1..];
        }

        codes = codes[..((values.Length + 1) / 2)];
        for (var pair = 0; pair < values.Length / 2; pair++)
        {
            values[2 * pair] = scaled[codes[pair] >> 4];
            values[(2 * pair) + 1] = scaled[codes[pair] & 15];
        }

        if (values.Length % 2 != 0)
        {
            values[^1] = scaled[codes[^1] >> 4];
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        packed.Dispose();
        magnitudes.Dispose();
    }
}
