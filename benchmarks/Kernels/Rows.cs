using System.Globalization;
using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>The kernels between the products, one row of a hidden state at a time, against a plain copy of the same rows.</summary>
internal static unsafe class Rows
{
    private const int Count = 64, Length = 1024, Calls = 8;

    private delegate void RowFunction(float* from, float* to);

    /// <summary>One table, on one thread.</summary>
    internal static void Print(int rounds)
    {
        MarkdownTable.Begin($"Rows of {Length} floats, {Count} rows in cache, 1 thread: share of a plain copy",
            "kernel", "share", "GB/s read and written", "ns a row");
        using var weight = new Floats(Length, seed: 3);
        (string Name, RowFunction Run)[] kernels =
        [
            ("RMSNorm: x / rms(x) times a weight", (from, to) =>
            {
                // The passes of the model's own: the squares' mean, a scaling, the weight.
                var mean = Reductions.SumOfSquares(from, Length) / Length;
                Elementwise.Mul(from, 1 / MathF.Sqrt(mean + 1e-5f), to, Length);
                Elementwise.Mul(to, weight.Data, to, Length);
            }),
            ("softmax", (from, to) => Reductions.Softmax(from, to, Length)),
            ("log_softmax", (from, to) => Reductions.LogSoftmax(from, to, Length)),
            ("silu", (from, to) => Elementwise.Silu(from, to, Length)),
            ("exp", (from, to) => Elementwise.Exp(from, to, Length)),
            ("add", (from, to) => Elementwise.Add(from, weight.Data, to, Length)),
        ];
        using Floats x = new(Count * Length, seed: 1), y = new(Count * Length, seed: 2);
        foreach (var (name, run) in kernels)
        {
            var paired = Rounds.Measure(rounds, () => Rate(x, y, Copy), () => Rate(x, y, run));
            MarkdownTable.Row(name, Text(100 * paired.Share) + " %", Text(paired.Rate), Text(2 * sizeof(float) * Length / paired.Rate));
        }

        static string Text(double value) => value.ToString("f0", CultureInfo.InvariantCulture);
    }

    private static void Copy(float* from, float* to) => new ReadOnlySpan<float>(from, Length).CopyTo(new Span<float>(to, Length));

    private static double Rate(Floats x, Floats y, RowFunction run)
    {
        var start = Clock.Seconds();
        for (var call = 0; call < Calls; call++)
        {
            for (nint row = 0; row < Count; row++)
            {
                run(x.Data + (row * Length), y.Data + (row * Length));
            }
        }

        return 2.0 * sizeof(float) * Length * Count * Calls / (Clock.Seconds() - start) / 1e9;
    }
}
