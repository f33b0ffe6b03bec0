using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Diagnostics;

/// <summary>
/// Every rule of LfmSpec. The errors cannot be configured away: a class that breaks one is not generated, and a test that
/// silently does not exist is worse than a build that fails. The warnings can be, by a <c>#pragma</c> that a reviewer sees.
/// </summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>An experiment must be partial.</summary>
    public static readonly DiagnosticDescriptor NotPartial = Error(
        DiagnosticIds.NotPartial,
        "An experiment must be partial",
        "Experiment {0} must be partial, as the generator adds its tests to the class: write 'partial class {0}'");

    /// <summary>An experiment must be a plain top-level class.</summary>
    public static readonly DiagnosticDescriptor UnsuitedClass = Error(
        DiagnosticIds.UnsuitedClass,
        "An experiment must be a plain top-level class",
        "Experiment {0} may not be {1}, as NUnit runs it as a fixture of its own: make it a plain, top-level class");

    /// <summary>An experiment must change or observe something.</summary>
    public static readonly DiagnosticDescriptor NoIntervention = Error(
        DiagnosticIds.NoIntervention,
        "An experiment must change or observe something",
        "Experiment {0} changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe], [FineTune] or [Capability]");

    /// <summary>The layer does not exist.</summary>
    public static readonly DiagnosticDescriptor NoSuchLayer = Error(
        DiagnosticIds.NoSuchLayer,
        "The layer does not exist",
        "{0} does not exist: {1} has {2}");

    /// <summary>The range cannot be read.</summary>
    public static readonly DiagnosticDescriptor UnreadableRange = Error(
        DiagnosticIds.UnreadableRange,
        "The range cannot be read",
        "{0} = {1} cannot be read: {2}");

    /// <summary>The head does not exist.</summary>
    public static readonly DiagnosticDescriptor NoSuchHead = Error(
        DiagnosticIds.NoSuchHead,
        "The head does not exist",
        "Head {0} does not exist: {1} has {2} query heads, 0 to {3}");

    /// <summary>The block does not have the component.</summary>
    public static readonly DiagnosticDescriptor ComponentNotOnBlock = Error(
        DiagnosticIds.ComponentNotOnBlock,
        "The block does not have the component",
        "{0} has no {1}: {2}");

    /// <summary>The target of the ablation is missing.</summary>
    public static readonly DiagnosticDescriptor NoTarget = Error(
        DiagnosticIds.NoTarget,
        "The target of the ablation is missing",
        "Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal");

    /// <summary>Two attributes give the same case.</summary>
    public static readonly DiagnosticDescriptor SameCase = Error(
        DiagnosticIds.SameCase,
        "Two attributes give the same case",
        "The case {0} is given twice, by [{1}] on line {2} and by [{3}] on line {4}: remove one of them");

    /// <summary>The interventions cannot act together.</summary>
    public static readonly DiagnosticDescriptor CannotActTogether = Error(
        DiagnosticIds.CannotActTogether,
        "The interventions cannot act together",
        "Together = \"{0}\" is not one run: {1}");

    /// <summary>The replacement does not fit the target.</summary>
    public static readonly DiagnosticDescriptor ReplacementDoesNotFit = Error(
        DiagnosticIds.ReplacementDoesNotFit,
        "The replacement does not fit the target",
        "With = {0} does not fit {1}, as {2}");

    /// <summary>Two arguments say one thing.</summary>
    public static readonly DiagnosticDescriptor SaidTwice = Error(
        DiagnosticIds.SaidTwice,
        "Two arguments say one thing",
        "{0} and {1} say one thing in two ways: remove one of them");

    /// <summary>The direction, the length or the noise is missing.</summary>
    public static readonly DiagnosticDescriptor IncompleteSteering = Error(
        DiagnosticIds.IncompleteSteering,
        "The direction, the length or the noise is missing",
        "{0} has no {1}: {2}");

    /// <summary>The scale cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableScale = Error(
        DiagnosticIds.UnusableScale,
        "The scale cannot be used",
        "A scale of {0} leads nowhere: {1}");

    /// <summary>The attribute is not on an experiment.</summary>
    public static readonly DiagnosticDescriptor NotAnExperiment = Error(
        DiagnosticIds.NotAnExperiment,
        "The attribute is not on an experiment",
        "[{0}] runs nothing, as {1} is not an experiment: add [Experiment]");

    /// <summary>The prompts cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusablePrompts = Error(
        DiagnosticIds.UnusablePrompts,
        "The prompts cannot be used",
        "These prompts cannot be used: {0}");

    /// <summary>A head is named but is not the target.</summary>
    public static readonly DiagnosticDescriptor HeadWithoutHeadTarget = Error(
        DiagnosticIds.HeadWithoutHeadTarget,
        "A head is named but is not the target",
        "{0} names a head but the target is {1}: use Target = Head, or remove {0}");

    /// <summary>The model's configuration is missing or cannot be used.</summary>
    public static readonly DiagnosticDescriptor NoModel = Error(
        DiagnosticIds.NoModel,
        "The model's configuration is missing or cannot be used",
        "The model's configuration cannot be used: {0}");

    /// <summary>The measure cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableMeasure = Error(
        DiagnosticIds.UnusableMeasure,
        "The measure cannot be used",
        "The measure {0} cannot be used: {1}");

    /// <summary>The name cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableName = Error(
        DiagnosticIds.UnusableName,
        "The name cannot be used",
        "The name '{0}' cannot be used: {1}");

    /// <summary>The value is not one of the enumeration.</summary>
    public static readonly DiagnosticDescriptor UnknownValue = Error(
        DiagnosticIds.UnknownValue,
        "The value is not one of the enumeration",
        "{0} = {1} is no value of {2}: use {3}");

    /// <summary>The position does not exist.</summary>
    public static readonly DiagnosticDescriptor NoSuchPosition = Error(
        DiagnosticIds.NoSuchPosition,
        "The position does not exist",
        "Position {0} does not exist: {1}");

    /// <summary>The pairs of blocks cannot be made.</summary>
    public static readonly DiagnosticDescriptor UnusablePairs = Error(
        DiagnosticIds.UnusablePairs,
        "The pairs of blocks cannot be made",
        "The pairs of blocks cannot be made: {0}");

    /// <summary>The patching cannot be run.</summary>
    public static readonly DiagnosticDescriptor UnusablePatch = Error(
        DiagnosticIds.UnusablePatch,
        "The patching cannot be run",
        "The patching cannot be run: {0}");

    /// <summary>The observation cannot be made.</summary>
    public static readonly DiagnosticDescriptor UnusableObservation = Error(
        DiagnosticIds.UnusableObservation,
        "The observation cannot be made",
        "The observation {0} cannot be made: {1}");

    /// <summary>The summary cannot be computed.</summary>
    public static readonly DiagnosticDescriptor UnusableSummary = Error(
        DiagnosticIds.UnusableSummary,
        "The summary cannot be computed",
        "The summary {0} cannot be computed: {1}");

    /// <summary>Two experiments have one name.</summary>
    public static readonly DiagnosticDescriptor SameName = Error(
        DiagnosticIds.SameName,
        "Two experiments have one name",
        "Experiment {0} has the name of {1}, and a table is a file that has its experiment's name, so that one would overwrite the other: rename one of them");

    /// <summary>The text cannot stand on a page.</summary>
    public static readonly DiagnosticDescriptor UnprintableText = Error(
        DiagnosticIds.UnprintableText,
        "The text cannot stand on a page",
        "{0} cannot stand on a page, as it has {1}: write plain text on one line");

    /// <summary>The type cannot be used as a kind.</summary>
    public static readonly DiagnosticDescriptor UnusableKind = Error(
        DiagnosticIds.UnusableKind,
        "The type cannot be used as a kind",
        "{0} cannot be used here, as {1}");

    /// <summary>The model cannot be named.</summary>
    public static readonly DiagnosticDescriptor UnusableModel = Error(
        DiagnosticIds.UnusableModel,
        "The model cannot be named",
        "The model {0} cannot be named here: {1}");

    /// <summary>The capability cannot be scored.</summary>
    public static readonly DiagnosticDescriptor UnusableCapability = Error(
        DiagnosticIds.UnusableCapability,
        "The capability cannot be scored",
        "{0} cannot be scored: {1}");

    /// <summary>The rules in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All =>
        [.. typeof(DiagnosticDescriptors).GetFields().Select(static rule => (DiagnosticDescriptor)rule.GetValue(null)).OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Rule(id, title, message, "LfmSpec.Structure", DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Rule(id, title, message, "LfmSpec.Method", DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(string id, string title, string message, string category, DiagnosticSeverity severity, params string[] tags) =>
        new(id, title, message, category, severity, isEnabledByDefault: true, helpLinkUri: $"docs/diagnostics/{id}.md", customTags: tags);
}
