using LfmSpec.Models.Adapters;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>What goes through the model at once in training.</summary>
internal abstract class MicroBatch
{
    /// <summary>What is minimised.</summary>
    /// <param name="model">The model.</param>
    /// <returns>float32, a scalar with a gradient.</returns>
    internal abstract Tensor Loss(AdaptedModel model);

    /// <summary>The mean reward at the last <see cref="Loss"/>; not a number where there is none.</summary>
    internal virtual double MeanReward => double.NaN;
}

/// <summary>A batch of supervised fine-tuning: the mean cross-entropy of the predictions that count, in nats.</summary>
/// <param name="tokens">The texts.</param>
internal sealed class SupervisedBatch(TokenBatch tokens) : MicroBatch
{
    internal override Tensor Loss(AdaptedModel model) => tokens.Loss(model.Model);
}
