using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>Takes the parts of a model from a checkpoint, by the names that PyTorch's modules give to their tensors.</summary>
internal static class NamedParts
{
    /// <summary>A linear layer: <c>name.weight</c> and, if it has one, <c>name.bias</c>.</summary>
    internal static LinearLayer TakeLinear(this IWeights weights, string name, int outputs, int inputs, bool bias = false) =>
        new(weights.TakeMatrix(name + ".weight", outputs, inputs), bias ? weights.Take(name + ".bias", outputs) : null);

    /// <summary>A norm: <c>name.weight</c>.</summary>
    internal static RmsNorm TakeNorm(this IWeights weights, string name, int size, double epsilon) =>
        new(weights.Take(name + ".weight", size), epsilon);
}
