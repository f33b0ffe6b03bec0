using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks the columns of an experiment's table.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="shape">The model, or null.</param>
/// <param name="cases">The cases, or null where a mistake that may leave some out is already reported.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class MeasuresChecker(ExperimentDeclaration experiment, ModelShape? shape, ImmutableArray<CheckedCase>? cases, Findings findings)
{
    private static readonly ImmutableArray<CheckedMeasure> Default =
    [
        new(CheckedMeasure.BuiltIn(Metric.Kl), Reduction.Mean, Usual.Within),
        new(CheckedMeasure.BuiltIn(Metric.Kl), Reduction.Last, Usual.Within),
        new(CheckedMeasure.BuiltIn(Metric.Top1), Reduction.Mean, Usual.Within),
    ];

    private static readonly ImmutableArray<CheckedMeasure> DefaultOfPatching =
    [
        new(CheckedMeasure.BuiltIn(Metric.Recovery), Reduction.Last, Usual.Within),
        new(CheckedMeasure.BuiltIn(Metric.KlRecovery), Reduction.Last, Usual.Within),
    ];

    private readonly bool _isPatching = experiment.Interventions.Any(static intervention => intervention.IsPatch);

    /// <summary>The columns in the order of the attributes.</summary>
    public ImmutableArray<CheckedMeasure> Check()
    {
        if (experiment.Measures.Count == 0)
        {
            return experiment.Interventions.Count == 0 ? [] : _isPatching ? DefaultOfPatching : Default;
        }

        var columns = ImmutableArray.CreateBuilder<CheckedMeasure>();
        var seen = new HashSet<(CheckedKind, Reduction)>();
        var kinds = new KindChecker(shape, findings, DiagnosticDescriptors.UnusableMeasure);
        foreach (var measure in experiment.Measures)
        {
            var known = EnumCheck.IsKnown(nameof(MeasureAttribute.Metric), measure.Metric, findings)
                & EnumCheck.IsKnown(nameof(MeasureAttribute.Over), measure.Over, findings);
            if (!known || !kinds.Check(measure.Kind))
            {
                continue;
            }

            var kind = measure.Kind.Model with { Source = CheckedKind.Nowhere };
            var ways = new OverAttribute([.. measure.Ways]) { Otherwise = measure.Otherwise };
            var over = measure.Over?.Value ?? ways.Usual;
            var name = ways.Ways.Count == 1 ? kind.Name : $"{kind.Name} over {over}";
            if (ways.Problem(over) is { } otherwise)
            {
                Report(measure.Over?.Site ?? measure.Site, kind.Name, otherwise);
            }
            else if (!seen.Add((kind, over)))
            {
                Report(measure.Site, name, "it is given twice; remove one");
            }
            else if (Misfit(measure.BuiltIn) is { } misfit)
            {
                Report(measure.Site, name, misfit);
            }

            var within = measure.Within?.Value ?? Usual.Within;
            if (KnownSettings.Within.Problem(within) is { } problem)
            {
                Report(measure.Within!.Site, name, problem);
            }

            columns.Add(new(kind, over, within));
        }

        return columns.ToImmutable();
    }

    private string? Misfit(Metric? metric)
    {
        if (experiment.Interventions.Count == 0)
        {
            // Without observations too, the class as a whole is already reported.
            return experiment.Observations.Count > 0
                ? "nothing is changed, so there is nothing to measure; add an intervention, or remove it"
                : null;
        }

        return metric switch
        {
            Metric.Recovery or Metric.KlRecovery when !_isPatching => "it compares the two runs of a patched pair; use Kl, or add [Patch] and [Pair]",
            Metric.Interaction when _isPatching => "a patched run is measured from the run that its value comes from, where KLs do not add up; use Recovery",
            Metric.Interaction when cases is { } known && !known.Any(static item => item.Interventions.Count > 1) =>
                "no case has two interventions; add Pairs = true to an [Ablate], or act Together",
            Metric.TargetLogProbability when experiment.Prompts?.SingleTokenTargets is not { Value: true } =>
                "it needs prompts with a target of one token; add [Prompts(Suite.TaskFamilies, SingleTokenTargets = true)]",
            _ => null,
        };
    }

    private void Report(Site site, string name, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableMeasure, site, name, problem);
}
