using System.Reflection;

namespace LfmSpec.Lab.Laws;

/// <summary>The laws that kinds have of their own: the methods of their types that are marked so.</summary>
internal static class KindLaws
{
    /// <summary>The names of the laws of an experiment's kinds, each once: kinds in the experiment's order, a kind's laws by name.</summary>
    internal static IReadOnlyList<string> Of(ExperimentSpec experiment) => [.. KindsOf(experiment).SelectMany(NamesOf).Distinct()];

    /// <summary>The experiment's kinds that have a law of a name.</summary>
    internal static IReadOnlyList<object> With(ExperimentSpec experiment, string law) => [.. KindsOf(experiment).Where(kind => NamesOf(kind).Contains(law))];

    /// <summary>Asks a kind's law of a run.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="law">The law's name.</param>
    /// <param name="runs">The experiment's runs.</param>
    /// <param name="run">The run that is checked.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="LabException">The method has another signature.</exception>
    internal static LawVerdict Check(object kind, string law, CleanRuns runs, CleanRun run) => Methods(kind).First(method => method.Name == law) is
        { ReturnType: var answer, IsGenericMethodDefinition: false } method
        && answer == typeof(LawVerdict)
        && method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual([typeof(CleanRuns), typeof(CleanRun)])
            ? OwnCode.Run(kind, () => method.CreateDelegate<Func<CleanRuns, CleanRun, LawVerdict>>(method.IsStatic ? null : kind)(runs, run))
            : throw new LabException(
                $"{KindText.NameOf(kind.GetType())}.{law} is no law. Write it as " +
                $"'public {nameof(LawVerdict)} {law}({nameof(CleanRuns)} runs, {nameof(CleanRun)} run)', static if it needs no setting.");

    private static IEnumerable<object> KindsOf(ExperimentSpec experiment) =>
        [.. experiment.Cases.SelectMany(@case => @case.Interventions), .. experiment.Observations.Select(object (observation) => observation.Observation), .. experiment.Summaries.Select(object (summary) => summary.Summary)];

    private static IEnumerable<string> NamesOf(object kind) => Methods(kind).Select(method => method.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<MethodInfo> Methods(object kind) => kind.GetType()
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
        .Where(method => method.IsDefined(typeof(LawAttribute), inherit: true));
}
