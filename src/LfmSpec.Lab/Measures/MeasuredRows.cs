using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Measures;

/// <summary>
/// The rows of a batch at the positions that are read. The head is computed where something asks for it: KL and top-1 of all rows at once, without logits in
/// memory; logits of as many rows as the budget allows.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="promptRuns">The prompt's clean runs.</param>
/// <param name="target">The prompt's target, or null.</param>
/// <param name="residual">The residual streams after the last block, [rows, positions, hidden].</param>
/// <param name="logitBytes">How much memory logits may take.</param>
/// <param name="every">The same rows at every position, for those at the last alone.</param>
internal sealed class MeasuredRows(CausalModel model, PromptRuns promptRuns, int? target, Tensor residual, long logitBytes, MeasuredRows? every = null) : IDisposable
{
    private NextTokenDivergence? divergence;
    private IReadOnlyList<double>? unchangedKl;
    private Tensor? logits;
    private long firstRow;

    internal CausalModel Model => model;

    internal PromptRuns PromptRuns => promptRuns;

    internal int? Target => target;

    /// <summary>The number of positions that are read.</summary>
    internal int Count => every is null ? promptRuns.Positions : 1;

    internal IReadOnlyList<int> Positions => [.. Enumerable.Range(First, Count)];

    internal IReadOnlyList<double> UnchangedKl => unchangedKl ??= model.Divergence(At(promptRuns.Run.Stream(model.Shape.Blocks.Count)), Distribution(promptRuns.Reference)).Kl;

    /// <summary>A clean run's distributions at the positions.</summary>
    internal NextTokenDistribution Distribution(CleanRun run) => every is null ? run.Distribution : run.Last;

    internal double[] Kl(int row)
    {
        var values = new double[Count];
        for (var position = 0; position < values.Length; position++)
        {
            values[position] = Divergence.Kl[(row * Count) + position];
        }

        return values;
    }

    internal bool[] SameTop1(int row)
    {
        var (same, clean) = (new bool[Count], Distribution(promptRuns.Reference).Top);
        for (var position = 0; position < same.Length; position++)
        {
            same[position] = Divergence.Top[(row * Count) + position] == clean[position];
        }

        return same;
    }

    /// <summary>The logits of a row, [positions, vocabulary].</summary>
    internal Tensor Logits(int row)
    {
        if (every is { logits: not null } && every.Holds(row))
        {
            return every.Logits(row).narrow(0, First, 1);
        }

        if (!Holds(row))
        {
            using var scope = NewDisposeScope();
            var atOnce = Math.Max(1, logitBytes / (Count * 8L * model.Shape.Vocabulary));
            var part = residual.narrow(0, row, Math.Min(atOnce, residual.shape[0] - row));
            logits?.Dispose();
            logits = model.Head(At(part)).DetachFromDisposeScope();
            firstRow = row;
        }

        return logits![row - firstRow];
    }

    /// <summary>Whether what was asked for of a row is finite; of a row of which nothing was, its last position.</summary>
    internal bool IsFinite(int row) => divergence is null && Holds(row) ? logits![row - firstRow].isfinite().all().ToBoolean()
        : divergence is null && (every is null || every.divergence is not null) ? true
        : Array.TrueForAll(Kl(row), double.IsFinite);

    public void Dispose() => logits?.Dispose();

    private NextTokenDivergence Divergence => divergence ??= every?.divergence is { } known
        ? new(AtLast(known.Kl), AtLast(known.Top))
        : model.Divergence(At(residual), Distribution(promptRuns.Reference));

    private int First => promptRuns.Positions - Count;

    private bool Holds(int row) => logits is not null && row >= firstRow && row < firstRow + logits.shape[0];

    private Tensor At(Tensor stream) => every is null ? stream : stream.narrow(1, First, 1).contiguous();

    private T[] AtLast<T>(IReadOnlyList<T> values) => [.. Enumerable.Range(0, values.Count / promptRuns.Positions).Select(row => values[((row + 1) * promptRuns.Positions) - 1])];
}
