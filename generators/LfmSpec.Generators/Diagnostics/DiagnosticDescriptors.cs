using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <summary>
/// Every rule of LfmSpec. The errors cannot be configured away: a class that breaks one is not generated, and a test that
/// silently does not exist is worse than a build that fails. The warnings can be, by a <c>#pragma</c> that a reviewer sees.
/// </summary>
internal static partial class DiagnosticDescriptors
{
    private const string Structure = "LfmSpec.Structure";
    private const string Pages = "docs/diagnostics/";

    /// <summary>Experiment {0} must be partial, as the generator adds its tests to the class: write 'partial class {0}'.</summary>
    public static readonly DiagnosticDescriptor NotPartial = new(
        id: DiagnosticIds.NotPartial,
        title: "An experiment must be partial",
        messageFormat: "Experiment {0} must be partial, as the generator adds its tests to the class: write 'partial class {0}'",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NotPartial + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Experiment {0} may not be {1}, as NUnit runs it as a fixture of its own: make it a plain, top-level class.</summary>
    public static readonly DiagnosticDescriptor UnsuitedClass = new(
        id: DiagnosticIds.UnsuitedClass,
        title: "An experiment must be a plain top-level class",
        messageFormat: "Experiment {0} may not be {1}, as NUnit runs it as a fixture of its own: make it a plain, top-level class",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnsuitedClass + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Experiment {0} changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe] or [FineTune].</summary>
    public static readonly DiagnosticDescriptor NoIntervention = new(
        id: DiagnosticIds.NoIntervention,
        title: "An experiment must change or observe something",
        messageFormat: "Experiment {0} changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe] or [FineTune]",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoIntervention + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} does not exist: {1} has {2}.</summary>
    public static readonly DiagnosticDescriptor NoSuchLayer = new(
        id: DiagnosticIds.NoSuchLayer,
        title: "The layer does not exist",
        messageFormat: "{0} does not exist: {1} has {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoSuchLayer + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} = {1} cannot be read: {2}.</summary>
    public static readonly DiagnosticDescriptor UnreadableRange = new(
        id: DiagnosticIds.UnreadableRange,
        title: "The range cannot be read",
        messageFormat: "{0} = {1} cannot be read: {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnreadableRange + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Head {0} does not exist: {1} has {2} query heads, 0 to {3}.</summary>
    public static readonly DiagnosticDescriptor NoSuchHead = new(
        id: DiagnosticIds.NoSuchHead,
        title: "The head does not exist",
        messageFormat: "Head {0} does not exist: {1} has {2} query heads, 0 to {3}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoSuchHead + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} has no {1}: {2}.</summary>
    public static readonly DiagnosticDescriptor ComponentNotOnBlock = new(
        id: DiagnosticIds.ComponentNotOnBlock,
        title: "The block does not have the component",
        messageFormat: "{0} has no {1}: {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.ComponentNotOnBlock + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal.</summary>
    public static readonly DiagnosticDescriptor NoTarget = new(
        id: DiagnosticIds.NoTarget,
        title: "The target of the ablation is missing",
        messageFormat: "Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoTarget + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The case {0} is given twice, by [{1}] on line {2} and by [{3}] on line {4}: remove one of them.</summary>
    public static readonly DiagnosticDescriptor SameCase = new(
        id: DiagnosticIds.SameCase,
        title: "Two attributes give the same case",
        messageFormat: "The case {0} is given twice, by [{1}] on line {2} and by [{3}] on line {4}: remove one of them",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SameCase + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Together = "{0}" is not one run: {1}.</summary>
    public static readonly DiagnosticDescriptor CannotActTogether = new(
        id: DiagnosticIds.CannotActTogether,
        title: "The interventions cannot act together",
        messageFormat: "Together = \"{0}\" is not one run: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.CannotActTogether + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>With = {0} does not fit {1}, as {2}.</summary>
    public static readonly DiagnosticDescriptor ReplacementDoesNotFit = new(
        id: DiagnosticIds.ReplacementDoesNotFit,
        title: "The replacement does not fit the target",
        messageFormat: "With = {0} does not fit {1}, as {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.ReplacementDoesNotFit + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} and {1} say one thing in two ways: remove one of them.</summary>
    public static readonly DiagnosticDescriptor SaidTwice = new(
        id: DiagnosticIds.SaidTwice,
        title: "Two arguments say one thing",
        messageFormat: "{0} and {1} say one thing in two ways: remove one of them",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SaidTwice + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} has no {1}: {2}.</summary>
    public static readonly DiagnosticDescriptor IncompleteSteering = new(
        id: DiagnosticIds.IncompleteSteering,
        title: "The direction, the length or the noise is missing",
        messageFormat: "{0} has no {1}: {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.IncompleteSteering + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>A scale of {0} leads nowhere: {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableScale = new(
        id: DiagnosticIds.UnusableScale,
        title: "The scale cannot be used",
        messageFormat: "A scale of {0} leads nowhere: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableScale + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>[{0}] runs nothing, as {1} is not an experiment: add [Experiment].</summary>
    public static readonly DiagnosticDescriptor NotAnExperiment = new(
        id: DiagnosticIds.NotAnExperiment,
        title: "The attribute is not on an experiment",
        messageFormat: "[{0}] runs nothing, as {1} is not an experiment: add [Experiment]",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NotAnExperiment + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>These prompts cannot be used: {0}.</summary>
    public static readonly DiagnosticDescriptor UnusablePrompts = new(
        id: DiagnosticIds.UnusablePrompts,
        title: "The prompts cannot be used",
        messageFormat: "These prompts cannot be used: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusablePrompts + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} names a head but the target is {1}: use Target = Head, or remove {0}.</summary>
    public static readonly DiagnosticDescriptor HeadWithoutHeadTarget = new(
        id: DiagnosticIds.HeadWithoutHeadTarget,
        title: "A head is named but is not the target",
        messageFormat: "{0} names a head but the target is {1}: use Target = Head, or remove {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.HeadWithoutHeadTarget + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The model's configuration cannot be used: {0}.</summary>
    public static readonly DiagnosticDescriptor NoModel = new(
        id: DiagnosticIds.NoModel,
        title: "The model's configuration is missing or cannot be used",
        messageFormat: "The model's configuration cannot be used: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoModel + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The measure {0} cannot be used: {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableMeasure = new(
        id: DiagnosticIds.UnusableMeasure,
        title: "The measure cannot be used",
        messageFormat: "The measure {0} cannot be used: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableMeasure + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The name '{0}' cannot be used: {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableName = new(
        id: DiagnosticIds.UnusableName,
        title: "The name cannot be used",
        messageFormat: "The name '{0}' cannot be used: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableName + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} = {1} is no value of {2}: use {3}.</summary>
    public static readonly DiagnosticDescriptor UnknownValue = new(
        id: DiagnosticIds.UnknownValue,
        title: "The value is not one of the enumeration",
        messageFormat: "{0} = {1} is no value of {2}: use {3}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnknownValue + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Position {0} does not exist: {1}.</summary>
    public static readonly DiagnosticDescriptor NoSuchPosition = new(
        id: DiagnosticIds.NoSuchPosition,
        title: "The position does not exist",
        messageFormat: "Position {0} does not exist: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NoSuchPosition + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The pairs of blocks cannot be made: {0}.</summary>
    public static readonly DiagnosticDescriptor UnusablePairs = new(
        id: DiagnosticIds.UnusablePairs,
        title: "The pairs of blocks cannot be made",
        messageFormat: "The pairs of blocks cannot be made: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusablePairs + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The patching cannot be run: {0}.</summary>
    public static readonly DiagnosticDescriptor UnusablePatch = new(
        id: DiagnosticIds.UnusablePatch,
        title: "The patching cannot be run",
        messageFormat: "The patching cannot be run: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusablePatch + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The observation {0} cannot be made: {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableObservation = new(
        id: DiagnosticIds.UnusableObservation,
        title: "The observation cannot be made",
        messageFormat: "The observation {0} cannot be made: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableObservation + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The summary {0} cannot be computed: {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableSummary = new(
        id: DiagnosticIds.UnusableSummary,
        title: "The summary cannot be computed",
        messageFormat: "The summary {0} cannot be computed: {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableSummary + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>Experiment {0} has the name of {1}, and a table is a file that has its experiment's name, so that one would overwrite the other: rename one of them.</summary>
    public static readonly DiagnosticDescriptor SameName = new(
        id: DiagnosticIds.SameName,
        title: "Two experiments have one name",
        messageFormat: "Experiment {0} has the name of {1}, and a table is a file that has its experiment's name, so that one would overwrite the other: rename one of them",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SameName + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} cannot stand on a page, as it has {1}: write plain text on one line.</summary>
    public static readonly DiagnosticDescriptor UnprintableText = new(
        id: DiagnosticIds.UnprintableText,
        title: "The text cannot stand on a page",
        messageFormat: "{0} cannot stand on a page, as it has {1}: write plain text on one line",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnprintableText + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>{0} cannot be used here, as {1}.</summary>
    public static readonly DiagnosticDescriptor UnusableKind = new(
        id: DiagnosticIds.UnusableKind,
        title: "The type cannot be used as a kind",
        messageFormat: "{0} cannot be used here, as {1}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableKind + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The rules in the order of their ids. Made when asked for: the order of initialisation over two files is not fixed.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All =>
    [
        NotPartial,
        UnsuitedClass,
        NoIntervention,
        NoSuchLayer,
        UnreadableRange,
        NoSuchHead,
        ComponentNotOnBlock,
        NoTarget,
        SameCase,
        CannotActTogether,
        ReplacementDoesNotFit,
        SaidTwice,
        IncompleteSteering,
        UnusableScale,
        NotAnExperiment,
        UnusablePrompts,
        HeadWithoutHeadTarget,
        NoModel,
        UnusableMeasure,
        UnusableName,
        UnknownValue,
        NoSuchPosition,
        UnusablePairs,
        UnusablePatch,
        UnusableObservation,
        UnusableSummary,
        UnusableTarget,
        UnusableSetting,
        SettingWithoutMeaning,
        UnusableData,
        FineTuneNotAlone,
        SameName,
        UnprintableText,
        UnusableKind,
        WholeBlockZeroed,
        WholeStreamPatched,
        OnlySummed,
        SliceIsNoHead,
        ProductZeroed,
        LossOverPadding,
        SingleSeed,
        UnmatchedLoss,
        RatioToBase,
        TargetOfTwoKinds,
        PromptTwice,
        SpaceAtEnd,
        NothingTogether,
    ];
}
