using System.Globalization;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>Measures a model on the held-out part of the data and on the probes; every text alone, sums in double in the data's order.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="spec">How the adapters are trained.</param>
/// <param name="data">The data.</param>
/// <param name="probes">The checkpoint's own runs of the probes.</param>
/// <param name="seed">The seed of the samples that are rewarded.</param>
internal sealed class HeldOutEvaluation(Checkpoint checkpoint, FineTuneSpec spec, TuningData data, IReadOnlyList<CleanRun> probes, long seed)
{
    private readonly TextEncoding encoding = new(checkpoint, spec.Loss, spec.PadTo);
    private readonly TextEncoding responses = new(checkpoint, LossOver.Response, spec.PadTo);

    /// <summary>Measures losses and the shift.</summary>
    /// <param name="model">The model.</param>
    /// <param name="step">The steps so far.</param>
    /// <param name="cancellation">Stops between two texts.</param>
    internal TuningEvaluation Brief(AdaptedModel model, int step, CancellationToken cancellation)
    {
        using var nothingToLearn = no_grad();
        var shift = ProbeShift.Of(
            model.Model, probes, $"the model after step {step}", $"The training has diverged: lower the learning rate of {spec.Training.LearningRate.ToString(CultureInfo.InvariantCulture)}");
        return new TuningEvaluation
        {
            Step = step,
            HeldOutLoss = Kind switch
            {
                DataKind.Responses => Loss(model, encoding, cancellation),
                DataKind.Preferences => Pairs(model, cancellation).Loss,
                _ => Loss(model, responses, cancellation),
            },
            HeldOutResponseLoss = Loss(model, responses, cancellation),
            Shift = Descriptive.Mean(shift.Select(probe => probe.Mean)),
            ShiftLast = Descriptive.Mean(shift.Select(probe => probe.Last)),
        };
    }

    /// <summary>Adds what costs more: accuracy, rewards, margins.</summary>
    internal TuningEvaluation Full(AdaptedModel model, int step, CancellationToken cancellation)
    {
        using var nothingToLearn = no_grad();
        var brief = Brief(model, step, cancellation);
        if (Kind == DataKind.Preferences)
        {
            var (_, margin, accuracy) = Pairs(model, cancellation);
            return brief with { Margin = margin, Accuracy = accuracy };
        }

        var accurate = Descriptive.Mean(data.HeldOut.Select(example => Answers(model, example, cancellation) ? 1.0 : 0));
        return Kind == DataKind.Problems ? brief with { Accuracy = accurate, Reward = Rewards(model, cancellation) } : brief with { Accuracy = accurate };
    }

    private DataKind Kind => data.Kind;

    private double Loss(AdaptedModel model, TextEncoding by, CancellationToken cancellation)
    {
        double sum = 0;
        long targets = 0;
        foreach (var example in data.HeldOut)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = by.Batch([example]);
            sum += batch.Loss(model.Model).ToDouble() * batch.Targets;
            targets += batch.Targets;
        }

        return sum / targets;
    }

    private (double Loss, double Margin, double Accuracy) Pairs(AdaptedModel model, CancellationToken cancellation)
    {
        double loss = 0, margin = 0, right = 0;
        foreach (var pair in data.HeldOut)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = new PreferenceBatch(encoding.Pairs([pair]), spec.Method, spec.Beta);
            loss += batch.Loss(model).ToDouble();
            margin += batch.MeanReward;
            right += batch.MeanReward > 0 ? 1 : batch.MeanReward == 0 ? 0.5 : 0;
        }

        return (loss / data.HeldOut.Count, margin / data.HeldOut.Count, right / data.HeldOut.Count);
    }

    // Of an answer of one line only the first line of what the model says is compared.
    private bool Answers(AdaptedModel model, TuningExample example, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var expected = encoding.Answer(example);
        var text = Continued(model, example).Trim();
        return Kind == DataKind.Problems
            ? Reward.Of(text, expected) == 1
            : (expected.Contains('\n', StringComparison.Ordinal) ? text : text.Split('\n')[0].TrimEnd()) == expected;
    }

    private string Continued(AdaptedModel model, TuningExample example)
    {
        var ids = encoding.Prompt(example);
        var tokens = encoding.Tokens(example, example.Prompt + example.Response).Count - ids.Count + 1;
        var room = Math.Min(Math.Max(1, Kind == DataKind.Problems ? spec.Group.MaxNewTokens : tokens), model.Model.Shape.Context - ids.Count);
        return checkpoint.Tokenizer.Decode(new Completions(model.Model, encoding.Ends).Greedy([ids], room)[0], skipSpecialTokens: true);
    }

    private double Rewards(AdaptedModel model, CancellationToken cancellation)
    {
        using var objective = new Objective(checkpoint, model, spec, data, seed);
        // The same stream before and after: the two are compared on the same draws.
        using var generator = Streams.Of(seed, Draw.Evaluation, 0);
        return Descriptive.Mean(data.HeldOut.SelectMany(problem =>
        {
            cancellation.ThrowIfCancellationRequested();
            return objective.Group(model, problem, generator).Rewards;
        }));
    }
}
