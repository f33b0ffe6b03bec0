namespace LfmSpec.Lab.Passes;

/// <summary>What a case is run on, before anything is run: one prompt, or one way through a pair.</summary>
/// <param name="Index">Which prompt or pair of the set.</param>
/// <param name="Prompt">The prompt whose run is changed.</param>
/// <param name="Ids">Its tokens.</param>
/// <param name="Other">The prompt whose run it is compared with: the same one, or for patching the one that the value comes from.</param>
/// <param name="OtherIds">Its tokens.</param>
internal sealed record PromptTokens(int Index, Prompt Prompt, IReadOnlyList<int> Ids, Prompt Other, IReadOnlyList<int> OtherIds)
{
    /// <summary>The number of positions.</summary>
    internal int Positions => Ids.Count;

    /// <summary>The clean runs.</summary>
    internal PromptRuns Runs(CleanRunStore runs) => new(Index, runs.Clean(Prompt), runs.Clean(Other));

    /// <param name="runs">The clean runs.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="index">Which prompt or pair.</param>
    /// <param name="into">Which run of a pair is changed.</param>
    /// <exception cref="LabException">The prompts of a pair have other numbers of tokens, or the same tokens.</exception>
    internal static PromptTokens Of(CleanRunStore runs, PromptSet prompts, int index, PatchInto? into)
    {
        if (prompts.Pairs.Count == 0)
        {
            var prompt = prompts.Prompts[index];
            var ids = runs.Encode(prompt);
            return new PromptTokens(index, prompt, ids, prompt, ids);
        }

        var pair = prompts.Pairs[index];
        Prompt clean = new("", pair.Clean), corrupt = new("", pair.Corrupt);
        IReadOnlyList<int> cleanIds = runs.Encode(clean), corruptIds = runs.Encode(corrupt);
        if (cleanIds.Count != corruptIds.Count)
        {
            throw new LabException(
                $"The pair '{ShortText.Of(pair.Clean)}' and '{ShortText.Of(pair.Corrupt)}' has {cleanIds.Count} and {corruptIds.Count} tokens with this tokenizer. " +
                "A value is patched at its own position, so both need as many; choose words of as many tokens.");
        }

        if (cleanIds.SequenceEqual(corruptIds))
        {
            throw new LabException($"The pair '{ShortText.Of(pair.Clean)}' and '{ShortText.Of(pair.Corrupt)}' has the same tokens twice, so patching it does nothing whatever the model is. Make the two differ.");
        }

        return into == PatchInto.Corrupt
            ? new PromptTokens(index, corrupt, corruptIds, clean, cleanIds)
            : new PromptTokens(index, clean, cleanIds, corrupt, corruptIds);
    }
}

/// <summary>What a case is run on: the clean runs of <see cref="PromptTokens"/>.</summary>
/// <param name="Index">Which prompt or pair of the set.</param>
/// <param name="Run">The clean run that is changed.</param>
/// <param name="Reference">The clean run that the changed one is compared with.</param>
internal sealed record PromptRuns(int Index, CleanRun Run, CleanRun Reference)
{
    /// <summary>The number of positions.</summary>
    internal int Positions => Run.Ids.Count;

    internal static PromptRuns Of(CleanRunStore runs, PromptSet prompts, int index, PatchInto? into) => PromptTokens.Of(runs, prompts, index, into).Runs(runs);
}
