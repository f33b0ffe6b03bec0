using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Applies a case's edits during a forward pass, to some rows of the batch, and keeps account that each one fired and changed something.</summary>
internal sealed class Intervening : ISiteVisitor
{
    private readonly ILookup<Site, Edit> edits;
    private readonly HashSet<Site> needed;
    private readonly Dictionary<Site, Tensor> seen = [];
    private readonly long? row;

    /// <param name="edits">The edits.</param>
    /// <param name="row">The row of the batch that they act on; null for all rows.</param>
    internal Intervening(IEnumerable<Edit> edits, long? row = null)
    {
        this.edits = edits.ToLookup(edit => edit.Site);
        needed = [.. this.edits.SelectMany(site => site).Where(edit => edit.Needs is not null).Select(edit => edit.Needs!.Value)];
        this.row = row;
    }

    /// <summary>How often each edit fired.</summary>
    internal Dictionary<Edit, int> Fired { get; } = [];

    /// <summary>How many elements the edits changed.</summary>
    internal long ChangedElements { get; private set; }

    public bool Wants(Site site) => edits.Contains(site);

    public Tensor Visit(Site site, Tensor value)
    {
        if (needed.Contains(site))
        {
            seen[site] = value;
        }

        foreach (var edit in edits[site])
        {
            value = Apply(edit, value);
        }

        return value;
    }

    private Tensor Apply(Edit edit, Tensor value)
    {
        var changed = value.clone();
        var part = edit.Region.Of(Rows(changed));
        var input = edit.Needs is { } needs ? edit.Region.Of(Rows(seen[needs])) : null;
        var replacement = edit.Replace(edit.Region.Of(Rows(value)), input);
        ChangedElements += part.ne(replacement).sum().ToInt64();
        part.copy_(replacement);
        Fired[edit] = Fired.GetValueOrDefault(edit) + 1;
        return changed;
    }

    private Tensor Rows(Tensor value) => row is { } index ? value.narrow(0, index, 1) : value;
}

/// <summary>Keeps the values at some sites of a forward pass.</summary>
internal sealed class Capturing(IEnumerable<Site> sites) : ISiteVisitor
{
    private readonly HashSet<Site> sites = [.. sites];

    /// <summary>The values; they live as long as the dispose scope around the forward pass does.</summary>
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
