namespace LfmSpec.Lab;

/// <summary>What the training of one adapter did, over its seeds.</summary>
/// <param name="Spec">The adapter and how it is trained.</param>
/// <param name="DataSha256">SHA-256 of the data.</param>
/// <param name="Runs">One run a seed.</param>
public sealed record FineTuneResult(FineTuneSpec Spec, string DataSha256, IReadOnlyList<FineTuneRun> Runs)
{
    /// <summary>The mean of a number over the seeds, with its interval.</summary>
    /// <param name="of">The number of a run.</param>
    /// <returns>The mean.</returns>
    public SeedMean Over(Func<FineTuneRun, double> of) => SeedMean.Of([.. Runs.Select(of)]);

    /// <summary>The number of trainable parameters: the same for all seeds.</summary>
    public long TrainableParameters => Runs[0].TrainableParameters;
}

/// <summary>One seed's run.</summary>
public sealed record FineTuneRun
{
    private const int Tenths = 10;

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The number of trainable parameters.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>The optimizer steps.</summary>
    public required IReadOnlyList<TrainingStep> Steps { get; init; }

    /// <summary>Before training, with the weights as they are kept in it.</summary>
    public required TuningEvaluation Before { get; init; }

    /// <summary>After training.</summary>
    public required TuningEvaluation After { get; init; }

    /// <summary>Before training, every <see cref="FineTuneSpec.EvaluateEvery"/> steps, and after it: what the shift is at a matched held-out loss.</summary>
    public required IReadOnlyList<TuningEvaluation> Trajectory { get; init; }

    /// <summary>The shift of each probe from the checkpoint, after training.</summary>
    public required IReadOnlyList<ProbeShift> Probes { get; init; }

    /// <summary>The effect of every block before training.</summary>
    public required IReadOnlyList<BlockEffect> BlocksBefore { get; init; }

    /// <summary>The effect of every block after training.</summary>
    public required IReadOnlyList<BlockEffect> BlocksAfter { get; init; }

    /// <summary>The adapters.</summary>
    public required IReadOnlyList<AdapterSize> Adapters { get; init; }

    /// <summary>The mean loss over all steps: what Hugging Face's Trainer and the published tables call the training loss. It falls with the number of steps whatever is learned.</summary>
    public double RunMeanLoss => Descriptive.Mean(Steps.Select(step => step.Loss));

    /// <summary>The mean loss of the last fifth of the steps, one at least.</summary>
    public double LastFifthLoss => Descriptive.Mean(Steps.TakeLast(Math.Max(1, Steps.Count / 5)).Select(step => step.Loss));

    /// <summary>The mean loss of each tenth of the run; of a run of fewer than ten steps, each step's.</summary>
    public IReadOnlyList<double> LossByTenths
    {
        get
        {
            var parts = Math.Min(Tenths, Steps.Count);
            return [.. Enumerable.Range(0, parts).Select(part => Descriptive.Mean(
                Steps.Take((part + 1) * Steps.Count / parts).Skip(part * Steps.Count / parts).Select(step => step.Loss)))];
        }
    }

    /// <summary>
    /// The shift from the base model where the response loss on held-out examples first comes down to a value, between two measurements on a line: what compares adapters that have
    /// learned as much. (An adapter that learned nothing has no shift either.)
    /// </summary>
    /// <param name="responseLoss">The loss.</param>
    /// <returns>The shift, in nats; not a number if the loss never came down to it.</returns>
    public double ShiftAtLoss(double responseLoss)
    {
        for (var i = 0; i < Trajectory.Count; i++)
        {
            if (Trajectory[i].HeldOutResponseLoss <= responseLoss)
            {
                if (i == 0)
                {
                    return Trajectory[0].Shift;
                }

                var (before, after) = (Trajectory[i - 1], Trajectory[i]);
                var part = (before.HeldOutResponseLoss - responseLoss) / (before.HeldOutResponseLoss - after.HeldOutResponseLoss);
                return before.Shift + (part * (after.Shift - before.Shift));
            }
        }

        return double.NaN;
    }

    /// <summary>The block of the largest skip effect before training.</summary>
    public int Hub => BlocksBefore.MaxBy(block => block.Skip)!.Layer;

    /// <summary>The block of the largest skip effect after training.</summary>
    public int HubAfter => BlocksAfter.MaxBy(block => block.Skip)!.Layer;

    /// <summary>The hub's skip effect after training, divided by that before: 1 if training left it alone.</summary>
    public double HubPreservation => BlocksAfter[Hub].Skip / BlocksBefore[Hub].Skip;

    /// <summary>The Frobenius norm of all that the adapters add, together.</summary>
    public double AdapterNorm => Math.Sqrt(Adapters.Sum(adapter => adapter.Norm * adapter.Norm));

    /// <summary>The mean effective rank of the adapters.</summary>
    public double EffectiveRank => Descriptive.Mean(Adapters.Select(adapter => adapter.EffectiveRank));
}
