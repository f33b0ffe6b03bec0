using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks which models an experiment names.</summary>
internal static class OnModelsChecker
{
    /// <summary>The models, in the order in which they are named; those whose file carries an error are left out.</summary>
    public static ImmutableArray<NamedModel> Check(OnModelsDeclaration named, ProjectModels models, Findings findings)
    {
        if (named.Again is { } again)
        {
            findings.Add(DiagnosticDescriptors.UnusableModel, again, "of a second [OnModels]", "an experiment has one; name all its models there, and remove the other or take it out of the bundle");
        }

        var chosen = named.Names.Count == 0 ? models.All.ToList() : [];
        foreach (var name in named.Names)
        {
            if (models.All.FirstOrDefault(model => model.Name == name.Value) is not { } model)
            {
                var names = models.All.Select(static model => model.Name).ToArray();
                var meant = Spelling.Nearest(name.Value ?? "", names);
                findings.Add(DiagnosticDescriptors.UnusableModel, name.Site, $"{name.Value}", meant is not null ? $"did you mean {meant}?"
                    : $"the project lists {(names.Length == 0 ? "none" : WordList.Join(names, "and"))}; add it to LfmSpecOtherModels");
            }
            else if (chosen.Contains(model))
            {
                findings.Add(DiagnosticDescriptors.UnusableModel, name.Site, model.Name, "it is named twice; remove one");
            }
            else
            {
                chosen.Add(model);
            }
        }

        // The tests on a model are in a class of its name.
        foreach (var second in chosen.Where((model, index) => chosen.Take(index).Any(first => FixtureNames.OnModel(first.Name) == FixtureNames.OnModel(model.Name))))
        {
            findings.Add(DiagnosticDescriptors.UnusableModel, named.Site, second.Name, "another has the same letters and digits, and so would its class; rename one of the folders");
        }

        if (chosen.Count == 0 && named.Names.Count == 0)
        {
            findings.Add(DiagnosticDescriptors.UnusableModel, named.Site, "of the list", "the project lists none; add LfmSpecOtherModels");
        }

        return [.. chosen.Where(static model => model.Shape is not null)];
    }
}
