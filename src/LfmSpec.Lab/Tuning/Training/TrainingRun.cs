using LfmSpec.Models;
using LfmSpec.Models.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>One optimizer step as it went.</summary>
/// <param name="Loss">What was minimised, over all the step's batches, before the step.</param>
/// <param name="GradientNorm">The L2 norm of all gradients together, before clipping.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Reward">The mean reward: over the step's pairs the margin of the implicit rewards, over its completions their own; not a number of supervised training.</param>
public readonly record struct TrainingStep(double Loss, double GradientNorm, double LearningRate, double Reward);

/// <summary>
/// Trains the adapters of a model: AdamW, the gradients of a step's batches summed, of which each knows its part of the step's loss, and clipped by their norm.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly AdaptedModel model;
    private readonly TrainingSpec training;
    private readonly long seed;
    private readonly Func<int, IReadOnlyList<MicroBatch>> batches;
    private readonly Parameter[] parameters;
    private readonly AdamW optimizer;
    private readonly List<TrainingStep> steps = [];

    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="seed">The seed of dropout.</param>
    /// <param name="batches">The batches of a step, from 0.</param>
    internal TrainingRun(AdaptedModel model, TrainingSpec training, long seed, Func<int, IReadOnlyList<MicroBatch>> batches)
    {
        this.model = model;
        this.training = training;
        this.seed = seed;
        this.batches = batches;
        parameters = [.. model.Adapters.SelectMany(adapter => new[] { adapter.A, adapter.B })];
        optimizer = optim.AdamW(parameters, training.LearningRate, 0.9, 0.999, 1e-8, training.WeightDecay);
    }

    /// <summary>The steps so far.</summary>
    internal IReadOnlyList<TrainingStep> Steps => steps;

    /// <summary>What is saved beside the steps.</summary>
    internal IReadOnlyList<double> Notes { get; set; } = [];

    /// <summary>Goes on to a step.</summary>
    /// <param name="end">The number of steps after which it stops.</param>
    /// <param name="told">Told of every step.</param>
    /// <param name="cancellation">Stops between two batches; the steps that are finished stand.</param>
    /// <exception cref="LabException">The loss is not a finite number.</exception>
    internal void RunTo(int end, Action<TrainingStep>? told = null, CancellationToken cancellation = default)
    {
        while (steps.Count < end)
        {
            var step = Step(steps.Count, cancellation);
            steps.Add(step);
            told?.Invoke(step);
        }
    }

    /// <summary>Writes what is needed to go on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What the run depends on.</param>
    internal void Save(string path, string key) => TrainingState.Write(path, key, model.Adapters, optimizer, steps, Notes);

    /// <summary>Goes on from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What the run depends on.</param>
    /// <returns>False if the file is not there, not whole, or of another run; then nothing has changed.</returns>
    internal bool Resume(string path, string key)
    {
        if (TrainingState.Read(path, key, model.Adapters, optimizer) is not { } known)
        {
            return false;
        }

        steps.Clear();
        steps.AddRange(known.Steps);
        Notes = known.Notes;
        return true;
    }

    private TrainingStep Step(int number, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var micro = batches(number);
        var size = StepSize.Of(micro);
        using var learning = enable_grad();
        using var generator = Streams.Of(seed, Draw.Dropout, number);
        using var dropping = model.Dropping(generator);
        double loss = 0, reward = 0;
        optimizer.zero_grad();
        foreach (var batch in micro)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var part = batch.Loss(model, size);
            part.backward();
            loss += part.ToDouble();
            reward += batch.MeanReward * (batch.Size.Rows / (double)size.Rows);
        }

        var rate = LearningRate.At(training, number);
        var norm = nn.utils.clip_grad_norm_(parameters, training.MaxGradNorm ?? double.PositiveInfinity);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw Diverged(number, loss, norm, micro);
        }

        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        optimizer.step();
        return new TrainingStep(loss, norm, rate, reward);
    }

    // The step once more, with every site looked at.
    private LabException Diverged(int number, double loss, double norm, IReadOnlyList<MicroBatch> micro)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var watch = new FiniteWatch();
        using (model.Model.Watching(watch))
        {
            foreach (var batch in micro.TakeWhile(_ => watch.Found is null))
            {
                batch.Loss(model);
            }
        }

        var place = watch.Found is { } found ? $" There is {found}, its first value that is not finite." : "";
        return new LabException($"The loss of step {number + 1} is {loss} and the norm of its gradient {norm}: the training has diverged.{place} Lower the learning rate of {training.LearningRate}.");
    }

    public void Dispose() => optimizer.Dispose();
}
