using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>What the check of an experiment gives.</summary>
/// <param name="Experiment">The experiment, or null if there is an error or no model.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record CheckResult(ExperimentModel? Experiment, ImmutableArray<Finding> Findings);

/// <summary>Checks what a class says against the rules and the model, and expands it into cases.</summary>
internal static class ExperimentChecker
{
    /// <summary>Checks an experiment.</summary>
    /// <param name="experiment">What the user wrote.</param>
    /// <param name="configuration">The model.</param>
    /// <param name="projectDirectory">The project's folder, or null where the compiler was not told.</param>
    public static CheckResult Check(ExperimentDeclaration experiment, ModelConfiguration configuration, string? projectDirectory)
    {
        if (experiment.HasErrors)
        {
            return new(null, []);
        }

        var findings = new Findings();
        CheckClass(experiment, findings);
        if (configuration.Problem is { } problem)
        {
            findings.Add(DiagnosticDescriptors.NoModel, experiment.Attribute, problem);
        }

        var cases = Cases(experiment, configuration.Shape, findings);
        var prompts = PromptsChecker.Check(experiment.Prompts, projectDirectory, findings);
        var measures = MeasuresChecker.Check(experiment.Measures, findings);
        if (findings.HasErrors || configuration.Shape is not { } shape || prompts is null)
        {
            return new(null, findings.ToImmutable());
        }

        return new(
            new(
                new(experiment.Name, experiment.Namespace),
                experiment.Question,
                experiment.Published,
                experiment.Source,
                shape.Name,
                cases,
                prompts,
                measures,
                Laws(cases)),
            findings.ToImmutable());
    }

    private static void CheckClass(ExperimentDeclaration experiment, Findings findings)
    {
        if (!experiment.IsPartial)
        {
            findings.Add(DiagnosticDescriptors.NotPartial, experiment.Identifier, experiment.Name);
        }

        if (experiment.Unsuited is { } unsuited)
        {
            findings.Add(DiagnosticDescriptors.UnsuitedClass, experiment.Identifier, experiment.Name, unsuited);
        }

        if (experiment.Interventions.Count == 0)
        {
            findings.Add(DiagnosticDescriptors.NoIntervention, experiment.Identifier, experiment.Name);
        }
    }

    private static ImmutableArray<CaseModel> Cases(ExperimentDeclaration experiment, ModelShape? shape, Findings findings)
    {
        var expander = new InterventionExpander(shape, findings);
        var list = new CaseList(experiment, findings);
        foreach (var intervention in experiment.Interventions)
        {
            list.Add(intervention, expander.Expand(intervention));
        }

        var cases = list.ToImmutable();
        list.CheckFixtureNames([FixtureNames.Spec, FixtureNames.Baseline,
            .. Laws(cases).Select(static law => FixtureNames.LawPrefix + law)]);
        return cases;
    }

    private static ImmutableArray<Law> Laws(ImmutableArray<CaseModel> cases)
    {
        var interventions = cases.SelectMany(static item => item.Interventions).ToImmutableArray();
        return [.. Enum.GetValues(typeof(Law)).Cast<Law>().Where(law => law switch
        {
            Law.ScaleZeroIsClean => interventions.Any(static item => item is SteeringModel),
            Law.MeanIsNotZero => interventions.Any(static item => item is AblationModel { Target: not Component.Block }),
            Law.SkippingEveryBlockIsTheEmbeddingLens =>
                interventions.Any(static item => item is AblationModel { Target: Component.Block, With: Replacement.Input }),
            _ => true,
        })];
    }
}
