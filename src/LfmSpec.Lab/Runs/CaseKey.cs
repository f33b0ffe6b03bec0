using System.Globalization;
using System.Runtime.CompilerServices;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Runs;

/// <summary>What a changed run's numbers depend on, as one hash: weights, tokens, interventions, what is measured, the engine.</summary>
internal static class CaseKey
{
    // A case is described on every prompt, and what it says is read by reflection.
    private static readonly ConditionalWeakTable<CaseSpec, string> Descriptions = [];

    /// <summary>The key of a case on a prompt.</summary>
    internal static string Of(Checkpoint checkpoint, PromptSet prompts, PromptTokens tokens, CaseSpec @case, KeptMeasures kept) => ContentHash.Of(
        EngineVersion.Current,
        checkpoint.WeightsId,
        checkpoint.Tokenizer.Sha256,
        string.Join(',', tokens.Ids),
        ReferenceEquals(tokens.Ids, tokens.OtherIds) ? "" : string.Join(',', tokens.OtherIds),
        kept.NeedTarget ? prompts.Prompts[tokens.Index].TargetId?.ToString(CultureInfo.InvariantCulture) : "",
        DependsOnOthers(@case) ? $"{prompts.Sha256} {tokens.Index}" : "",
        kept.Key,
        Describe(@case)) + KeptShape.Of(kept, tokens.Positions);

    /// <summary>Everything that a case's interventions say, in one line each.</summary>
    /// <exception cref="LabException">An intervention of a user's own has a property that has no text.</exception>
    internal static string Describe(CaseSpec @case) => Descriptions.GetValue(@case, static @case => string.Join('\n', @case.Interventions.Select(KindText.Of)));

    private static bool DependsOnOthers(CaseSpec @case) =>
        @case.Interventions.Any(intervention => intervention.ReadsOtherPrompts);
}
