using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Runs;

/// <summary>
/// The rules that the compiler checked against the model of the build, checked again against the model of the run: the two
/// differ where a run names another checkpoint, and an assembly can be built without the analyzer.
/// </summary>
internal static class SpecificationCheck
{
    /// <summary>Checks that each experiment's table has a file of its own: it is named after the experiment, and file systems may take two cases of a letter for one.</summary>
    /// <exception cref="LabException">Two have one name.</exception>
    internal static void CheckNames(IEnumerable<ExperimentSpec> experiments)
    {
        if (experiments.GroupBy(experiment => experiment.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(named => named.Count() > 1) is { } same)
        {
            throw new LabException($"Two experiments are named {string.Join(" and ", same.Select(experiment => experiment.Name).Distinct())}, so that one's table would overwrite the other's ({string.Join(" and ", same.Select(experiment => experiment.SourceFile))}). Rename one of them.");
        }
    }

    /// <summary>Checks an experiment's columns and some of its cases.</summary>
    /// <exception cref="LabException">A measure cannot be taken so, or a case does not fit the model.</exception>
    internal static void Check(ExperimentSpec spec, IEnumerable<CaseSpec> cases, Checkpoint checkpoint)
    {
        spec.MustBeMade();
        CheckColumns(spec);
        var first = new Dictionary<string, CaseSpec>(StringComparer.Ordinal);
        foreach (var @case in cases)
        {
            Check(spec, @case, checkpoint.Name, checkpoint.Model.Shape);
            var said = CaseKey.Describe(@case);
            if (!first.TryAdd(said, @case) && !ReferenceEquals(first[said], @case))
            {
                throw new LabException($"{Where(spec, @case)}: it is {first[said].Name} under another name, with the same settings. Remove one of them.");
            }
        }
    }

    private static void CheckColumns(ExperimentSpec spec)
    {
        foreach (var measure in spec.Measures)
        {
            if (measure.Measure.Ways().Problem(measure.Over) is { } over)
            {
                throw new LabException($"{spec.Name}: {measure.Measure.GetType().Name} over {measure.Over} is no measure: {over}.");
            }

            if (string.IsNullOrWhiteSpace(measure.Measure.Name) || (!measure.Measure.IsOfTheLab() && MeasureKinds.NamesOfTheLab.Contains(measure.Measure.Name)))
            {
                throw new LabException($"{spec.Name}: {measure.Measure.GetType().Name} has {(string.IsNullOrWhiteSpace(measure.Measure.Name) ? "no Name, which heads its column" : $"the name of LfmSpec's own {measure.Measure.Name}, and its column would be taken for that")}. Give it one of its own.");
            }

            if ((KindSettings.Problem(measure.Measure) ?? KnownSettings.Within.Problem(measure.Within)) is { } problem)
            {
                throw new LabException($"{spec.Name}: {problem}.");
            }
        }

        if (spec.Measures.Select(measure => measure.Column).GroupBy(name => name).FirstOrDefault(named => named.Count() > 1) is { } same)
        {
            throw new LabException($"{spec.Name}: two columns are named '{same.Key}'. Remove one, or let the Name of their measure say its settings.");
        }
    }

    private static void Check(ExperimentSpec spec, CaseSpec @case, string model, ModelShape shape)
    {
        if (@case.Interventions.Any(intervention => intervention is Patching) != spec.Prompts.Pairs.Count > 0)
        {
            throw new LabException($"{Where(spec, @case)}: patching is on pairs of prompts, and only patching is. Give [Pair]s to an experiment that patches, and prompts to one that does not.");
        }

        foreach (var intervention in @case.Interventions)
        {
            if (Problem(intervention, model, shape) is { } problem)
            {
                throw new LabException($"{Where(spec, @case)}: {problem}{Remedy(spec, model)}");
            }
        }

        CheckCompany(spec, @case);
    }

    private static void CheckCompany(ExperimentSpec spec, CaseSpec @case)
    {
        var changes = @case.Interventions.Select(intervention => intervention.Change).ToArray();
        for (var later = 1; later < changes.Length; later++)
        {
            for (var before = 0; before < later; before++)
            {
                if (Company.Problem(changes[before], changes[later]) is { } problem)
                {
                    throw new LabException($"{(IsTried(spec) ? "" : $"{spec.Name}.{@case.Name}: ")}'{@case.Interventions[before]}' and '{@case.Interventions[later]}' {problem}.");
                }
            }
        }
    }

    // What is tried from a command line is no experiment, and was never compiled.
    private static bool IsTried(ExperimentSpec spec) => spec.CompiledFor.Length == 0;

    private static string Where(ExperimentSpec spec, CaseSpec @case) => IsTried(spec) ? @case.Name : $"{spec.Name}.{@case.Name}";

    private static string Remedy(ExperimentSpec spec, string model) => spec.CompiledFor.Length == 0 || spec.CompiledFor == model ? ""
        : $" The experiment was compiled for {spec.CompiledFor}; run it on a model of that shape, or build it for this one (-p:LfmSpecModel={model}).";

    private static string? Problem(Intervention intervention, string model, ModelShape shape)
    {
        var layer = intervention.Layer;
        if (layer < 0 || layer >= shape.Blocks.Count)
        {
            return $"layer {layer} does not exist, {model} has {shape.Blocks.Count} blocks, 0 to {shape.Blocks.Count - 1}.";
        }

        var kind = shape.Blocks[layer];
        return intervention switch
        {
            { Component: Component.Unspecified } => "the intervention names no component.",
            { Component: Component.Head or Component.OutputSlice } when kind != OperatorKind.Attention => $"block {layer} of {model} is a convolution and has no heads.",
            { Component: Component.Head or Component.OutputSlice, Head: null } => "the intervention names no head.",
            { Component: not (Component.Head or Component.OutputSlice), Head: { } named } => $"head {named} has no meaning here, as the {intervention.Component.ToString().ToLowerInvariant()} is changed. Leave it out.",
            { Component: Component.Head or Component.OutputSlice } when intervention.Head is var head && (head < 0 || head >= shape.Heads) => $"head {head} does not exist, {model} has {shape.Heads} heads, 0 to {shape.Heads - 1}.",
            { Component: Component.Gate or Component.Carrier or Component.Signal } when kind != OperatorKind.Convolution => $"block {layer} of {model} is attention and has no {intervention.Component.ToString().ToLowerInvariant()}.",
            IScaled { Scale: var scale } when !KnownSettings.IsScale(scale) => $"the scale {scale} cannot be used; give a finite number that is not 0.",
            _ => (KindSettings.Problem(intervention) ?? intervention.Problem(shape)) is { } problem ? $"{problem}." : null,
        };
    }
}
