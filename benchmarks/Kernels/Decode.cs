using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>
/// Products of few rows with weights that no cache holds, as when a model writes one token after another: the memory is the bound. A gibibyte
/// of matrices, one half for the plain read and the other for the products, in turn. The read is one stream; a product prefetches two, which some
/// memories answer faster, hence shares over 100 %.
/// </summary>
internal static unsafe class Decode
{
    private const long Bytes = 1L << 30;

    private static readonly nint[] s_rows = [1, 2, 8];

    /// <summary>One table, on one thread.</summary>
    internal static void Print(int rounds)
    {
        MarkdownTable.Begin("Decode, cold bf16 weights, 1 thread: share of a plain read (GB/s of weights)",
            ["inputs -> outputs", .. s_rows.Select(m => $"M = {m}")]);
        foreach (var (inputs, outputs) in Weights.Shapes)
        {
            var all = Weights.Pack(inputs, outputs, isBFloat16: true, (int)(Bytes / (inputs * outputs * sizeof(ushort))));
            var half = all.Length / 2;
            MarkdownTable.Row($"{inputs} -> {outputs}", s_rows.Select(m => Measure(rounds, m, all[..half], all[half..]).ToString()));
            foreach (var weights in all)
            {
                weights.Dispose();
            }
        }
    }

    private static Paired Measure(int rounds, nint m, PackedMatrix[] read, PackedMatrix[] multiplied)
    {
        var (k, n) = (multiplied[0].Columns, multiplied[0].Rows);
        using Floats a = new(m * k, seed: 2), c = new(m * n, seed: 3);
        return Rounds.Measure(rounds,
            () => read.Length / read.Sum(weights => 1 / Peak.Read(weights.Data, weights.ByteLength)),
            () =>
            {
                var start = Clock.Seconds();
                foreach (var weights in multiplied)
                {
                    MatrixProduct.Multiply(a.Data, k, m, weights, null, c.Data, n);
                }

                return (double)multiplied.Length * multiplied[0].ByteLength / (Clock.Seconds() - start) / 1e9;
            });
    }
}
