namespace LfmSpec.Lab;

/// <summary>What an observation's table depends on, as one hash: weights, tokenizer, prompts, what is read, the engine. Its name is no part of it.</summary>
internal static class ObservationKey
{
    /// <summary>The key of an observation over some prompts.</summary>
    /// <exception cref="LabException">A setting is none by which a result can be kept.</exception>
    internal static string Of(Laboratory lab, PromptSet prompts, ExperimentSpec experiment, ObservationSpec observation) => CaseKey.Hash(
        EngineVersion.Current,
        lab.Checkpoint.WeightsId,
        lab.Checkpoint.Tokenizer.Sha256,
        prompts.Sha256,
        KindText.Of(observation.Observation),
        experiment.Published is null ? "" : "beside what was published");

    /// <summary>About what it costs, in a sweep's measure: the clean passes.</summary>
    internal static long Cost(Laboratory lab, PromptSet prompts, ObservationSpec observation) =>
        prompts.Prompts.Sum(prompt => (lab.Checkpoint.Model.Shape.Blocks.Count + 1L) * lab.Encode(prompt).Count) * Math.Max(1, observation.Observation.Passes);
}
