using System.Runtime.InteropServices;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>Checks the laws of training over the adapters of an experiment, each with the first seed, on the experiment's first probes.</summary>
/// <param name="runs">The clean runs.</param>
/// <param name="prompts">The experiment's prompts.</param>
/// <param name="experiment">The experiment.</param>
/// <param name="parts">What a training is made of.</param>
internal sealed class TuningLaws(CleanRunStore runs, PromptSet prompts, ExperimentSpec experiment, TuningParts parts)
{
    private const int ProbesToTry = 2;

    // Enough for every B to be off zero: the first step of a warm-up has rate 0.
    private const int StepsToTry = 2;

    // The products of a merged weight are summed in another order, in float32, through all blocks.
    private const double MergedTolerance = 1e-4;

    // A loss is a float32, and a mean of a few.
    private const double LossTolerance = 1e-6;

    private readonly IReadOnlyList<CleanRun> probes = [.. prompts.Prompts.Take(ProbesToTry).Select(runs.Clean)];

    /// <summary>Checks a law.</summary>
    /// <exception cref="LawException">It does not hold, or applies to nothing.</exception>
    internal LawOutcome Check(Law law)
    {
        var tally = new LawTally();
        foreach (var spec in experiment.FineTunes.Where(spec => FineTuneLaws.Applies(law, spec)))
        {
            using var scope = NewDisposeScope();
            var verdict = Check(law, spec);
            if (verdict.Wrong is { } broken)
            {
                throw new LawException(
                    $"{experiment.Name}: the law {law} does not hold for the adapter {spec.Name}: {broken}. The numbers of this experiment do not mean what they say until it holds.");
            }

            tally.Add(verdict);
        }

        return tally.Count > 0 ? tally.Outcome
            : throw new LawException($"{experiment.Name}: the law {law} applies to nothing in it, so its test would check nothing.");
    }

    private LawVerdict Check(Law law, FineTuneSpec spec) => law switch
    {
        Law.ZeroAdapterIsTheBase => ZeroAdapter(spec),
        Law.MergedEqualsUnmerged => Merged(spec),
        Law.EveryAdapterIsCalled => Called(spec),
        Law.ResumedTrainingEqualsUninterrupted => Resumed(spec),
        Law.FirstPreferenceLossIsKnown => FirstLoss(spec),
        Law.EqualRewardsHaveNoGradient => EqualRewards(spec),
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "It is no law of training."),
    };

    private LawVerdict ZeroAdapter(FineTuneSpec spec)
    {
        using var model = Adapt(spec);
        foreach (var probe in probes)
        {
            using var scope = NewDisposeScope();
            var start = Logits(model, probe);
            Tensor basis;
            using (model.WithoutAdapters())
            {
                basis = Logits(model, probe);
            }

            // Quantised weights are another base than the checkpoint's.
            if (!start.Equals(basis) || (spec.Adapter.Quantization == WeightQuantization.None && !start.Equals(probe.Distribution.Logits)))
            {
                return LawVerdict.Of($"before the first step the logits of the prompt '{ShortText.Of(probe.Prompt.Text)}' are not the base model's");
            }
        }

        return LawVerdict.Holds;
    }

    private LawVerdict Merged(FineTuneSpec spec)
    {
        using var model = Adapt(spec);
        using var training = Train(spec, model);
        training.Run.RunTo(StepsToTry);
        var isZero = model.Adapters.All(adapter => adapter.B.count_nonzero().ToInt64() == 0);
        foreach (var probe in probes)
        {
            using var scope = NewDisposeScope();
            var beside = Logits(model, probe);
            parts.Merge(model);
            var difference = (Logits(model, probe) - beside).abs().max().ToDouble();
            model.Unmerge();
            if (!(difference <= MergedTolerance))
            {
                return LawVerdict.Of($"merged into the weights, the adapter gives logits of the prompt '{ShortText.Of(probe.Prompt.Text)}' that differ by {difference:g3}");
            }

            using var without = model.WithoutAdapters();
            if (spec.Adapter.Quantization == WeightQuantization.None && !Logits(model, probe).Equals(probe.Distribution.Logits))
            {
                return LawVerdict.Of("taken out of the weights again, it does not leave the base model");
            }
        }

        return isZero ? LawVerdict.NothingToCheck($"{StepsToTry} steps leave B at 0, so there is nothing to merge") : LawVerdict.Holds;
    }

    private LawVerdict Called(FineTuneSpec spec)
    {
        var probe = probes.MaxBy(run => run.Ids.Count)!;
        if (probe.Ids.Count < 2)
        {
            if (prompts.Prompts.FirstOrDefault(prompt => runs.Encode(prompt).Count > 1) is not { } longer)
            {
                return LawVerdict.NothingToCheck("every prompt has one position, and no next token that a loss could be of");
            }

            probe = runs.Clean(longer);
        }

        using var model = Adapt(spec);
        using var learning = enable_grad();
        var loss = NextTokenLoss.Of(model.Model.Forward(TokenIds.AsTensor(probe.Ids)), probe.Ids);
        if (loss.requires_grad)
        {
            loss.backward();
        }

        // B starts at zero, so the gradient is B's.
        return LawVerdict.Of(model.Adapters.FirstOrDefault(adapter => adapter.B.grad is not { } gradient || gradient.count_nonzero().ToInt64() == 0) is { } idle
            ? $"the adapter of {idle.Module} gets no gradient on the prompt '{ShortText.Of(probe.Prompt.Text)}': nothing is trained there"
            : null);
    }

    private LawVerdict Resumed(FineTuneSpec spec)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lfmspec-law-{Guid.NewGuid():N}.safetensors");
        // Several updates on one group of samples are not interrupted.
        var half = (StepsToTry + spec.Group.Updates - 1) / spec.Group.Updates * spec.Group.Updates;
        try
        {
            using AdaptedModel whole = Adapt(spec), first = Adapt(spec), second = Adapt(spec);
            using Training uninterrupted = Train(spec, whole), begun = Train(spec, first), resumed = Train(spec, second);
            uninterrupted.Run.RunTo(2 * half);
            begun.Run.RunTo(half);
            begun.Run.Save(file, experiment.Name);
            if (!resumed.Run.Resume(file, experiment.Name))
            {
                return LawVerdict.Of("what it wrote when it stopped cannot be read again");
            }

            resumed.Run.RunTo(2 * half);
            if (Different(whole, second) is { } other)
            {
                return LawVerdict.Of($"stopped after {half} steps and resumed, it has another adapter of {other} after {2 * half} steps");
            }

            using var start = Adapt(spec);
            return Different(whole, start) is null ? LawVerdict.NothingToCheck($"{2 * half} steps leave every adapter as it started") : LawVerdict.Holds;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private LawVerdict FirstLoss(FineTuneSpec spec)
    {
        using var model = Adapt(spec);
        using var training = Train(spec, model);
        training.Run.RunTo(1);
        var expected = spec.Method == TuningMethod.Dpo ? Math.Log(2) : 1 / (4 * spec.Beta * spec.Beta);
        return LawVerdict.Of(Math.Abs(training.Run.Steps[0].Loss - expected) <= LossTolerance * Math.Max(1, expected)
            ? null
            : $"the loss before the first step is {training.Run.Steps[0].Loss:g9} and not {expected:g9}: the adapter does not start from the base model, or the two are not compared on the same tokens");
    }

    private LawVerdict EqualRewards(FineTuneSpec spec)
    {
        using var model = Adapt(spec);
        var training = spec.Training with { Steps = 1, MaxGradNorm = null };
        using var one = Train(spec with { Beta = 0, Training = training }, model, (_, _) => 1);
        one.Run.RunTo(1);
        return LawVerdict.Of(one.Run.Steps[0].GradientNorm == 0
            ? null
            : $"completions of one reward give a gradient of norm {one.Run.Steps[0].GradientNorm:g3} without a KL: the advantages are not relative to the group");
    }

    private AdaptedModel Adapt(FineTuneSpec spec)
    {
        FineTuneCheck.Check(experiment.Name, spec, TuningData.Read(spec.Data, runs.Checkpoint), runs.Checkpoint);
        try
        {
            return parts.Adapt(runs.Checkpoint, spec.Adapter, spec.Seeds[0]);
        }
        catch (CheckpointException error)
        {
            throw new LabException($"{experiment.Name}.{spec.Name}: {error.Message}");
        }
    }

    private Training Train(FineTuneSpec spec, AdaptedModel model, Func<string, string, double>? reward = null)
    {
        var seed = spec.Seeds[0];
        var objective = new Objective(runs.Checkpoint, model, spec, TuningData.Read(spec.Data, runs.Checkpoint), seed, reward, parts.Advantages);
        // Without its warm-up, so that a few steps move the adapters.
        return new Training(objective, new TrainingRun(model, spec.Training with { WarmUp = 0 }, seed, step => parts.Batches(objective, step)));
    }

    private static Tensor Logits(AdaptedModel model, CleanRun probe)
    {
        using var nothingToLearn = no_grad();
        return model.Model.Forward(TokenIds.AsTensor(probe.Ids));
    }

    // The module of the first adapter that differs in a bit, or null.
    private static LinearModule? Different(AdaptedModel one, AdaptedModel other) =>
        one.Adapters.Zip(other.Adapters).FirstOrDefault(pair => !Same(pair.First.A, pair.Second.A) || !Same(pair.First.B, pair.Second.B)) is { First: { } different } ? different.Module : null;

    private static bool Same(Tensor one, Tensor other) => Bits(one).SequenceEqual(Bits(other));

    private static ReadOnlySpan<byte> Bits(Tensor tensor) => MemoryMarshal.AsBytes<float>(HostArray.Of(tensor));

    private sealed record Training(Objective Objective, TrainingRun Run) : IDisposable
    {
        public void Dispose()
        {
            Run.Dispose();
            Objective.Dispose();
        }
    }
}
