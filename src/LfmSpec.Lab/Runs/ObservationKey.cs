using System.Globalization;
using System.Text.Json;

namespace LfmSpec.Lab;

/// <summary>What an observation's table depends on, as one hash: weights, tokenizer, prompts, what is read, the engine. Its name is no part of it.</summary>
internal static class ObservationKey
{
    // A backward pass takes twice a forward pass.
    private const long GradientPasses = 3;

    /// <summary>The key of an observation over some prompts.</summary>
    internal static string Of(Laboratory lab, PromptSet prompts, ExperimentSpec experiment, ObservationSpec observation) => CaseKey.Hash(
        EngineVersion.Current,
        lab.Checkpoint.WeightsId,
        lab.Checkpoint.Tokenizer.Sha256,
        prompts.Sha256,
        string.Create(CultureInfo.InvariantCulture, $"{observation.Quantity} {observation.Top} {observation.Threshold:R} {observation.Permutations} {observation.Seed}"),
        JsonSerializer.Serialize(observation.Categories),
        experiment.Published is null ? "" : "beside what was published");

    /// <summary>About what it costs, in a sweep's measure: the clean passes.</summary>
    internal static long Cost(Laboratory lab, PromptSet prompts, ObservationSpec observation) =>
        prompts.Prompts.Sum(prompt => (lab.Checkpoint.Model.Shape.Blocks.Count + 1L) * lab.Encode(prompt).Count) *
        (observation.Quantity is Quantity.GradientSensitivity or Quantity.ParameterGradients ? GradientPasses : 1);
}
