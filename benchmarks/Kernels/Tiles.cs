using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>The tile kernels alone with operands in the cache: what a product could reach if packing and blocking cost nothing.</summary>
internal static unsafe class Tiles
{
    private static readonly nint[] s_depths = [64, 256, 1024, 2560];

    /// <summary>One table, on one thread: the shapes that large products use most, by the length of k.</summary>
    internal static void Print(int rounds)
    {
        MarkdownTable.Begin("Tiles, fp32, operands in cache, 1 thread: share of the FMA peak (GF/s)",
            ["rows x columns", .. s_depths.Select(k => $"k = {k}")]);
        var family = KernelFamily.Current;
        foreach (var rows in new nint[] { 1, family->MaxRows / 2, family->MaxRows }.Where(rows => rows > 0).Distinct())
        {
            var columns = new nint[] { 32, 16 }.First(columns => family->Find(false, rows, columns) != null);
            MarkdownTable.Row($"{rows} x {columns}", s_depths.Select(k => Measure(rounds, rows, columns, k).ToString()));
        }
    }

    private static Paired Measure(int rounds, nint rows, nint columns, nint k)
    {
        using Floats a = new(rows * k, seed: 1), b = new(k * Packing.Width, seed: 2), c = new(rows * columns, seed: 3), sums = new(rows * columns, seed: 4);
        var tile = new Tile
        {
            A = a.Data,
            B = b.Data,
            C = c.Data,
            Sums = sums.Data,
            StepB = Packing.Width,
            StepC = columns,
            K = k,
            Link = MatrixProduct.Link(k),
            Prefetch = (byte*)b.Data,
        };
        var calls = (int)Math.Max(1, 30_000_000 / (rows * columns * k));
        return Rounds.Measure(rounds, Peak.MultiplyAdds, () =>
        {
            var kernel = KernelFamily.Current->Find(false, rows, columns);
            var local = tile;
            var start = Clock.Seconds();
            for (var i = 0; i < calls; i++)
            {
                kernel(&local);
            }

            return 2.0 * rows * columns * k * calls / (Clock.Seconds() - start) / 1e9;
        });
    }
}
