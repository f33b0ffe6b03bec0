using System.Globalization;
using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>Attention of one head of 64: a causal prefill, and one query behind a cache. Only products of visible keys count as work.</summary>
internal static unsafe class AttentionOfAHead
{
    private const int HeadLength = 64, QueryStride = 1024, KeyStride = 512;

    /// <summary>One table, on one thread.</summary>
    internal static void Print(int rounds)
    {
        MarkdownTable.Begin($"Attention, one head of {HeadLength}, 1 thread: share of the FMA peak, softmax included",
            "queries x keys", "share", "GF/s", "microseconds");
        foreach (var (queries, keys) in new (nint, nint)[] { (128, 128), (512, 512), (1, 512), (1, 2048) })
        {
            using Floats q = new(queries * QueryStride, seed: 1), o = new(queries * QueryStride, seed: 4);
            using Floats k = new(keys * KeyStride, seed: 2), v = new(keys * KeyStride, seed: 3);
            var visible = queries > 1 ? queries * (queries + 1) / 2 : keys;
            var operations = 4.0 * HeadLength * visible;
            var calls = (int)Math.Max(1, 1e7 / operations);
            var paired = Rounds.Measure(rounds, Peak.MultiplyAdds, () =>
            {
                var start = Clock.Seconds();
                for (var i = 0; i < calls; i++)
                {
                    Attention.Forward(q.Data, QueryStride, k.Data, KeyStride, v.Data, KeyStride, queries, keys, HeadLength, 0.125f, queries > 1,
                        null, 0, o.Data, QueryStride);
                }

                return operations * calls / (Clock.Seconds() - start) / 1e9;
            });
            MarkdownTable.Row($"{queries} x {keys}{(queries > 1 ? ", causal" : "")}",
                Text(100 * paired.Share) + " %", Text(paired.Rate), Text(operations / paired.Rate / 1e3));
        }

        static string Text(double value) => value.ToString("f0", CultureInfo.InvariantCulture);
    }
}
