using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks what an experiment reads of the clean run.</summary>
/// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class ObservationsChecker(ModelShape? shape, Findings findings)
{
    /// <summary>The observations in the order of the attributes.</summary>
    public ImmutableArray<ObservationModel> Check(ExperimentDeclaration experiment)
    {
        var observations = ImmutableArray.CreateBuilder<ObservationModel>();
        var seen = new HashSet<Quantity>();
        foreach (var observation in experiment.Observations)
        {
            if (!EnumCheck.IsKnown(nameof(ObserveAttribute.Quantity), observation.Quantity, findings))
            {
                continue;
            }

            var quantity = observation.Quantity.Value;
            if (experiment.Pairs.Count > 0)
            {
                Report(
                    quantity,
                    observation.Site,
                    "[Pair] has two runs, and neither is the clean one of an observation; move it to an experiment with [Prompts]");
            }
            else if (!seen.Add(quantity))
            {
                Report(quantity, observation.Site, "it is given twice; remove one");
            }

            CheckModel(quantity, observation.Quantity.Site);
            new SettingsChecker(KnownSettings.Of(quantity), findings, (site, problem) => Report(quantity, site, problem))
                .Check(nameof(ObserveAttribute.Top), observation.Top)
                .Check(nameof(ObserveAttribute.Threshold), observation.Threshold)
                .Check(nameof(ObserveAttribute.Permutations), observation.Permutations)
                .CheckHeeded(nameof(ObserveAttribute.Seed), observation.Seed)
                .CheckHeeded(nameof(ObserveAttribute.Categories), observation.Categories);
            CheckTop(quantity, observation);
            CheckCategories(quantity, observation);
            observations.Add(new(
                quantity,
                observation.Top?.Value ?? Usual.Top,
                observation.Threshold?.Value ?? Usual.Threshold,
                observation.Permutations?.Value ?? Usual.Permutations,
                observation.Seed?.Value ?? 0,
                [.. (observation.Categories?.Value ?? []).Select(static category => category ?? "")],
                observation.Source));
        }

        return observations.ToImmutable();
    }

    private void CheckModel(Quantity quantity, Site site)
    {
        BlockKind? needed = quantity switch
        {
            Quantity.ConvTaps => BlockKind.Convolution,
            Quantity.AttentionStatistics => BlockKind.Attention,
            _ => null,
        };
        if (shape is not null && needed is { } kind && shape.BlocksOf(kind).IsEmpty)
        {
            Report(quantity, site, kind == BlockKind.Convolution
                ? $"{shape.Name} has no convolution, all its blocks are attention"
                : $"{shape.Name} has no attention, all its blocks are convolutions");
        }
    }

    private void CheckTop(Quantity quantity, ObserveDeclaration observation)
    {
        if (shape is not null && observation.Top is { } top && KnownSettings.Of(quantity).Find(nameof(ObserveAttribute.Top)) is not null
            && KnownSettings.TopProblem(top.Value, shape.Vocabulary) is { } problem)
        {
            Report(quantity, top.Site, $"{problem} of {shape.Name}");
        }
    }

    private void CheckCategories(Quantity quantity, ObserveDeclaration observation)
    {
        if (quantity != Quantity.EmbeddingStructure)
        {
            return;
        }

        var site = observation.Categories?.Site ?? observation.Site;
        var categories = observation.Categories?.Value ?? [];
        if (categories.Count < 2)
        {
            Report(
                quantity,
                site,
                "it compares two categories of words or more; give Categories = new[] { \"animals: cat dog\", \"colours: red blue\" }");
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var category in categories)
        {
            var parts = (category ?? "").Split([':'], 2);
            var name = parts[0].Trim();
            PageText.Check("The name of a category", name, site, findings);
            if (parts.Length < 2 || name.Length == 0 || string.IsNullOrWhiteSpace(parts[1]))
            {
                Report(quantity, site, $"the category \"{category}\" is not written 'name: word word'");
            }
            else if (!names.Add(name))
            {
                Report(quantity, site, $"the category {name} is given twice; rename one");
            }
        }
    }

    private void Report(Quantity quantity, Site site, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableObservation, site, $"{quantity}", problem);
}
