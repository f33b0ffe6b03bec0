namespace LfmSpec.Lab;

/// <summary>What a data set is for.</summary>
public enum DataKind
{
    /// <summary>Prompts with a response, for supervised fine-tuning.</summary>
    Responses,

    /// <summary>Prompts with a preferred and a rejected response.</summary>
    Preferences,

    /// <summary>Prompts whose answer can be checked.</summary>
    Problems,
}

/// <summary>One example of a data set.</summary>
/// <param name="Prompt">The prompt, raw text.</param>
/// <param name="Response">The response, with its leading space if it has one: the preferred one of a preference, the answer of a problem after a space.</param>
public sealed record TuningExample(string Prompt, string Response)
{
    /// <summary>The rejected response of a preference; null otherwise.</summary>
    public string? Rejected { get; init; }
}
