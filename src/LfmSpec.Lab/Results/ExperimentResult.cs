namespace LfmSpec.Lab;

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

    /// <summary>The scores of its capability, or null.</summary>
    public CapabilityResult? Capability { get; init; }
}
