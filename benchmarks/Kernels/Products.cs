using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>Matrix products C[M, outputs] = A[M, inputs] W^T with warm weights, as shares of the peak of fused multiply-adds.</summary>
internal static unsafe class Products
{
    private static readonly nint[] s_rows = [1, 8, 32, 128, 512];

    /// <summary>One table; on one thread or, in short bursts, on all threads.</summary>
    internal static void Print(int rounds, bool isBFloat16)
    {
        var threads = WorkerPool.Threads == 1 ? "1 thread" : $"{WorkerPool.Threads} threads in short bursts";
        MarkdownTable.Begin($"Products, {(isBFloat16 ? "bf16" : "fp32")} weights, {threads}: share of the FMA peak (GF/s)",
            ["inputs -> outputs", .. s_rows.Select(m => $"M = {m}")]);
        foreach (var (inputs, outputs) in Weights.Shapes)
        {
            using var weights = Weights.Pack(inputs, outputs, isBFloat16, count: 1)[0];
            MarkdownTable.Row($"{inputs} -> {outputs}", s_rows.Select(m => Measure(rounds, m, weights).ToString()));
        }
    }

    private static Paired Measure(int rounds, nint m, PackedMatrix weights)
    {
        var (k, n) = (weights.Columns, weights.Rows);
        using Floats a = new(m * k, seed: 2), c = new(m * n, seed: 3);
        var calls = (int)Math.Max(1, 60_000_000 / (m * n * k));
        var operations = 2.0 * m * n * k * calls;
        return WorkerPool.Threads == 1
            ? Rounds.Measure(rounds, Peak.MultiplyAdds, () =>
            {
                var start = Clock.Seconds();
                Multiply();
                return operations / (Clock.Seconds() - start) / 1e9;
            })
            : Rounds.Measure(rounds, PeakOfABurst, () =>
            {
                // Wakes the worker: a forward pass finds it awake.
                MatrixProduct.Multiply(a.Data, k, m, weights, null, c.Data, n);
                var start = Clock.WallSeconds();
                Multiply();
                return operations / (Clock.WallSeconds() - start) / 1e9;
            });

        void Multiply()
        {
            for (var i = 0; i < calls; i++)
            {
                MatrixProduct.Multiply(a.Data, k, m, weights, null, c.Data, n);
            }
        }
    }

    // A millisecond of the pool's threads, after a pause: other processes have had their turn, and a burst is likely to own all cores.
    private static double PeakOfABurst()
    {
        const nint steps = 5_000;
        Thread.Sleep(4);
        float sum = 1;
        nint items = 16 * WorkerPool.Threads;
        WorkerPool.For(WorkerPool.Threads, &OneItem, &sum);
        var start = Clock.WallSeconds();
        WorkerPool.For(items, &OneItem, &sum);
        var seconds = Clock.WallSeconds() - start;
        return sum == 0 ? 0 : (double)items * steps * Peak.StepOperations / seconds / 1e9;

        static void OneItem(void* context, nint item) => *(float*)context = Peak.Chains(steps);
    }
}
