using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <content>Mistakes in fine-tuning: of structure, and of method.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>
    /// The adapter cannot be placed: {0}.
    /// </summary>
    public static readonly DiagnosticDescriptor UnusableTarget = new(
        id: DiagnosticIds.UnusableTarget,
        title: "The target of the adapter cannot be used",
        messageFormat: "The adapter cannot be placed: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableTarget + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>
    /// {0} = {1} cannot be used: {2}.
    /// </summary>
    public static readonly DiagnosticDescriptor UnusableSetting = new(
        id: DiagnosticIds.UnusableSetting,
        title: "The setting cannot be used",
        messageFormat: "{0} = {1} cannot be used: {2}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableSetting + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>
    /// {0} has no meaning here, as {1}: remove it.
    /// </summary>
    public static readonly DiagnosticDescriptor SettingWithoutMeaning = new(
        id: DiagnosticIds.SettingWithoutMeaning,
        title: "The setting has no meaning here",
        messageFormat: "{0} has no meaning here, as {1}: remove it",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SettingWithoutMeaning + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>
    /// The data cannot be used: {0}.
    /// </summary>
    public static readonly DiagnosticDescriptor UnusableData = new(
        id: DiagnosticIds.UnusableData,
        title: "The data cannot be used",
        messageFormat: "The data cannot be used: {0}",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnusableData + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>
    /// [{0}] cannot stand beside [FineTune], whose table has a trained model in each row and columns of its own: move it to
    /// an experiment of its own.
    /// </summary>
    public static readonly DiagnosticDescriptor FineTuneNotAlone = new(
        id: DiagnosticIds.FineTuneNotAlone,
        title: "Fine-tuning needs an experiment of its own",
        messageFormat: "[{0}] cannot stand beside [FineTune], whose table has a trained model in each row and columns of its own: move it to an experiment of its own",
        category: Structure,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.FineTuneNotAlone + ".md",
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>
    /// Padding counts in the loss, and in a padded batch it is most of the tokens, so what falls is the loss of predicting
    /// padding: say Loss = Response or Text.
    /// </summary>
    public static readonly DiagnosticDescriptor LossOverPadding = new(
        id: DiagnosticIds.LossOverPadding,
        title: "Padding counts in the loss",
        messageFormat: "Padding counts in the loss, and in a padded batch it is most of the tokens, so what falls is the loss of predicting padding: say Loss = Response or Text",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.LossOverPadding + ".md");

    /// <summary>
    /// A single seed has no interval, so a difference between rows may be the seed: give three or more, such as Seeds =
    /// \"0-2\".
    /// </summary>
    public static readonly DiagnosticDescriptor SingleSeed = new(
        id: DiagnosticIds.SingleSeed,
        title: "A single seed has no interval",
        messageFormat: "A single seed has no interval, so a difference between rows may be the seed: give three or more, such as Seeds = \"0-2\"",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SingleSeed + ".md");

    /// <summary>
    /// The rows differ in {0} and are measured at their end only, where the one that learned least has moved least: measure
    /// along the way with EvaluateEvery, and compare at a matched loss.
    /// </summary>
    public static readonly DiagnosticDescriptor UnmatchedLoss = new(
        id: DiagnosticIds.UnmatchedLoss,
        title: "Shifts are compared without a matched loss",
        messageFormat: "The rows differ in {0} and are measured at their end only, where the one that learned least has moved least: measure along the way with EvaluateEvery, and compare at a matched loss",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.UnmatchedLoss + ".md");

    /// <summary>
    /// The ratio of a whole sequence to the base model drifts out of the clip as the policy learns, and has no gradient from
    /// there on: say Ratio = OldPolicy, and hold the policy near the base by Beta.
    /// </summary>
    public static readonly DiagnosticDescriptor RatioToBase = new(
        id: DiagnosticIds.RatioToBase,
        title: "The ratio is taken to the base model",
        messageFormat: "The ratio of a whole sequence to the base model drifts out of the clip as the policy learns, and has no gradient from there on: say Ratio = OldPolicy, and hold the policy near the base by Beta",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.RatioToBase + ".md");

    /// <summary>
    /// The target {0} names two kinds of modules, {1}: write the one that is meant, or both.
    /// </summary>
    public static readonly DiagnosticDescriptor TargetOfTwoKinds = new(
        id: DiagnosticIds.TargetOfTwoKinds,
        title: "A target names two kinds of modules",
        messageFormat: "The target {0} names two kinds of modules, {1}: write the one that is meant, or both",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.TargetOfTwoKinds + ".md");
}
