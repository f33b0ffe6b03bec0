using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// Which examples each optimizer step sees, as Hugging Face's Trainer goes through its data: every epoch in a new order; the last batch of an epoch may
/// have fewer examples, and its last step fewer batches.
/// </summary>
/// <param name="examples">The number of examples.</param>
/// <param name="training">The batch size and how many batches make a step.</param>
/// <param name="seed">The seed of the orders.</param>
internal sealed class BatchOrder(int examples, TrainingSpec training, long seed)
{
    private int epoch = -1;
    private int[][][] steps = [];

    /// <summary>The batches of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <returns>The examples of each batch.</returns>
    internal IReadOnlyList<IReadOnlyList<int>> Of(int step)
    {
        var batches = (examples + training.BatchSize - 1) / training.BatchSize;
        var stepsOfAnEpoch = (batches + training.Accumulate - 1) / training.Accumulate;
        if (step / stepsOfAnEpoch != epoch)
        {
            epoch = step / stepsOfAnEpoch;
            using var scope = NewDisposeScope();
            using var generator = Streams.Of(seed, Draw.Order, epoch);
            var order = HostArray.OfIntegers(randperm(examples, generator: generator)).Select(example => (int)example);
            steps = [.. order.Chunk(training.BatchSize).Chunk(training.Accumulate)];
        }

        return steps[step % stepsOfAnEpoch];
    }
}
