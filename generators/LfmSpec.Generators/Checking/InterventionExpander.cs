using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks one intervention's attribute and makes it the interventions of its sweep.</summary>
/// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class InterventionExpander(ModelShape? shape, Findings findings)
{
    private readonly BlockSelection _selection = new(shape, findings);

    /// <summary>The interventions that an attribute stands for, blocks ascending; none if something is wrong.</summary>
    public ImmutableArray<InterventionModel> Expand(InterventionDeclaration intervention) => intervention switch
    {
        AblateDeclaration ablation => Expand(ablation),
        SteerDeclaration steering => Expand(steering),
        _ => throw new ArgumentOutOfRangeException(nameof(intervention)),
    };

    private ImmutableArray<InterventionModel> Expand(AblateDeclaration ablation)
    {
        var named = (Argument: nameof(AblateAttribute.Head), Site: ablation.Head?.Site);
        if (named.Site is null)
        {
            named = (nameof(AblateAttribute.Heads), ablation.Heads?.Site);
        }

        if (ablation.Target is not { } target || target.Value == Component.Unspecified)
        {
            findings.AddFixable(
                DiagnosticDescriptors.NoTarget,
                ablation.Target?.Site ?? ablation.Site,
                named.Site is null ? "Operator Mlp" : "Head");
            return [];
        }

        var with = ablation.With?.Value ?? Replacement.Zero;
        var known = EnumCheck.IsKnown(nameof(AblateAttribute.Target), target, findings)
            & EnumCheck.IsKnown(nameof(AblateAttribute.With), ablation.With, findings);
        if (!known)
        {
            return [];
        }

        if (with == Replacement.Input && target.Value != Component.Block)
        {
            findings.Add(DiagnosticDescriptors.ReplacementDoesNotFit, ablation.With!.Site, $"{target.Value}");
        }

        if (with == Replacement.Zero && target.Value == Component.Block)
        {
            findings.Add(DiagnosticDescriptors.WholeBlockZeroed, ablation.With?.Site ?? target.Site);
        }

        if (target.Value != Component.Head && named.Site is { } site)
        {
            findings.Add(DiagnosticDescriptors.HeadWithoutHeadTarget, site, named.Argument, $"{target.Value}");
            return [];
        }

        var blocks = _selection.Blocks(ablation, target.Value, target.Site);
        if (target.Value != Component.Head)
        {
            return [.. blocks.Select(block => new AblationModel(block, target.Value, with, null))];
        }

        var heads = _selection.Heads(ablation);
        return [.. blocks.SelectMany(block => heads.Select(head => new AblationModel(block, Component.Head, with, head)))];
    }

    private ImmutableArray<InterventionModel> Expand(SteerDeclaration steering)
    {
        if (steering.Seed is null)
        {
            findings.AddFixable(
                DiagnosticDescriptors.IncompleteSteering,
                steering.Site,
                nameof(SteerAttribute.Seed),
                "Seed",
                "a random direction that cannot be drawn again cannot be checked; add Seed = 42");
        }

        _selection.ReportBoth(nameof(SteerAttribute.Scale), steering.Scale, nameof(SteerAttribute.Scales), steering.Scales);
        EquatableArray<double> single = steering.Scale is { } one ? [one.Value] : [];
        var scales = steering.Scales?.Value ?? single;
        if (scales.Count == 0)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                steering.Scales?.Site ?? steering.Site,
                "length",
                "add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep");
        }

        foreach (var scale in scales)
        {
            CheckScale(scale, (steering.Scales?.Site ?? steering.Scale?.Site)!.Value);
        }

        var known = EnumCheck.IsKnown(nameof(SteerAttribute.At), steering.At, findings);
        var blocks = _selection.Blocks(steering, Component.Block, steering.Site);
        return known && steering.Seed is { } seed
            ? [.. blocks.SelectMany(block =>
                scales.Select(scale => new SteeringModel(block, seed.Value, scale, steering.At?.Value ?? Place.Last)))]
            : [];
    }

    private void CheckScale(double scale, Site site)
    {
        if (scale == 0)
        {
            findings.Add(DiagnosticDescriptors.UnusableScale, site, "0", $"the law {Law.ScaleZeroIsClean} covers it; remove it");
        }
        else if (double.IsNaN(scale) || double.IsInfinity(scale))
        {
            findings.Add(
                DiagnosticDescriptors.UnusableScale,
                site,
                double.IsNaN(scale) ? "NaN" : "infinity",
                "give a finite length, such as 4");
        }
    }
}
