using LfmSpec.Models.Tokenization;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>
/// The tokens at which generation stops, <c>eos_token_id</c> of generation_config.json, or of config.json where that has none, a number or a list; and the one of them
/// that closes a text that is trained on, the tokenizer's <c>eos_token</c>.
/// </summary>
public static class EndOfText
{
    /// <summary>The tokens at which generation stops.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The ids; none if neither file names one.</returns>
    /// <exception cref="CheckpointException">A file is no JSON object, or its eos_token_id is neither a number nor a list of numbers.</exception>
    public static IReadOnlySet<int> Of(string folder) =>
        Listed(folder).ToHashSet();

    /// <summary>
    /// The token that closes a response, as TRL's trainers append it: the tokenizer's eos_token (tokenizer_config.json, special_tokens_map.json). Where the tokenizer
    /// names none it is the first that generation stops at.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The id, from 0 and below the size of the vocabulary; null if no file names one.</returns>
    /// <exception cref="CheckpointException">A file is broken, or the tokenizer's eos_token is none of its tokens, or the model has no embedding for it.</exception>
    public static int? Closing(Checkpoint checkpoint)
    {
        var vocabulary = checkpoint.Model.Shape.Vocabulary;
        if (NamedToken.Of(checkpoint.Folder, "eos_token") is not { } named)
        {
            return Listed(checkpoint.Folder).Where(id => id >= 0 && id < vocabulary).Select(id => (int?)id).FirstOrDefault();
        }

        var id = checkpoint.Tokenizer.TokenId(named.Text)
            ?? throw new CheckpointException($"{named.File}: eos_token is '{named.Text}', and tokenizer.json has no such token. Write the token that ends a text as tokenizer.json spells it.");
        return id < vocabulary
            ? id
            : throw new CheckpointException($"{named.File}: eos_token '{named.Text}' is token {id}, and the model's vocabulary has {vocabulary:N0}. Name a token that the model has.");
    }

    private static int[] Listed(string folder) =>
        Read(Path.Combine(folder, "generation_config.json")) ?? Read(Path.Combine(folder, "config.json")) ?? [];

    private static int[]? Read(string path) =>
        ConfigurationFile.ReadIfThere(path) is { } json && json.Has("eos_token_id") ? [.. json.Ids("eos_token_id")] : null;
}
