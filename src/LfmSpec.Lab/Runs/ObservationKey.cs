using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Runs;

/// <summary>What an observation's table depends on, as one hash: weights, tokenizer, prompts, what is read, the engine. Its name is no part of it.</summary>
internal static class ObservationKey
{
    /// <summary>The key of an observation over some prompts.</summary>
    /// <exception cref="LabException">A setting is none by which a result can be kept.</exception>
    internal static string Of(Checkpoint checkpoint, PromptSet prompts, ExperimentSpec experiment, ObservationSpec observation) => ContentHash.Of(
        EngineVersion.Current,
        checkpoint.WeightsId,
        checkpoint.Tokenizer.Sha256,
        prompts.Sha256,
        KindText.Of(observation.Observation),
        experiment.Published is null ? "" : "beside what was published");

    /// <summary>About what it costs, in a sweep's measure: the clean passes.</summary>
    internal static long Cost(CleanRunStore runs, PromptSet prompts, ObservationSpec observation) =>
        prompts.Prompts.Sum(prompt => (runs.Model.Shape.Blocks.Count + 1L) * runs.Encode(prompt).Count) * Math.Max(1, observation.Observation.Passes);
}
