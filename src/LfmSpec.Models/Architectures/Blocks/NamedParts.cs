using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>Takes the parts of a model from a checkpoint, by the names that PyTorch's modules give to their tensors.</summary>
internal static class NamedParts
{
    /// <summary>A linear layer: <c>name.weight</c> and, if it has one, <c>name.bias</c>.</summary>
    internal static LinearLayer TakeLinear(this IWeights weights, string name, long outputs, long inputs, bool bias = false) =>
        new(weights.TakeMatrix(name + ".weight", outputs, inputs), bias ? weights.Take(name + ".bias", outputs) : null);

    /// <summary>
    /// The names of the matrices that are the embedding and the head, as transformers 5 ties them (<c>tie_weights</c>): what a configuration ties is one
    /// matrix if one of the two is stored, or both with equal values. A stored head with other values is used, whatever the configuration says.
    /// </summary>
    internal static (string Embedding, string Head) EmbeddingNames(this IWeights weights, bool tied)
    {
        const string Embedding = "model.embed_tokens.weight", Head = "lm_head.weight";
        return !tied ? (Embedding, Head)
            : !weights.Has(Head) ? (Embedding, Embedding)
            : !weights.Has(Embedding) ? (Head, Head)
            : (Embedding, weights.AreEqual(Embedding, Head) ? Embedding : Head);
    }

    /// <summary>A norm: <c>name.weight</c>.</summary>
    internal static RmsNorm TakeNorm(this IWeights weights, string name, int size, double epsilon) =>
        new(weights.Take(name + ".weight", size), epsilon);
}
