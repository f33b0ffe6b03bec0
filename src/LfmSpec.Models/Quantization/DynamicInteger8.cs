using static TorchSharp.torch;

namespace LfmSpec.Models.Quantization;

/// <summary>
/// The second quantisation of QLoRA: the magnitudes of blocks, less their mean, in eight bits of bitsandbytes' signed dynamic map, in blocks of 256 with a
/// float32 magnitude each (Dettmers et al. 2022, "8-bit Optimizers via Block-wise Quantization"; 2023, section 3, "Double Quantization").
/// </summary>
internal static class DynamicInteger8
{
    internal const int BlockSize = 256;

    private static readonly float[] Powers = [1e-6f, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1e-1f, 1];

    /// <summary>The 256 values of bitsandbytes' <c>create_dynamic_map()</c>, ascending from nearly -1 to 1.</summary>
    internal static IReadOnlyList<float> Map { get; } = MakeMap();

    /// <summary>Values as they are after being quantised and back.</summary>
    /// <param name="values">float32, [n].</param>
    /// <returns>float32, [n].</returns>
    internal static Tensor RoundTrip(Tensor values)
    {
        var data = values.cpu().data<float>().ToArray();
        // PyTorch sums pairwise in float32, which a double sum is the nearest to.
        var mean = (float)(data.Sum(value => (double)value) / data.Length);
        for (var start = 0; start < data.Length; start += BlockSize)
        {
            var block = data.AsSpan(start, Math.Min(BlockSize, data.Length - start));
            var largest = 0f;
            foreach (ref var value in block)
            {
                value -= mean;
                largest = Math.Max(largest, Math.Abs(value));
            }

            for (var i = 0; i < block.Length; i++)
            {
                block[i] = (Nearest(largest == 0 ? 0 : block[i] / largest) * largest) + mean;
            }
        }

        return tensor(data, device: values.device);
    }

    private static float Nearest(float value)
    {
        int low = 0, high = Map.Count - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Map[middle] <= value ? (middle, high) : (low, middle);
        }

        return Map[value > (Map[low] + Map[high]) / 2 ? high : low];
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
