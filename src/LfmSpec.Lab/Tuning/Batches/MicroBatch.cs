using LfmSpec.Models.Adapters;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>What goes through the model at once in training.</summary>
internal abstract class MicroBatch
{
    /// <summary>What it adds to the size of its step.</summary>
    internal abstract StepSize Size { get; }

    /// <summary>Its part of what the step minimises: the parts of a step add up to the step's loss.</summary>
    /// <param name="model">The model.</param>
    /// <param name="step">The size of the whole step.</param>
    /// <returns>float32, a scalar with a gradient.</returns>
    internal abstract Tensor Loss(AdaptedModel model, StepSize step);

    /// <summary>What is minimised if it is a step of its own.</summary>
    /// <param name="model">The model.</param>
    /// <returns>float32, a scalar with a gradient.</returns>
    internal Tensor Loss(AdaptedModel model) => Loss(model, Size);

    /// <summary>The mean reward at the last <see cref="Loss(AdaptedModel, StepSize)"/>; not a number where there is none.</summary>
    internal virtual double MeanReward => double.NaN;
}

/// <summary>How large an optimizer step is, or one micro-batch of it: what the means of losses are over.</summary>
/// <param name="Batches">The micro-batches.</param>
/// <param name="Rows">The texts of supervised training, the pairs of preferences, the completions of policies.</param>
/// <param name="Targets">The predictions that count.</param>
internal readonly record struct StepSize(int Batches, int Rows, int Targets)
{
    /// <summary>The size of a step.</summary>
    internal static StepSize Of(IReadOnlyList<MicroBatch> batches) =>
        new(batches.Count, batches.Sum(batch => batch.Size.Rows), batches.Sum(batch => batch.Size.Targets));
}

/// <summary>A batch of supervised fine-tuning: the cross-entropy of the predictions that count, in nats, their mean over the step unless batches are to count alike.</summary>
/// <param name="tokens">The texts.</param>
/// <param name="average">What the mean of a step is over.</param>
internal sealed class SupervisedBatch(TokenBatch tokens, LossAverage average = LossAverage.Tokens) : MicroBatch
{
    internal override StepSize Size => new(1, tokens.Rows, tokens.Targets);

    internal override Tensor Loss(AdaptedModel model, StepSize step)
    {
        using var scope = NewDisposeScope();
        // A divisor that is exactly 1 for a step of one batch.
        var parts = average == LossAverage.Batches ? step.Batches : step.Targets / (double)tokens.Targets;
        return (tokens.Loss(model.Model) / parts).MoveToOuterDisposeScope();
    }
}
