using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Tuning;

/// <summary>What a training is made of: the lab's own parts, or some that a test broke on purpose.</summary>
internal sealed record TuningParts
{
    /// <summary>Makes the model with its adapters as they start.</summary>
    internal Func<Checkpoint, AdapterSpec, long, AdaptedModel> Adapt { get; init; } = AdaptedModel.Of;

    /// <summary>Puts the adapters into the weights.</summary>
    internal Action<AdaptedModel> Merge { get; init; } = model => model.Merge();

    /// <summary>The advantages of a group's rewards.</summary>
    internal Func<IReadOnlyList<double>, TuningMethod, IReadOnlyList<double>> Advantages { get; init; } = LfmSpec.Lab.Tuning.Advantages.Of;

    /// <summary>The batches of a step, from 0.</summary>
    internal Func<Objective, int, IReadOnlyList<MicroBatch>> Batches { get; init; } = (objective, step) => objective.Of(step);
}
