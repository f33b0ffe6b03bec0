using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Weights;

/// <summary>Where a model takes its weights from, each by name and with the shape that it must have. By default nothing is stored yet, and so nothing can be compared.</summary>
internal interface IWeights
{
    /// <summary>Where the weights lie.</summary>
    Device Device { get; }

    /// <summary>The number of parameters taken so far.</summary>
    long TakenParameters { get; }

    /// <summary>Takes a tensor that is not the matrix of a linear layer.</summary>
    /// <param name="name">Its name, as Hugging Face spells it.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <returns>The values, float32; outside any dispose scope, the caller's to dispose.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape or a type that is not floating point.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>Takes the weight matrix of a linear layer.</summary>
    /// <param name="name">Its name, as Hugging Face spells it.</param>
    /// <param name="rows">The layer's outputs.</param>
    /// <param name="columns">The layer's inputs.</param>
    /// <returns>The matrix, the caller's to dispose.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape or a type that is not floating point.</exception>
    WeightMatrix TakeMatrix(string name, long rows, long columns);

    /// <summary>Whether a tensor is stored.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True if it can be taken.</returns>
    bool Has(string name) => false;

    /// <summary>Whether two stored tensors have the same shape and values, so that the second need not be taken.</summary>
    /// <param name="name">The tensor that is taken.</param>
    /// <param name="other">The one that may then be left aside.</param>
    /// <returns>True if they are equal, in the type that weights are brought to.</returns>
    /// <exception cref="CheckpointException">A file cannot be read any more.</exception>
    bool AreEqual(string name, string other) => false;

    /// <summary>Compares what a model asks for with what is stored, before anything is read.</summary>
    /// <param name="layout">Whoever takes the tensors of the whole model from what it is given; nothing of it is kept.</param>
    /// <param name="leavesAside">Stored tensors that have no place in a model and change nothing.</param>
    /// <exception cref="CheckpointException">A tensor is missing, has another shape or type, or has no place in the model.</exception>
    void Check(Action<IWeights> layout, Func<string, bool> leavesAside)
    {
    }

    /// <summary>Frees everything that was taken: the model could not be built.</summary>
    void Release()
    {
    }
}
