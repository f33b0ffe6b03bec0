using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Which blocks and heads an attribute names, checked against the model.</summary>
/// <param name="shape">The model, or null: then only the grammar is checked.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class BlockSelection(ModelShape? shape, Findings findings)
{
    private const string LayersGrammar = "write all, attention, conv, or numbers and ranges such as 0-3,5";
    private const string HeadsGrammar = "write all, or numbers and ranges such as 0-3,5";

    /// <summary>The blocks of an intervention on a component, ascending; none if something is wrong.</summary>
    public ImmutableArray<int> Blocks(Written<InterventionAttribute> where, Component component, Site fallback)
    {
        ArgumentCheck.ReportBoth(where, nameof(InterventionAttribute.Layer), nameof(InterventionAttribute.Layers), findings);
        if (where.Argument<string?>(nameof(InterventionAttribute.Layers)) is { } layers)
        {
            return OnBlocksWith(component, Named(layers), layers.Site);
        }

        if (where.Argument<int>(nameof(InterventionAttribute.Layer)) is { } layer)
        {
            return OnBlocksWith(component, Existing([(layer.Value, layer.Value)], layer.Site), layer.Site);
        }

        if (shape is null)
        {
            return [];
        }

        var every = shape.BlocksWith(component);
        if (every.IsEmpty)
        {
            ReportAbsent(shape, component, fallback);
        }

        return every;
    }

    /// <summary>The heads of a component that an attribute names, ascending; every head if it names none, a single null for a component that has none, and none if something is wrong.</summary>
    public ImmutableArray<int?> Heads(Written<InterventionAttribute> where, Component component)
    {
        const string One = nameof(AblateAttribute.Head), Several = nameof(AblateAttribute.Heads);
        if (component is not (Component.Head or Component.OutputSlice))
        {
            if ((where.Find(One) ?? where.Find(Several)) is not { } named)
            {
                return [null];
            }

            findings.Add(DiagnosticDescriptors.HeadWithoutHeadTarget, named.Site, named.Name, $"{component}");
            return [];
        }

        ArgumentCheck.ReportBoth(where, One, Several, findings);
        if (where.Argument<string?>(Several) is { } heads && heads.Value?.Trim() != "all")
        {
            return ArgumentCheck.TryReadRanges(Several, heads, HeadsGrammar, findings, out var ranges) ? ExistingHeads(ranges, heads.Site) : [];
        }

        return where.Argument<int>(One) is { } head ? ExistingHeads([(head.Value, head.Value)], head.Site)
            : shape is null ? []
            : [.. Enumerable.Range(0, shape.Heads).Cast<int?>()];
    }

    /// <summary>The blocks that <c>Layers</c> names, ascending, whatever they have; every block without it, and none if something is wrong.</summary>
    public ImmutableArray<int> Named(Argument<string?>? layers)
    {
        if (layers is null)
        {
            return shape is null ? [] : [.. Enumerable.Range(0, shape.Blocks.Count)];
        }

        var kind = layers.Value?.Trim() switch
        {
            "attention" => BlockKind.Attention,
            "conv" => BlockKind.Convolution,
            _ => (BlockKind?)null,
        };
        if (layers.Value?.Trim() == "all")
        {
            return shape is null ? [] : [.. Enumerable.Range(0, shape.Blocks.Count)];
        }

        if (kind is null)
        {
            var grammar = layers.Value?.Contains(',') == true && layers.Value.Split(',').Any(static part => part.Trim() is "all" or "attention" or "conv")
                ? $"all, attention and conv stand alone; {LayersGrammar}" : LayersGrammar;
            return ArgumentCheck.TryReadRanges(nameof(InterventionAttribute.Layers), layers, grammar, findings, out var ranges)
                ? Existing(ranges, layers.Site)
                : [];
        }

        var blocks = shape?.BlocksOf(kind.Value) ?? [];
        if (shape is not null && blocks.IsEmpty)
        {
            findings.Add(
                DiagnosticDescriptors.NoSuchLayer,
                layers.Site,
                $"A block with {Describe(kind.Value)}",
                shape.Name,
                OnlyKind(shape));
        }

        return blocks;
    }

    private ImmutableArray<int> Existing(ImmutableArray<(int First, int Last)> ranges, Site site)
    {
        if (shape is null)
        {
            return [];
        }

        var count = shape.Blocks.Count;
        if (Missing(ranges, count) is { } missing)
        {
            findings.Add(DiagnosticDescriptors.NoSuchLayer, site, $"Layer {missing}", shape.Name, $"{count} blocks, 0 to {count - 1}");
            return [];
        }

        return NumberRanges.Expand(ranges);
    }

    private ImmutableArray<int?> ExistingHeads(ImmutableArray<(int First, int Last)> ranges, Site site)
    {
        if (shape is null)
        {
            return [];
        }

        if (Missing(ranges, shape.Heads) is { } missing)
        {
            findings.Add(DiagnosticDescriptors.NoSuchHead, site, $"{missing}", shape.Name, $"{shape.Heads}", $"{shape.Heads - 1}");
            return [];
        }

        return [.. NumberRanges.Expand(ranges).Cast<int?>()];
    }

    private static int? Missing(ImmutableArray<(int First, int Last)> ranges, int count)
    {
        foreach (var (first, last) in ranges)
        {
            if (first < 0 || last >= count)
            {
                return first < 0 ? first : Math.Max(first, count);
            }
        }

        return null;
    }

    private ImmutableArray<int> OnBlocksWith(Component component, ImmutableArray<int> blocks, Site site)
    {
        if (shape is null || blocks.All(block => shape.Has(block, component)))
        {
            return blocks;
        }

        var home = shape.BlocksWith(component);
        if (home.IsEmpty)
        {
            ReportAbsent(shape, component, site);
            return [];
        }

        var without = blocks.First(block => !shape.Has(block, component));
        var fix = component is Component.Head or Component.OutputSlice ? "attention" : "conv";
        findings.AddFixable(
            DiagnosticDescriptors.ComponentNotOnBlock,
            site,
            fix,
            $"Block {without} of {shape.Name}",
            Describe(component),
            $"it is {Describe(shape.Blocks[without])}, and only {Describe(home)} {(home.Length == 1 ? "has one" : "have one")}");
        return [];
    }

    private void ReportAbsent(ModelShape shape, Component component, Site site) =>
        findings.Add(DiagnosticDescriptors.ComponentNotOnBlock, site, shape.Name, Describe(component), $"it has {OnlyKind(shape)}");

    // Said only of a model whose blocks are all of one kind.
    private static string OnlyKind(ModelShape shape) =>
        $"{shape.Blocks.Count} blocks, all {(shape.Blocks[0] == BlockKind.Attention ? "attention" : "convolutions")}";

    /// <summary>A block's operator as a sentence names it.</summary>
    public static string Describe(BlockKind kind) => kind == BlockKind.Attention ? "attention" : "a convolution";

    private static string Describe(Component component) =>
        component == Component.OutputSlice ? "output slice" : component.ToString().ToLowerInvariant();

    /// <summary>Blocks as a sentence names them, such as <c>blocks 2 and 4</c>.</summary>
    public static string Describe(ImmutableArray<int> blocks) =>
        $"{(blocks.Length == 1 ? "block" : "blocks")} {WordList.Join(blocks.Select(static block => $"{block}"), "and")}";
}
