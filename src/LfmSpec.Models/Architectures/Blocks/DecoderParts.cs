using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>What a decoder is made of, from the tokens to the logits.</summary>
internal sealed class DecoderParts : IDisposable
{
    /// <summary>The token embeddings, [vocabulary, hidden].</summary>
    internal required WeightMatrix Embedding { get; init; }

    /// <summary>The blocks, in order.</summary>
    internal required IReadOnlyList<DecoderBlock> Blocks { get; init; }

    /// <summary>The norm after the last block.</summary>
    internal required RmsNorm FinalNorm { get; init; }

    /// <summary>The head, [vocabulary, hidden]; the embedding itself if they are tied.</summary>
    internal required WeightMatrix Head { get; init; }

    /// <summary>The rotary embedding of all blocks.</summary>
    internal required RotaryEmbedding Rotary { get; init; }

    public void Dispose()
    {
        Embedding.Dispose();
        foreach (var block in Blocks)
        {
            block.Dispose();
        }

        FinalNorm.Dispose();
        Head.Dispose();
        Rotary.Dispose();
    }
}
