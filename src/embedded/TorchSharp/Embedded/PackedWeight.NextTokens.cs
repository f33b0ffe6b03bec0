using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

public sealed unsafe partial class PackedWeight
{
    /// <summary>The softmax distributions of input W^T, one a row of the input: of the weight of a language model's head, the next-token distributions.</summary>
    /// <param name="input">float32, [..., columns].</param>
    /// <returns>The logits, float32, [..., rows]; the logarithm of each distribution's normaliser; its most probable entry.</returns>
    /// <exception cref="ArgumentException">The input has another type or shape.</exception>
    public (Tensor Logits, double[] LogNormalizers, int[] Top) Distributions(Tensor input)
    {
        CheckInput(input);
        var logits = Rowwise(input, Rows);
        nint count = (nint)(input.numel() / Columns);
        var normalizers = new double[count];
        var top = new int[count];
        NextTokens.Work work = new() { Rows = count, Columns = packed.Rows, Logits = (float*)logits.Impl.Data };
        Take(input, &work, (row, maxColumn, logZ, _) => (top[row], normalizers[row]) = (maxColumn, logZ));
        return (logits, normalizers, top);
    }

    /// <summary>
    /// KL(clean || input W^T), row by row, without the logits in memory: each tile of the product is compared while it is in the cache.
    /// </summary>
    /// <param name="input">float32, [..., columns].</param>
    /// <param name="clean">The clean logits, float32, [..., rows]; when they have fewer rows than the input they are used again from the first on.</param>
    /// <param name="cleanLogNormalizers">Their normalisers, as <see cref="Distributions"/> gives them.</param>
    /// <returns>KL in nats and the most probable entry, one for each row of the input. A row whose logits are the clean ones has KL 0 exactly.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public (double[] Kl, int[] Top) Divergences(Tensor input, Tensor clean, IReadOnlyList<double> cleanLogNormalizers)
    {
        CheckInput(input);
        nint count = (nint)(input.numel() / Columns), cleanRows = cleanLogNormalizers.Count;
        if (clean.dtype != ScalarType.Float32 || clean.dim() == 0 || clean.size(-1) != Rows || cleanRows == 0 || clean.numel() != cleanRows * Rows || count % cleanRows != 0)
        {
            throw new ArgumentException($"Clean logits {clean.dtype} [{string.Join(", ", clean.shape)}] with {cleanRows} normalisers do not fit {count} rows of {Rows} logits.", nameof(clean));
        }

        var kl = new double[count];
        var top = new int[count];
        double[] normalizers = [.. cleanLogNormalizers];
        using var from = new Operand(clean, ScalarType.Float32);
        fixed (double* cleanLogZ = normalizers)
        {
            NextTokens.Work work = new() { Rows = count, Columns = packed.Rows, Clean = from.Floats, CleanLogZ = cleanLogZ, CleanRows = cleanRows };
            Take(input, &work, (row, maxColumn, _, divergence) => (top[row], kl[row]) = (maxColumn, divergence));
        }

        return (kl, top);
    }

    private void Take(Tensor input, NextTokens.Work* work, Action<nint, int, double, double> row)
    {
        nint tiles = (packed.Rows + MatrixProduct.TileColumns - 1) / MatrixProduct.TileColumns;
        var parts = new NextTokens.Part[tiles * work->Rows];
        using var x = new Operand(input, ScalarType.Float32);
        fixed (NextTokens.Part* data = parts)
        {
            work->Parts = data;
            MatrixProduct.MultiplyInTiles(x.Floats, packed.Columns, work->Rows, packed, &NextTokens.Take, work);
            for (nint i = 0; i < work->Rows; i++)
            {
                var (maxColumn, logZ, kl) = NextTokens.Combine(work, i);
                row(i, maxColumn, logZ, kl);
            }
        }

        GC.KeepAlive(this);
    }
}
