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

    private readonly Tensor packed;
    private readonly Tensor largest;
    private readonly long[] shape;

    private NormalFloat4(Tensor packed, Tensor largest, long[] shape)
    {
        this.packed = packed;
        this.largest = largest;
        this.shape = shape;
    }

    /// <summary>The 16 levels, ascending from -1 to 1.</summary>
    public static IReadOnlyList<float> Levels => LevelValues;

    /// <summary>The shape of the tensor that was quantised.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>The largest magnitude of each block, float32, [blocks]. It belongs to this object.</summary>
    public Tensor LargestMagnitudes => largest;

    /// <summary>The memory that it takes, in bytes.</summary>
    public long ByteLength => packed.numel() + (largest.numel() * sizeof(float));

    /// <summary>Quantises a tensor.</summary>
    /// <param name="weight">Of floating point, of any shape whose size is a multiple of 64; it is read as float32, row after row.</param>
    /// <param name="doubly">Whether the largest magnitudes are rounded to eight bits in blocks of 256 (QLoRA's double quantisation); they are kept as float32 all the same.</param>
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

        var blocks = weight.to(ScalarType.Float32).reshape(-1, BlockSize);
        if (!blocks.isfinite().all().ToBoolean())
        {
            throw new ArgumentException("NF4: the tensor holds a value that is not finite; the checkpoint is damaged.", nameof(weight));
        }

        var largest = blocks.abs().amax([1]);
        var scaled = blocks / largest.masked_fill(largest == 0, 1).unsqueeze(1);
        var codes = zeros_like(scaled, dtype: ScalarType.Byte);
        for (var level = 1; level < LevelValues.Length; level++)
        {
            // A value halfway between two levels takes the lower one, as in bitsandbytes.
            codes.add_(scaled.gt((LevelValues[level - 1] + LevelValues[level]) / 2).to(ScalarType.Byte));
        }

        var pairs = codes.view(-1, 2);
        var packed = pairs.select(1, 0) * 16 + pairs.select(1, 1);
        // The codes are of the exact magnitudes, as in bitsandbytes.
        var kept = doubly ? DynamicInteger8.RoundTrip(largest) : largest;
        return new NormalFloat4(packed.DetachFromDisposeScope(), kept.DetachFromDisposeScope(), [.. weight.shape]);
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
        using var scope = NewDisposeScope();
        var levels = tensor(LevelValues, device: packed.device).index_select(0, Codes().view(-1)).view(-1, BlockSize);
        return (levels * largest.unsqueeze(1)).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        packed.Dispose();
        largest.Dispose();
    }
}
