using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Checking;

/// <summary>What the check of an experiment gives.</summary>
/// <param name="Experiments">The experiment, once a model that it names; none if there is an error or no model.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record CheckResult(EquatableArray<CheckedExperiment> Experiments, ImmutableArray<Finding> Findings);

/// <summary>Checks what a class says against the rules and the model, and expands it into cases.</summary>
internal static class ExperimentChecker
{
    /// <summary>Checks an experiment.</summary>
    /// <param name="experiment">What the user wrote.</param>
    /// <param name="models">The project's model, and others that it lists.</param>
    /// <param name="files">The project's folder and files, as far as the compiler was told.</param>
    public static CheckResult Check(ExperimentDeclaration experiment, ProjectModels models, ProjectFiles files)
    {
        if (experiment.HasErrors)
        {
            return new([], []);
        }

        if (experiment.OnModels is not { } named)
        {
            return Check(experiment, models.Shape, models.Problem, onModel: null, files);
        }

        var findings = new Findings();
        ImmutableArray<CheckResult> results = [.. OnModelsChecker.Check(named, models, findings).Select(model => Check(experiment, model.Shape, problem: null, model.Name, files))];

        // What is wrong on every model is said once.
        var all = findings.ToImmutable().Concat(results.SelectMany(static result => result.Findings))
            .GroupBy(static finding => (finding.Rule.Id, finding.Site, string.Join("\n", finding.Arguments))).Select(static same => same.First()).ToImmutableArray();
        return new(all.Any(static finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error) ? [] : [.. results.SelectMany(static result => result.Experiments)], all);
    }

    private static CheckResult Check(ExperimentDeclaration experiment, ModelShape? ofModel, string? problem, string? onModel, ProjectFiles files)
    {
        var findings = new Findings();
        CheckClass(experiment, findings);
        if (problem is not null)
        {
            findings.Add(DiagnosticDescriptors.NoModel, experiment.Attribute, problem);
        }

        PublishedChecker.Check(experiment, findings);
        PatchingChecker.Check(experiment, findings);
        var prompts = PromptsChecker.Check(experiment, files, findings);
        var observations = new ObservationsChecker(ofModel, findings).Check(experiment);
        var fineTunes = new FineTuneChecker(experiment, files, findings).Check(ofModel);
        var capabilities = new CapabilityChecker(files, findings);
        var capability = capabilities.Check(experiment);
        var expander = new InterventionExpander(ofModel, experiment.Prompts is { IsOneText: true }, findings);
        ImmutableArray<Expansion> expansions = [.. experiment.Interventions.Select(expander.Expand)];
        capabilities.Check(experiment.Capability, expansions);
        var list = new CaseList(experiment, findings);
        foreach (var expansion in expansions)
        {
            list.Add(expansion);
        }

        var cases = list.ToImmutable();
        var laws = LawSelection.Of(cases, observations, fineTunes, experiment.Summaries);
        list.CheckFixtureNames([FixtureNames.Spec, FixtureNames.Baseline,
            .. observations.Select(static observation => observation.TestName).Distinct(),
            .. (capability?.Ids ?? []).Select(static id => FixtureNames.CapabilityPrefix + id),
            .. laws.Select(static law => law.TestName)]);

        // What is said of the cases as a whole waits until none is left out.
        ImmutableArray<CheckedCase>? complete = ofModel is null || findings.HasErrors ? null : cases;
        var measures = new MeasuresChecker(experiment, ofModel, complete, findings).Check();
        var summaries = new SummariesChecker(ofModel, complete, findings).Check(experiment.Summaries);
        new MethodChecker(experiment, findings).Check(prompts, expansions);
        new PromptTextsChecker(findings).Check(experiment);
        if (findings.HasErrors || ofModel is not { } shape || prompts is null)
        {
            return new([], findings.ToImmutable());
        }

        new FineTuneMethodChecker(findings).Check(fineTunes, shape);

        return new(
            [new(
                new(experiment.Name, experiment.Namespace, onModel),
                experiment.Question,
                experiment.Published?.Value,
                experiment.AsPublished?.Value,
                experiment.IsLong,
                experiment.Source,
                shape.Name,
                cases,
                observations,
                [.. fineTunes.Select(static row => row.Model)],
                summaries,
                SpecCode.Of(prompts),
                measures,
                laws) { Capability = capability }],
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

        foreach (var argument in experiment.Unheeded)
        {
            findings.Add(DiagnosticDescriptors.SettingWithoutMeaning, argument.Site, argument.Value, "a bundle takes no setting: it is what its class bears");
        }

        if (experiment.Interventions.Count + experiment.Observations.Count + experiment.FineTunes.Count == 0 && experiment.Capability is null)
        {
            findings.Add(DiagnosticDescriptors.NoIntervention, experiment.Identifier, experiment.Name);
        }
    }
}
