namespace LfmSpec.Lab;

/// <summary>What a case is run on: one prompt, or one way through a pair.</summary>
/// <param name="Index">Which prompt or pair of the set.</param>
/// <param name="Run">The clean run that is changed.</param>
/// <param name="Reference">The clean run that the changed one is compared with: the same one, or for patching the run that the value comes from.</param>
internal sealed record Subject(int Index, CleanRun Run, CleanRun Reference)
{
    /// <summary>The number of positions.</summary>
    internal int Positions => Run.Ids.Count;

    internal static Subject Of(Laboratory lab, PromptSet prompts, int index, CaseSpec @case)
    {
        if (prompts.Pairs.Count == 0)
        {
            var run = lab.Clean(prompts.Prompts[index]);
            return new Subject(index, run, run);
        }

        var pair = prompts.Pairs[index];
        var (clean, corrupt) = (lab.Clean(new Prompt("", pair.Clean)), lab.Clean(new Prompt("", pair.Corrupt)));
        if (clean.Ids.Count != corrupt.Ids.Count)
        {
            throw new LabException(
                $"The pair '{CleanRun.Shorten(pair.Clean)}' and '{CleanRun.Shorten(pair.Corrupt)}' has {clean.Ids.Count} and {corrupt.Ids.Count} tokens with this tokenizer. " +
                "A value is patched at its own position, so both need as many; choose words of as many tokens.");
        }

        if (clean.Ids.SequenceEqual(corrupt.Ids))
        {
            throw new LabException($"The pair '{CleanRun.Shorten(pair.Clean)}' and '{CleanRun.Shorten(pair.Corrupt)}' has the same tokens twice, so patching it does nothing whatever the model is. Make the two differ.");
        }

        return @case.Interventions.OfType<Patching>().First().Into == PatchInto.Corrupt
            ? new Subject(index, corrupt, clean)
            : new Subject(index, clean, corrupt);
    }
}
