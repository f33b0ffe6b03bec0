using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Prompts;

/// <summary>The prompts of experiments, each set resolved once for a checkpoint's tokenizer.</summary>
internal sealed class PromptSets(Checkpoint checkpoint)
{
    private readonly Dictionary<PromptSpec, PromptSet> sets = new(ReferenceEqualityComparer.Instance);

    /// <summary>The set that a specification stands for.</summary>
    /// <exception cref="LabException">They cannot be read.</exception>
    internal PromptSet Of(PromptSpec spec)
    {
        if (!sets.TryGetValue(spec, out var prompts))
        {
            prompts = spec.Pairs.Count > 0 ? PromptSet.Of(spec.Pairs) : PromptSet.Resolve(spec, checkpoint.Name, text => checkpoint.Tokenizer.Encode(text));
            sets.Add(spec, prompts);
        }

        return prompts;
    }
}
