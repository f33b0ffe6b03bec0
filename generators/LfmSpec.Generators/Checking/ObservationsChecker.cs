using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks what an experiment reads of the clean run.</summary>
/// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class ObservationsChecker(ModelShape? shape, Findings findings)
{
    private readonly KindChecker _kinds = new(shape, findings, DiagnosticDescriptors.UnusableObservation);

    /// <summary>The observations in the order of the attributes.</summary>
    public ImmutableArray<CheckedKind> Check(ExperimentDeclaration experiment)
    {
        var observations = ImmutableArray.CreateBuilder<CheckedKind>();
        foreach (var observation in experiment.Observations)
        {
            if (!_kinds.Check(observation))
            {
                continue;
            }

            if (experiment.Pairs.Count > 0)
            {
                _kinds.Report(
                    observation,
                    observation.Site,
                    "[Pair] has two runs, and neither is the clean one of an observation; move it to an experiment with [Prompts]");
            }
            else
            {
                _kinds.CheckName(observation);
            }

            CheckTop(observation);
            CheckCategories(observation);
            observations.Add(observation.Model);
        }

        return observations.ToImmutable();
    }

    private void CheckTop(KindDeclaration observation)
    {
        if (shape is not null
            && (observation.IsBuiltIn(nameof(Quantity.LogitLens)) || observation.IsBuiltIn(nameof(Quantity.VocabularyContribution)))
            && observation.Find(nameof(ObserveAttribute.Top)) is { Problem: null, Number: { } top } setting
            && KnownSettings.TopProblem((int)top, shape.Vocabulary) is { } problem)
        {
            _kinds.Report(observation, setting.Site, $"{problem} of {shape.Name}");
        }
    }

    private void CheckCategories(KindDeclaration observation)
    {
        if (!observation.IsBuiltIn(nameof(Quantity.EmbeddingStructure)))
        {
            return;
        }

        var setting = observation.Find(nameof(ObserveAttribute.Categories));
        var site = setting?.Site ?? observation.Site;
        var categories = setting?.Texts ?? [];
        if (categories.Count < 2)
        {
            _kinds.Report(
                observation,
                site,
                "it compares two categories of words or more; give Categories = new[] { \"animals: cat dog\", \"colours: red blue\" }");
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var category in categories)
        {
            var parts = (category ?? "").Split([':'], 2);
            var name = parts[0].Trim();
            PageTextCheck.Check("The name of a category", name, site, findings);
            if (parts.Length < 2 || name.Length == 0 || string.IsNullOrWhiteSpace(parts[1]))
            {
                _kinds.Report(observation, site, $"the category \"{category}\" is not written 'name: word word'");
            }
            else if (!names.Add(name))
            {
                _kinds.Report(observation, site, $"the category {name} is given twice; rename one");
            }
        }
    }
}
