using LfmSpec.Models.Tokenization;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>
/// The token that texts of a batch are padded with: the tokenizer's pad_token, as TRL's trainers take it, else pad_token_id of config.json, else the token that closes
/// a text, else token 0. One that the model has no embedding for, such as -1, is passed over: no position of a causal model sees padding at its right.
/// </summary>
public static class PaddingToken
{
    private const string Key = "pad_token_id";

    /// <summary>Reads it.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The id, from 0 and below the size of the vocabulary.</returns>
    /// <exception cref="CheckpointException">A file is broken, or its pad_token_id is no number.</exception>
    public static int Of(Checkpoint checkpoint)
    {
        var vocabulary = checkpoint.Model.Shape.Vocabulary;
        if (NamedToken.Of(checkpoint.Folder, "pad_token") is { } named && checkpoint.Tokenizer.TokenId(named.Text) is { } padding && padding < vocabulary)
        {
            return padding;
        }

        var configuration = ConfigurationFile.Read(Path.Combine(checkpoint.Folder, "config.json"));
        return configuration.Has(Key) && configuration.Number(Key) is var id && id >= 0 && id < vocabulary && double.IsInteger(id)
            ? (int)id
            : EndOfText.Closing(checkpoint) ?? 0;
    }
}
