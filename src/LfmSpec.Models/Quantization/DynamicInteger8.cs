using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Quantization;

/// <summary>
/// The second quantisation of QLoRA: the magnitudes of blocks, less their mean, in eight bits of bitsandbytes' signed dynamic map, in blocks of 256 with a
/// float32 magnitude each (Dettmers et al. 2022, "8-bit Optimizers via Block-wise Quantization"; 2023, section 3, "Double Quantization").
/// </summary>
internal sealed class DynamicInteger8 : Magnitudes
{
    internal const int BlockSize = 256;

    private static readonly float[] Powers = [1e-6f, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1e-1f, 1];

    private readonly Tensor codes;
    private readonly Tensor largest;
    private readonly float mean;

    private DynamicInteger8(Tensor codes, Tensor largest, float mean)
    {
        this.codes = codes;
        this.largest = largest;
        this.mean = mean;
    }

    internal override long ByteLength => codes.numel() + (largest.numel() * sizeof(float)) + sizeof(float);

    /// <summary>The 256 values of bitsandbytes' <c>create_dynamic_map()</c>, ascending from nearly -1 to 1.</summary>
    internal static IReadOnlyList<float> Map { get; } = MakeMap();

    /// <summary>Quantises values.</summary>
    /// <param name="values">float32, [n].</param>
    /// <returns>The quantised values, outside any dispose scope; dispose them.</returns>
    internal static DynamicInteger8 Quantize(Tensor values)
    {
        using var scope = NewDisposeScope();
        var data = values.cpu().data<float>().ToArray();
        // PyTorch sums pairwise in float32, which a double sum is the nearest to.
        var mean = (float)(data.Sum(value => (double)value) / data.Length);
        var codes = new byte[data.Length];
        var largest = new float[(data.Length + BlockSize - 1) / BlockSize];
        for (var start = 0; start < data.Length; start += BlockSize)
        {
            var block = data.AsSpan(start, Math.Min(BlockSize, data.Length - start));
            ref var most = ref largest[start / BlockSize];
            foreach (ref var value in block)
            {
                value -= mean;
                most = Math.Max(most, Math.Abs(value));
            }

            for (var i = 0; i < block.Length; i++)
            {
                codes[start + i] = Nearest(most == 0 ? 0 : block[i] / most);
            }
        }

        return new DynamicInteger8(tensor(codes).DetachFromDisposeScope(), tensor(largest).DetachFromDisposeScope(), mean);
    }

    /// <summary>The values that the codes stand for: map times magnitude plus mean, in float32.</summary>
    internal override void Read(long first, Span<float> destination)
    {
        ReadOnlySpan<byte> from = codes.bytes;
        ReadOnlySpan<float> scales = MemoryMarshal.Cast<byte, float>(largest.bytes);
        for (var i = 0; i < destination.Length; i++)
        {
            var place = (int)first + i;
            destination[i] = (Map[from[place]] * scales[place / BlockSize]) + mean;
        }

        GC.KeepAlive(this);
    }

    public override void Dispose()
    {
        codes.Dispose();
        largest.Dispose();
    }

    // The place in the map.
    private static byte Nearest(float value)
    {
        int low = 0, high = Map.Count - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Map[middle] <= value ? (middle, high) : (low, middle);
        }

        return (byte)(value > (Map[low] + Map[high]) / 2 ? high : low);
    }

    private static float[] MakeMap()
    {
        var map = new List<float> { 0, 1 };
        foreach (var (exponent, power) in Powers.Index())
        {
            // Twice the steps of the power before, each in the middle of its part of 0.1 to 1.
            var steps = 1 << exponent;
            for (var step = 0; step < steps; step++)
            {
                var value = power * ((Boundary(step, steps) + Boundary(step + 1, steps)) / 2);
                map.Add(value);
                map.Add(-value);
            }
        }

        map.Sort();
        return [.. map];
    }

    // PyTorch's linspace(0.1, 1, steps + 1) in float32: from the nearer end.
    private static float Boundary(int place, int steps)
    {
        var step = (1f - 0.1f) / steps;
        return place < (steps + 1) / 2 ? 0.1f + (step * place) : 1f - (step * (steps - place));
    }
}
