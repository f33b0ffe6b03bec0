using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>What a changed run's numbers depend on, as one hash: weights, tokens, interventions, what is measured, the engine.</summary>
internal static class CaseKey
{
    private const int HashBytes = 16;

    // A case is described on every prompt, and what it says is read by reflection.
    private static readonly ConditionalWeakTable<CaseSpec, string> Descriptions = [];

    /// <summary>The key of a case on a prompt.</summary>
    internal static string Of(Laboratory lab, PromptSet prompts, SubjectTokens subject, CaseSpec @case, Readings readings) => Hash(
        EngineVersion.Current,
        lab.Checkpoint.WeightsId,
        lab.Checkpoint.Tokenizer.Sha256,
        string.Join(',', subject.Ids),
        ReferenceEquals(subject.Ids, subject.OtherIds) ? "" : string.Join(',', subject.OtherIds),
        readings.NeedTarget ? prompts.Prompts[subject.Index].TargetId?.ToString(CultureInfo.InvariantCulture) : "",
        DependsOnOthers(@case) ? $"{prompts.Sha256} {subject.Index}" : "",
        readings.Key,
        Describe(@case)) + KeptShape.Of(readings, subject.Positions);

    /// <summary>The hash of some lines.</summary>
    internal static string Hash(params IEnumerable<string?> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, HashBytes));

    /// <summary>Everything that a case's interventions say, in one line each.</summary>
    /// <exception cref="LabException">An intervention of a user's own has a property that has no text.</exception>
    internal static string Describe(CaseSpec @case) => Descriptions.GetValue(@case, static @case => string.Join('\n', @case.Interventions.Select(KindText.Of)));

    private static bool DependsOnOthers(CaseSpec @case) =>
        @case.Interventions.Any(intervention => intervention.ReadsOtherPrompts);
}

/// <summary>The version of everything that computes: a rebuild from the same source is the same version, any change is another.</summary>
internal static class EngineVersion
{
    /// <summary>The module version ids of the lab, the models and the tensors.</summary>
    internal static string Current { get; } = string.Join(' ', new[]
    {
        typeof(EngineVersion), typeof(LfmSpec.Models.CausalModel), typeof(ExperimentAttribute), typeof(TorchSharp.torch),
    }.Select(type => type.Module.ModuleVersionId.ToString("N")));
}
