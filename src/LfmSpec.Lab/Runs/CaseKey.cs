using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LfmSpec.Lab;

/// <summary>What a changed run's numbers depend on, as one hash: weights, tokens, interventions, what is measured, the engine.</summary>
internal static class CaseKey
{
    private const int HashBytes = 16;

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
        Describe(@case));

    /// <summary>The hash of some lines.</summary>
    internal static string Hash(params IEnumerable<string?> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, HashBytes));

    /// <summary>Everything that a case's interventions say, in one line each.</summary>
    internal static string Describe(CaseSpec @case) => string.Join('\n', @case.Interventions.Select(Describe));

    private static string Describe(Intervention intervention) =>
        $"{intervention.GetType().Name} {intervention.At} " + intervention switch
        {
            Ablation ablation => $"{ablation.Layer} {ablation.Target} {ablation.With} {ablation.Head} {ablation.Seed}",
            Steering steering => $"{steering.Layer} {Number(steering.Scale)} {steering.Unit} {Describe(steering.Direction)}",
            Patching patching => $"{patching.Layer} {patching.Target} {patching.Into} {patching.Head}",
            Perturbation perturbation => $"{perturbation.Layer} {perturbation.Seed} {Number(perturbation.Scale)}",
            _ => throw new ArgumentOutOfRangeException(nameof(intervention), intervention, "The lab does not know this intervention."),
        };

    private static string Describe(SteeringDirection direction) => direction switch
    {
        DifferenceOfMeans means => $"means {JsonSerializer.Serialize(means.Toward)} {JsonSerializer.Serialize(means.From)}",
        RandomControl control => $"control {control.Seed} {Describe(control.Of)}",
        _ => direction.ToString()!,
    };

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static bool DependsOnOthers(CaseSpec @case) =>
        @case.Interventions.Any(intervention => intervention is Ablation { With: Replacement.PromptMean or Replacement.Resampled });
}

/// <summary>The version of everything that computes: a rebuild from the same source is the same version, any change is another.</summary>
internal static class EngineVersion
{
    /// <summary>The module version ids of the lab, the models and the tensors.</summary>
    internal static string Current { get; } = string.Join(' ', new[]
    {
        typeof(EngineVersion), typeof(LfmSpec.Models.CausalModel), typeof(CaseSpec), typeof(TorchSharp.torch),
    }.Select(type => type.Module.ModuleVersionId.ToString("N")));
}
