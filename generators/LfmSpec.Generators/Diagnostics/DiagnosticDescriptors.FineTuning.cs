using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Diagnostics;

/// <content>Mistakes in fine-tuning: of structure, and of method.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The target of the adapter cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableTarget = Error(
        DiagnosticIds.UnusableTarget,
        "The target of the adapter cannot be used",
        "The adapter cannot be placed: {0}");

    /// <summary>The setting cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableSetting = Error(
        DiagnosticIds.UnusableSetting,
        "The setting cannot be used",
        "{0} = {1} cannot be used: {2}");

    /// <summary>The setting has no meaning here.</summary>
    public static readonly DiagnosticDescriptor SettingWithoutMeaning = Error(
        DiagnosticIds.SettingWithoutMeaning,
        "The setting has no meaning here",
        "{0} has no meaning here, as {1}: remove it");

    /// <summary>The data cannot be used.</summary>
    public static readonly DiagnosticDescriptor UnusableData = Error(
        DiagnosticIds.UnusableData,
        "The data cannot be used",
        "The data cannot be used: {0}");

    /// <summary>Fine-tuning needs an experiment of its own.</summary>
    public static readonly DiagnosticDescriptor FineTuneNotAlone = Error(
        DiagnosticIds.FineTuneNotAlone,
        "Fine-tuning needs an experiment of its own",
        "[{0}] cannot stand beside [FineTune], whose table has a trained model in each row and columns of its own: move it to an experiment of its own");

    /// <summary>Padding counts in the loss.</summary>
    public static readonly DiagnosticDescriptor LossOverPadding = Warning(
        DiagnosticIds.LossOverPadding,
        "Padding counts in the loss",
        "Padding counts in the loss, and in a padded batch it is most of the tokens, so what falls is the loss of predicting padding: say Loss = Response or Text");

    /// <summary>A single seed has no interval.</summary>
    public static readonly DiagnosticDescriptor SingleSeed = Warning(
        DiagnosticIds.SingleSeed,
        "A single seed has no interval",
        "A single seed has no interval, so a difference between rows may be the seed: give three or more, such as Seeds = \"0-2\"");

    /// <summary>Shifts are compared without a matched loss.</summary>
    public static readonly DiagnosticDescriptor UnmatchedLoss = Warning(
        DiagnosticIds.UnmatchedLoss,
        "Shifts are compared without a matched loss",
        "The rows differ in {0} and are measured at their end only, where the one that learned least has moved least: measure along the way with EvaluateEvery, and compare at a matched loss");

    /// <summary>The ratio is taken to the base model.</summary>
    public static readonly DiagnosticDescriptor RatioToBase = Warning(
        DiagnosticIds.RatioToBase,
        "The ratio is taken to the base model",
        "The ratio of a whole sequence to the base model drifts out of the clip as the policy learns, and has no gradient from there on: say Ratio = OldPolicy, and hold the policy near the base by Beta");

    /// <summary>A target names two kinds of modules.</summary>
    public static readonly DiagnosticDescriptor TargetOfTwoKinds = Warning(
        DiagnosticIds.TargetOfTwoKinds,
        "A target names two kinds of modules",
        "The target {0} names two kinds of modules, {1}: write the one that is meant, or both");
}
