namespace LfmSpec;

/// <summary>Two prompts of as many tokens and different answers.</summary>
/// <param name="Clean">The clean prompt.</param>
/// <param name="Corrupt">The corrupt prompt.</param>
public sealed record PromptPair(string Clean, string Corrupt);

/// <summary>Where an experiment's prompts come from: exactly one of texts, pairs, a suite and a file.</summary>
/// <param name="Texts">Raw texts, or none.</param>
/// <param name="Suite">A suite that comes with LfmSpec, or null.</param>
/// <param name="File">The full path of a JSON file of families, or of a file or folder of the published repository's tasks, or null.</param>
/// <param name="PerFamily">How many prompts of each family, from the first; null for all.</param>
public sealed record PromptSpec(IReadOnlyList<string> Texts, Suite? Suite = null, string? File = null, int? PerFamily = null)
{
    /// <summary>Pairs for patching, or none.</summary>
    public IReadOnlyList<PromptPair> Pairs { get; init; } = [];

    /// <summary>Which part of a suite.</summary>
    public Split Split { get; init; }

    /// <summary>Whether only prompts with a target of one token are taken.</summary>
    public bool SingleTokenTargets { get; init; }
}
