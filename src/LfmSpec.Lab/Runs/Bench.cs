namespace LfmSpec.Lab.Runs;

/// <summary>What is run with: the clean runs of one checkpoint, its prompts, and what is known already.</summary>
/// <param name="Runs">The clean runs.</param>
/// <param name="Prompts">The prompts of experiments.</param>
/// <param name="Cache">What is known.</param>
/// <param name="MemoryBudget">The memory that the rows of a batch may take, in bytes.</param>
/// <param name="Progress">Told of progress, or null.</param>
internal sealed record Bench(CleanRunStore Runs, PromptSets Prompts, ResultCache Cache, long MemoryBudget, IProgress<SweepProgress>? Progress)
{
    /// <summary>Makes the edits of interventions.</summary>
    internal Editor Editor { get; } = new(Runs);
}
