using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>The part of a site's value that an edit replaces; the rest is not touched.</summary>
/// <param name="At">The positions.</param>
/// <param name="FirstColumn">The first column of the last dimension.</param>
/// <param name="Columns">The number of columns; null for all.</param>
internal readonly record struct Region(Place At = Place.All, long FirstColumn = 0, long? Columns = null)
{
    /// <summary>The part as a view: [rows, positions, columns].</summary>
    internal Tensor Of(Tensor value)
    {
        var part = At switch
        {
            Place.Last => value.narrow(1, value.shape[1] - 1, 1),
            Place.First => value.narrow(1, 0, 1),
            _ => value,
        };
        return Columns is { } columns ? part.narrow(2, FirstColumn, columns) : part;
    }
}

/// <summary>One change at one site: which part of the value, and what takes its place.</summary>
/// <param name="Site">The site.</param>
/// <param name="Region">The part that is replaced.</param>
/// <param name="Replace">From the part's value and the value at <paramref name="Needs"/> (or null) to what takes its place.</param>
/// <param name="Needs">Another site of the same pass whose value the replacement needs, or null.</param>
internal sealed record Edit(Site Site, Region Region, Func<Tensor, Tensor?, Tensor> Replace, Site? Needs = null)
{
    /// <summary>The site at which an intervention acts, and the part of it.</summary>
    internal static (Site Site, Region Region) Where(Intervention intervention, ModelShape shape) => intervention switch
    {
        Ablation { Target: Component.Head, Head: { } head, Layer: var layer } =>
            (new Site(SiteKind.Heads, layer), new Region(Place.All, head * (long)shape.HeadDimension, shape.HeadDimension)),
        Ablation { Target: var target, Layer: var layer } => (new Site(SiteOf(target), layer), new Region(Place.All)),
        Steering { At: var at, Layer: var layer } => (new Site(SiteKind.BlockOutput, layer), new Region(at)),
        _ => throw new ArgumentException($"{intervention.GetType().Name} is not an intervention that the lab knows.", nameof(intervention)),
    };

    /// <summary>The edit that an intervention stands for.</summary>
    internal static Edit Of(Intervention intervention, ModelShape shape)
    {
        var (site, region) = Where(intervention, shape);
        return intervention switch
        {
            Ablation { With: Replacement.Zero } => new Edit(site, region, (part, _) => zeros_like(part)),
            Ablation { With: Replacement.Mean } => new Edit(site, region, (part, _) => part.mean([1], keepdim: true).expand(part.shape)),
            Ablation { With: Replacement.Input } => new Edit(site, region, (_, input) => input!, new Site(SiteKind.BlockInput, site.Layer)),
            Steering { Seed: var seed, Scale: var scale } => new Edit(site, region, (part, _) => part + Direction.Random(seed, shape.Hidden) * scale),
            _ => throw new ArgumentException($"{intervention} has no edit.", nameof(intervention)),
        };
    }

    /// <summary>The edit that puts a captured clean value back: it must change nothing.</summary>
    internal static Edit Restore(Intervention intervention, ModelShape shape, Tensor clean)
    {
        var (site, region) = Where(intervention, shape);
        return new Edit(site, region, (_, _) => region.Of(clean));
    }

    private static SiteKind SiteOf(Component target) => target switch
    {
        Component.Operator => SiteKind.OperatorOutput,
        Component.Mlp => SiteKind.MlpOutput,
        Component.Block => SiteKind.BlockOutput,
        Component.Head => SiteKind.Heads,
        Component.Gate => SiteKind.ConvGate,
        Component.Carrier => SiteKind.ConvCarrier,
        Component.Signal => SiteKind.ConvSignal,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "An ablation names a component."),
    };
}
