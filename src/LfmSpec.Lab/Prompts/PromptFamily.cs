namespace LfmSpec.Lab.Prompts;

/// <summary>A task family as its source has it: the prompts of every split, in the source's order.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Prompts">The prompts and the split of each.</param>
internal sealed record PromptFamily(string Name, IReadOnlyList<(Split Split, Prompt Prompt)> Prompts)
{
    /// <summary>
    /// Whether the published fallback holds: where there are fewer test prompts than an experiment asks for, its prompts are the
    /// first of the file, whatever their split (scripts/run_lfm2_correct_atlas.py, <c>examples[:n]</c>).
    /// </summary>
    internal bool FallsBackToWholeFile { get; init; }

    /// <summary>The prompts of a split from which the first are taken.</summary>
    /// <param name="split">The split.</param>
    /// <param name="wanted">How many are asked for, or null for all.</param>
    /// <returns>The prompts, in the source's order; maybe fewer than wanted.</returns>
    internal IReadOnlyList<Prompt> Of(Split split, int? wanted)
    {
        Prompt[] ofSplit = [.. Prompts.Where(one => one.Split == split).Select(one => one.Prompt)];
        return FallsBackToWholeFile && split == Split.Test && ofSplit.Length < wanted ? [.. Prompts.Select(one => one.Prompt)] : ofSplit;
    }
}
