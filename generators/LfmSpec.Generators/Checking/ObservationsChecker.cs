using System.Collections.Immutable;
using System.Globalization;

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
            CheckNumbers(quantity, observation);
            CheckCategories(quantity, observation);
            observations.Add(new(
                quantity,
                observation.Top?.Value ?? ObservationModel.DefaultTop,
                observation.Threshold?.Value ?? ObservationModel.DefaultThreshold,
                observation.Permutations?.Value ?? ObservationModel.DefaultPermutations,
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

    private void CheckNumbers(Quantity quantity, ObserveDeclaration observation)
    {
        CheckNumber(quantity, nameof(ObserveAttribute.Top), observation.Top, static top => top >= 1, "a row names 1 token or more");
        CheckNumber(
            quantity,
            nameof(ObserveAttribute.Threshold),
            observation.Threshold,
            static threshold => threshold > 1 && !double.IsInfinity(threshold),
            "a multiple of the median is massive only above 1; give a number such as 10");
        CheckNumber(
            quantity,
            nameof(ObserveAttribute.Permutations),
            observation.Permutations,
            static count => count >= 1,
            "a null needs 1 permutation or more");
    }

    private void CheckNumber<T>(Quantity quantity, string name, Argument<T>? argument, Func<T, bool> isUsable, string problem)
        where T : IFormattable
    {
        if (argument is not null && !isUsable(argument.Value))
        {
            var written = argument.Value.ToString(null, CultureInfo.InvariantCulture);
            Report(quantity, argument.Site, $"{name} = {written} cannot be used, as {problem}");
        }
    }

    private void CheckCategories(Quantity quantity, ObserveDeclaration observation)
    {
        if (quantity != Quantity.EmbeddingStructure)
        {
            if (observation.Categories is { } superfluous)
            {
                Report(quantity, superfluous.Site, $"it has no categories, only {Quantity.EmbeddingStructure} does; remove Categories");
            }

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
