using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>Applies edits during a forward pass, each to its row of the batch, and keeps account of what they did.</summary>
internal sealed class EditVisitor : ISiteVisitor
{
    private readonly ILookup<Site, (int Row, Edit Edit)> edits;
    private readonly HashSet<Site> needed;
    private readonly Dictionary<Site, Tensor> seen = [];

    /// <param name="edits">The edits, each with the row of the batch that it changes.</param>
    internal EditVisitor(IEnumerable<(int Row, Edit Edit)> edits)
    {
        this.edits = edits.ToLookup(item => item.Edit.Site);
        needed = [.. this.edits.SelectMany(site => site).Where(item => item.Edit.Needs is not null).Select(item => item.Edit.Needs!.Value)];
    }

    /// <summary>How often each edit fired.</summary>
    internal Dictionary<Edit, int> Fired { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many elements of each row the edits changed.</summary>
    internal Dictionary<int, long> ChangedElements { get; } = [];

    public bool Wants(Site site) => edits.Contains(site);

    public Tensor Visit(Site site, Tensor value)
    {
        if (needed.Contains(site))
        {
            seen[site] = value;
        }

        if (!edits.Contains(site))
        {
            return value;
        }

        var changed = value.clone();
        foreach (var (row, edit) in edits[site])
        {
            using var scope = NewDisposeScope();
            var elements = edit.Apply(changed.narrow(0, row, 1), edit.Needs is { } needs ? seen[needs].narrow(0, row, 1) : null);
            ChangedElements[row] = ChangedElements.GetValueOrDefault(row) + elements;
            Fired[edit] = Fired.GetValueOrDefault(edit) + 1;
        }

        return changed;
    }
}

/// <summary>Keeps the values at some sites of a forward pass.</summary>
internal sealed class CaptureVisitor(IEnumerable<Site> sites) : ISiteVisitor
{
    private readonly HashSet<Site> sites = [.. sites];

    /// <summary>The values, detached from every dispose scope: whoever reads them disposes them.</summary>
    internal Dictionary<Site, Tensor> Values { get; } = [];

    public bool Wants(Site site) => sites.Contains(site);

    public Tensor Visit(Site site, Tensor value)
    {
        if (sites.Contains(site))
        {
            Values[site] = value.clone().DetachFromDisposeScope();
        }

        return value;
    }
}
