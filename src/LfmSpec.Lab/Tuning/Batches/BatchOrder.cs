using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>
/// Which examples each optimizer step sees, as Hugging Face's Trainer goes through its data: every epoch in a new order unless they are to come as given; the last batch of an
/// epoch may have fewer examples, and its last step fewer batches.
/// </summary>
/// <param name="examples">The number of examples.</param>
/// <param name="training">The order, the batch size and how many batches make a step.</param>
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
        var batches = ((examples - 1) / training.BatchSize) + 1;
        var stepsOfAnEpoch = ((batches - 1) / training.Accumulate) + 1;
        if (step / stepsOfAnEpoch != epoch)
        {
            epoch = step / stepsOfAnEpoch;
            var order = training.Order == ExampleOrder.AsGiven ? Enumerable.Range(0, examples) : Shuffled();
            steps = [.. order.Chunk(training.BatchSize).Chunk(training.Accumulate)];
        }

        return steps[step % stepsOfAnEpoch];
    }

    private int[] Shuffled()
    {
        using var scope = NewDisposeScope();
        using var generator = Streams.Of(seed, Draw.Order, epoch);
        return [.. HostArray.OfIntegers(randperm(examples, generator: generator)).Select(example => (int)example)];
    }
}
