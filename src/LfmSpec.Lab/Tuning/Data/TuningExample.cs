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
/// <param name="Prompt">The prompt, raw text; of a chat, what the checkpoint's template writes before the answer.</param>
/// <param name="Response">The response, with its leading space if it has one: the preferred one of a preference, the answer of a problem after a space; of a chat, what the template writes after the prompt.</param>
public sealed record TuningExample(string Prompt, string Response)
{
    /// <summary>The rejected response of a preference; null otherwise.</summary>
    public string? Rejected { get; init; }

    /// <summary>Whether the texts are a chat as the checkpoint's template writes it: special tokens are in them, the end of the answer too, and none is added.</summary>
    public bool IsChat { get; init; }

    /// <summary>What the model is to say, without spaces around it; of a chat, the first message of the response.</summary>
    public string Answer { get => field ?? Response.Trim(); init; }
}
