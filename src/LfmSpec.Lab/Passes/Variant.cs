using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>One row of a sweep: a case on one prompt, with the edits that it stands for.</summary>
/// <param name="Edits">The edits; none for a clean row.</param>
/// <param name="FirstLayer">The first block that is changed.</param>
internal sealed record Variant(IReadOnlyList<Edit> Edits, int FirstLayer)
{
    /// <summary>
    /// The first block that must be computed: the one that is changed, or the next if only its output is, since the clean output is
    /// known.
    /// </summary>
    internal int Entry => EntryOf(FirstLayer, Edits.Select(edit => edit.Site));

    /// <summary>The same of a case whose edits are not made yet.</summary>
    /// <param name="firstLayer">The first block that is changed.</param>
    /// <param name="sites">Where it is changed.</param>
    /// <returns>The block, from 0.</returns>
    internal static int EntryOf(int firstLayer, IEnumerable<Site> sites)
    {
        var first = sites.Where(site => site.Layer == firstLayer).ToArray();
        return first.Length > 0 && first.All(site => site.Kind == SiteKind.BlockOutput) ? firstLayer + 1 : firstLayer;
    }

    /// <summary>The edits in the first changed block.</summary>
    internal IEnumerable<Edit> AtEntry => Edits.Where(edit => edit.Site.Layer == FirstLayer);

    /// <summary>The edits that happen during the pass from <see cref="Entry"/> on.</summary>
    internal IEnumerable<Edit> DuringThePass => Edits.Where(edit => edit.Site.Layer >= Entry);

    /// <summary>The residual stream with which the row enters.</summary>
    /// <param name="run">The clean run.</param>
    /// <param name="changed">How many elements were changed on the way.</param>
    /// <returns>float32, [1, positions, hidden].</returns>
    internal Tensor Residual(CleanRun run, out long changed)
    {
        changed = 0;
        var clean = run.Stream(Entry);
        if (Entry == FirstLayer)
        {
            return clean;
        }

        var residual = clean.clone();
        foreach (var edit in AtEntry)
        {
            changed += edit.Apply(residual, edit.Needs is null ? null : run.Stream(FirstLayer));
        }

        return residual;
    }
}
