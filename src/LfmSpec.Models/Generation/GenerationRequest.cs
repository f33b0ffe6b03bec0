namespace LfmSpec.Models;

/// <summary>A text to be continued.</summary>
/// <param name="Prompt">The prompt's tokens, one at least.</param>
public sealed record GenerationRequest(IReadOnlyList<int> Prompt)
{
    /// <summary>How each token is chosen.</summary>
    public Sampling Sampling { get; init; } = Sampling.Greedy;

    /// <summary>How many new tokens at most, from 1.</summary>
    public int MaxNewTokens { get; init; } = 64;

    /// <summary>The tokens that end the text; null for the checkpoint's (<see cref="EndOfText"/>), none for a text that no token ends.</summary>
    public IReadOnlySet<int>? EndTokens { get; init; }

    /// <summary>Texts that end it as soon as the new text holds one.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Requests of a batch that was padded to one length, on either side: what is padding is left out, so that each text is what it is alone.</summary>
    /// <param name="ids">The padded prompts.</param>
    /// <param name="attentionMask">1 for a token and 0 for padding, as transformers has it, of the same lengths.</param>
    /// <returns>A request a row.</returns>
    /// <exception cref="ArgumentException">The two do not fit one another, a row is all padding, or padding stands between tokens.</exception>
    public static IReadOnlyList<GenerationRequest> OfPadded(IReadOnlyList<IReadOnlyList<int>> ids, IReadOnlyList<IReadOnlyList<int>> attentionMask)
    {
        if (ids.Count != attentionMask.Count)
        {
            throw new ArgumentException($"There are {ids.Count} prompts and {attentionMask.Count} masks; give one each.", nameof(attentionMask));
        }

        return [.. ids.Zip(attentionMask, Unpadded)];
    }

    private static GenerationRequest Unpadded(IReadOnlyList<int> ids, IReadOnlyList<int> mask)
    {
        int[] kept = [.. Enumerable.Range(0, mask.Count).Where(position => mask[position] != 0)];
        return ids.Count != mask.Count || mask.Any(value => value is not (0 or 1)) ? throw new ArgumentException($"The mask of a prompt of {ids.Count} tokens is {mask.Count} zeros and ones; it has one for each token.", nameof(mask))
            : kept.Length == 0 ? throw new ArgumentException("A prompt is all padding, and a text begins with one token at least.", nameof(mask))
            : kept[^1] - kept[0] + 1 != kept.Length ? throw new ArgumentException("Padding stands between the tokens of a prompt; it belongs before or after them.", nameof(mask))
            : new GenerationRequest([.. kept.Select(position => ids[position])]);
    }
}

/// <summary>How texts are continued.</summary>
public sealed record GenerationRun
{
    /// <summary>How many texts are continued at once, from 1; the others follow as texts end. It changes no text.</summary>
    public int Rows { get; init; } = 16;

    /// <summary>Sees the passes; null for nobody.</summary>
    public IGenerationVisitor? Visitor { get; init; }

    /// <summary>Another model of the checkpoint's shape and tokens, such as one with an adapter; null for the checkpoint's own.</summary>
    public CausalModel? Model { get; init; }

    /// <summary>Told of each new token as it is chosen: which of the texts it is of, from 0, and the token.</summary>
    public Action<int, int>? Chosen { get; init; }
}

/// <summary>Why a text ended.</summary>
public enum StopReason
{
    /// <summary>An end-of-text token was chosen; it is the last of the tokens.</summary>
    EndToken,

    /// <summary>The new text holds a stop string.</summary>
    StopString,

    /// <summary>There are as many new tokens as were allowed.</summary>
    MaxNewTokens,
}

/// <summary>A text that was continued.</summary>
/// <param name="Tokens">The new tokens.</param>
/// <param name="Text">The new text: special tokens left out, and cut before a stop string.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record GeneratedText(IReadOnlyList<int> Tokens, string Text, StopReason Reason);

/// <summary>What sees, and may change, the passes in which texts are continued. It depends on a prompt's tokens and on nothing else of a request: equal prompts are read once.</summary>
public interface IGenerationVisitor
{
    /// <summary>Who sees the pass over a prompt.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <returns>It sees values of one row and every position; null for nobody.</returns>
    ISiteVisitor? OfPrompt(IReadOnlyList<int> prompt);

    /// <summary>Who sees a step, in which each of some texts has one new position.</summary>
    /// <param name="prompts">The prompts of the texts, in the order of the rows.</param>
    /// <returns>It sees values of one position and a row each text; null for nobody.</returns>
    ISiteVisitor? OfNewTokens(IReadOnlyList<IReadOnlyList<int>> prompts);
}
