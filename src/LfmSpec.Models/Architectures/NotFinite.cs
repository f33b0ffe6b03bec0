using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>The first value of a forward pass that is NaN or infinite.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Row">The row of the batch.</param>
/// <param name="Position">The position in the text.</param>
/// <param name="IsNaN">Whether it is NaN; otherwise infinite.</param>
/// <param name="MadeByVisitor">Whether a visitor put it there, in the place of a finite one.</param>
public sealed record NotFinite(Site Site, int Row, int Position, bool IsNaN, bool MadeByVisitor)
{
    /// <summary>Runs a text again and looks at every site.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, int64, [batch, positions].</param>
    /// <param name="visitor">What changes the run, or null.</param>
    /// <returns>The first value that is not finite, in the order of the pass; null if all are.</returns>
    public static NotFinite? Find(CausalModel model, Tensor ids, ISiteVisitor? visitor = null)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var watching = new FiniteWatch(visitor);
        model.Forward(ids, watching);
        return watching.Found;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsNaN ? "NaN" : "an infinite value")} at {Site}, position {Position}";
}

/// <summary>Looks at every value of a forward pass, in the place of the visitor that it holds, until one is not finite.</summary>
/// <param name="inner">What changes the run, or null.</param>
public sealed class FiniteWatch(ISiteVisitor? inner = null) : ISiteVisitor
{
    /// <summary>The first value that was not finite, or null.</summary>
    public NotFinite? Found { get; private set; }

    /// <inheritdoc/>
    public bool Wants(Site site) => inner?.Wants(site) == true;

    /// <inheritdoc/>
    public Tensor Visit(Site site, Tensor value)
    {
        Found ??= Look(site, value, byVisitor: false);
        var changed = inner?.Visit(site, value) ?? value;
        Found ??= ReferenceEquals(changed, value) ? null : Look(site, changed, byVisitor: true);
        return changed;
    }

    private static NotFinite? Look(Site site, Tensor value, bool byVisitor)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var finite = value.isfinite();
        if (finite.all().ToBoolean())
        {
            return null;
        }

        // The first of the row-major order; positions are the second dimension, but of attention weights the third: [batch, heads, query, key].
        var index = finite.logical_not().reshape(-1).to(ScalarType.Int64).argmax().ToInt64();
        var isNaN = value.detach().reshape(-1)[index].isnan().ToBoolean();
        var at = site.Kind == SiteKind.AttentionWeights ? 2 : 1;
        long inner = 1;
        for (var dimension = at + 1; dimension < value.dim(); dimension++)
        {
            inner *= value.size(dimension);
        }

        var rows = value.numel() / value.size(0);
        return new NotFinite(site, (int)(index / rows), (int)(index / inner % value.size(at)), isNaN, byVisitor);
    }
}
