namespace LfmSpec.Lab;

/// <summary>What one case does to every prompt.</summary>
/// <param name="Case">The case.</param>
/// <param name="Prompts">The prompts.</param>
/// <param name="Divergences">The divergence of each prompt, in their order.</param>
/// <param name="ChangedElements">How many elements the interventions changed, over all prompts; more than 0.</param>
public sealed record CaseResult(CaseSpec Case, PromptSet Prompts, IReadOnlyList<Divergence> Divergences, long ChangedElements)
{
    /// <summary>One column: the mean over the prompts of a family, then over families, so that each family counts alike.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value.</returns>
    public double Mean(MeasureSpec measure)
    {
        var families = Prompts.Prompts
            .Zip(Divergences, (prompt, divergence) => (prompt.Family, Value: divergence.Of(measure)))
            .Where(row => !IsWithoutAnswer(measure, row.Value))
            .GroupBy(row => row.Family, row => row.Value)
            .Select(family => family.Sum() / family.Count())
            .ToArray();
        return families.Length == 0 ? double.NaN : families.Sum() / families.Length;
    }

    /// <summary>Whether a prompt says nothing of a measure: of a recovery, a pair both of whose prompts have the same most probable token.</summary>
    internal static bool IsWithoutAnswer(MeasureSpec measure, double value) => measure.Measure.MayBeUndefined && double.IsNaN(value);
}

/// <summary>All that an experiment's numbers depend on, besides the experiment and LfmSpec.</summary>
public sealed record Provenance
{
    /// <summary>The checkpoint's name.</summary>
    public required string Model { get; init; }

    /// <summary>The number of parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>SHA-256 of model.safetensors.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Whether the weights were rounded to bfloat16 when they were loaded.</summary>
    public bool IsRounded { get; init; }

    /// <summary>SHA-256 of tokenizer.json.</summary>
    public required string TokenizerSha256 { get; init; }

    /// <summary>The prompts.</summary>
    public required PromptSet Prompts { get; init; }

    /// <summary>The number of positions of all prompts together, BOS included.</summary>
    public required int Positions { get; init; }
}

/// <summary>The result of an experiment.</summary>
/// <param name="Spec">The experiment.</param>
/// <param name="Provenance">What its numbers depend on.</param>
/// <param name="Cases">Its cases, in order.</param>
/// <param name="Observations">What it reads of the clean runs, in order.</param>
/// <param name="Summaries">What is computed from the cases, in order.</param>
public sealed record ExperimentResult(ExperimentSpec Spec, Provenance Provenance, IReadOnlyList<CaseResult> Cases, IReadOnlyList<DataTable> Observations, IReadOnlyList<DataTable> Summaries)
{
    /// <summary>The adapters that it trains, in order.</summary>
    public IReadOnlyList<FineTuneResult> FineTunes { get; init; } = [];
}
