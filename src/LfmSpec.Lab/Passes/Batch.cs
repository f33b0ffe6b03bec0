using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>
/// The forward pass of many variants of one prompt at once: a batch that grows, since each variant joins at the first block that
/// it changes, from the clean residual stream. A row has the bits that it has alone.
/// </summary>
internal static class Batch
{
    /// <summary>Runs variants.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The clean run of the prompt.</param>
    /// <param name="variants">The variants, entries ascending.</param>
    /// <param name="changed">How many elements were changed in each row.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <returns>The residual streams after the last block, [variants, positions, hidden].</returns>
    /// <exception cref="LabException">An edit did not fire just once.</exception>
    internal static Tensor Run(CausalModel model, CleanRun run, IReadOnlyList<Variant> variants, out long[] changed, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var visitor = new EditVisitor(variants.SelectMany((variant, row) => variant.DuringThePass.Select(edit => (row, edit))));
        var before = new long[variants.Count];
        Tensor? rows = null;
        var joined = 0;
        for (var layer = variants[0].Entry; layer <= model.Shape.Blocks.Count; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var parts = new List<Tensor>();
            if (rows is not null)
            {
                parts.Add(rows);
            }

            for (; joined < variants.Count && variants[joined].Entry == layer; joined++)
            {
                parts.Add(variants[joined].Residual(run, out before[joined]));
            }

            var residual = parts.Count == 1 ? parts[0].alias() : cat(parts, 0);
            var next = layer < model.Shape.Blocks.Count ? model.Block(layer, residual, visitor) : residual;
            next.MoveToOuterDisposeScope();
            rows?.Dispose();
            rows = next;
        }

        CheckFired(variants, visitor);
        changed = [.. before.Select((elements, row) => elements + visitor.ChangedElements.GetValueOrDefault(row))];
        return rows!.MoveToOuterDisposeScope();
    }

    private static void CheckFired(IReadOnlyList<Variant> variants, EditVisitor visitor)
    {
        foreach (var edit in variants.SelectMany(variant => variant.DuringThePass))
        {
            if (visitor.Fired.GetValueOrDefault(edit) is var times && times != 1)
            {
                throw new LabException($"The intervention at {edit.Site} fired {times} times in a forward pass, and must fire once. The model does not visit that site as its sites say.");
            }
        }
    }
}
