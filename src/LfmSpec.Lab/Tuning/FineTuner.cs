using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LfmSpec.Models;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Tuning;

/// <summary>Trains one adapter under each of its seeds and measures what it changed; a run that is known is not made again, one that was stopped goes on.</summary>
internal sealed class FineTuner
{
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(30);
    // A run of millions of steps is smaller.
    private static readonly FileKind KeptKind = new(1 << 28, fault => new IOException(fault.What, fault.Cause), _ => "");

    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, AllowDuplicateProperties = false };

    private readonly Bench bench;
    private readonly Checkpoint checkpoint;
    private readonly PromptSet prompts;
    private readonly ExperimentSpec experiment;
    private readonly FineTuneSpec spec;
    private readonly string? folder;
    private readonly TuningData data;
    private IReadOnlyList<BlockEffect>? blocksBefore;

    /// <param name="bench">What is run with.</param>
    /// <param name="experiment">The experiment: its prompts are the probes.</param>
    /// <param name="spec">One of its adapters.</param>
    /// <param name="folder">Where runs are kept, or null.</param>
    /// <exception cref="LabException">The specification makes no sense, or its data cannot be read.</exception>
    internal FineTuner(Bench bench, ExperimentSpec experiment, FineTuneSpec spec, string? folder)
    {
        this.bench = bench;
        checkpoint = bench.Runs.Checkpoint;
        this.experiment = experiment;
        this.spec = spec;
        this.folder = folder;
        data = TuningData.Read(spec.Data, checkpoint);
        FineTuneCheck.Check(experiment.Name, spec, data, checkpoint);
        prompts = bench.Prompts.Of(experiment.Prompts);
    }

    /// <summary>Checks every adapter of an experiment and its data: what cannot run says so before anything is trained.</summary>
    /// <exception cref="LabException">A specification makes no sense, or its data cannot be read.</exception>
    internal static void Check(Checkpoint checkpoint, ExperimentSpec experiment)
    {
        foreach (var data in experiment.FineTunes.GroupBy(spec => spec.Data))
        {
            var read = TuningData.Read(data.Key, checkpoint);
            foreach (var spec in data)
            {
                FineTuneCheck.Check(experiment.Name, spec, read, checkpoint);
            }
        }
    }

    /// <summary>Trains and measures.</summary>
    /// <param name="cancellation">Stops between two batches; what is finished is kept.</param>
    internal FineTuneResult Run(CancellationToken cancellation) => new(spec, data.Sha256, Runs(cancellation));

    private IReadOnlyList<FineTuneRun> Runs(CancellationToken cancellation)
    {
        var known = spec.Seeds.ToDictionary(seed => seed, Known);
        var steps = spec.Training.Steps * known.Values.Count(run => run is null);
        var progress = new ProgressMeter(bench.Progress, $"{experiment.Name}.{spec.Name}", steps, steps);
        return [.. spec.Seeds.Select(seed => known[seed] ?? Kept(seed, Made(seed, progress, cancellation)))];
    }

    private FineTuneRun Made(long seed, ProgressMeter progress, CancellationToken cancellation)
    {
        IReadOnlyList<CleanRun> probes = [.. prompts.Prompts.Select(bench.Runs.Clean)];
        using var model = Adapt(seed);
        using var objective = new Objective(checkpoint, model, spec, data, seed);
        using var run = new TrainingRun(model, spec.Training, seed, objective.Of);
        var evaluating = new HeldOutEvaluation(checkpoint, spec, data, probes, seed);
        IReadOnlyList<IReadOnlyList<int>> tokens = [.. probes.Select(probe => probe.Ids)];
        TuningEvaluation before;
        using (model.WithoutAdapters())
        {
            before = evaluating.Full(model, 0, cancellation);
            blocksBefore ??= BlockEffect.Of(model.Model, tokens, cancellation);
        }

        List<TuningEvaluation> trajectory = [before];
        Told(seed, () => CheckFinite(before));
        Train(run, seed, trajectory, step => CheckFinite(evaluating.Brief(model, step, cancellation)), progress, cancellation);
        // The last step's own loss is from before it: that it diverged is seen here alone, before anything is kept.
        var after = Told(seed, () => CheckFinite(evaluating.Full(model, spec.Training.Steps, cancellation)));
        if (PathOf(seed, "") is { } adapter)
        {
            Keep(adapter, () => model.Save(adapter, checkpoint.Name));
        }

        return new FineTuneRun
        {
            Seed = seed,
            TrainableParameters = model.TrainableParameters,
            Steps = [.. run.Steps],
            Before = before,
            After = after,
            Trajectory = [.. trajectory, after],
            Probes = ProbeShift.Of(model.Model, probes),
            BlocksBefore = blocksBefore,
            BlocksAfter = BlockEffect.Of(model.Model, tokens, cancellation),
            Adapters = [.. model.Adapters.Select(AdapterSize.Of)],
        };
    }

    private void Train(TrainingRun run, long seed, List<TuningEvaluation> trajectory, Func<int, TuningEvaluation> evaluate, ProgressMeter progress, CancellationToken cancellation)
    {
        var (state, key) = (PathOf(seed, ".safetensors"), KeyOf(seed));
        if (state is not null && run.Resume(state, key))
        {
            trajectory.AddRange(Trajectory(run.Notes));
            progress.Add(run.Steps.Count, run.Steps.Count, run.Steps[^1].Loss);
        }
        else if (File.Exists(state))
        {
            bench.Cache.NoteDamage($"{state}: what a stopped run left is damaged or of an older form; the run begins anew.");
        }

        var savedAt = Stopwatch.GetTimestamp();
        void Save()
        {
            // Not between two updates on the same samples, which are not kept.
            if (state is not null && run.Steps.Count > 0 && run.Steps.Count % spec.Group.Updates == 0)
            {
                run.Notes = [.. trajectory.Skip(1).SelectMany(Notes)];
                Keep(state, () => run.Save(state, key));
                savedAt = Stopwatch.GetTimestamp();
            }
        }

        try
        {
            for (var count = run.Steps.Count; ; count = run.Steps.Count)
            {
                if (count < spec.Training.Steps && spec.EvaluateEvery is { } every && count % every == 0 && trajectory[^1].Step < count)
                {
                    trajectory.Add(evaluate(count));
                }

                if (Stopwatch.GetElapsedTime(savedAt) > BetweenSaves)
                {
                    Save();
                }

                if (count >= spec.Training.Steps)
                {
                    return;
                }

                run.RunTo(count + 1, cancellation: cancellation);
                progress.Add(1, 1, run.Steps[^1].Loss);
            }
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
        catch (LabException error)
        {
            throw Named(seed, error);
        }
    }

    private LabException Named(long seed, LabException error) => new($"{experiment.Name}.{spec.Name}, seed {seed}: {error.Message}");

    private TuningEvaluation Told(long seed, Func<TuningEvaluation> measure)
    {
        try
        {
            return measure();
        }
        catch (LabException error)
        {
            throw Named(seed, error);
        }
    }

    private TuningEvaluation CheckFinite(TuningEvaluation measured)
    {
        double[] numbers = [measured.HeldOutLoss, measured.HeldOutResponseLoss, measured.Shift, measured.ShiftLast];
        return Array.TrueForAll(numbers, double.IsFinite)
            ? measured
            : throw new LabException(
                $"after step {measured.Step} the held-out loss is {measured.HeldOutLoss} and the shift {measured.Shift}: "
                + (measured.Step == 0 ? "the checkpoint's own logits are no numbers. Look for what is no number in its weights." : $"the training has diverged. Lower the learning rate of {spec.Training.LearningRate}."));
    }

    private AdaptedModel Adapt(long seed)
    {
        try
        {
            var model = AdaptedModel.Of(checkpoint, spec.Adapter, seed);
            if (spec.TrainableParameters is { } counted && experiment.CompiledFor == checkpoint.Name && counted != model.TrainableParameters)
            {
                using (model)
                {
                    throw new LabException($"{experiment.Name}.{spec.Name}: the adapter has {model.TrainableParameters:N0} trainable parameters, and {counted:N0} were counted when the code was compiled for {experiment.CompiledFor}. Build it again.");
                }
            }

            return model;
        }
        catch (CheckpointException error)
        {
            throw new LabException($"{experiment.Name}.{spec.Name}: {error.Message}");
        }
    }

    private static double[] Notes(TuningEvaluation at) => [at.Step, at.HeldOutLoss, at.HeldOutResponseLoss, at.Shift, at.ShiftLast];

    private static IEnumerable<TuningEvaluation> Trajectory(IReadOnlyList<double> notes) => notes.Chunk(5).Select(note => new TuningEvaluation
    {
        Step = (int)note[0], HeldOutLoss = note[1], HeldOutResponseLoss = note[2], Shift = note[3], ShiftLast = note[4],
    });

    // Everything that a run's numbers depend on.
    private string KeyOf(long seed)
    {
        var what = JsonSerializer.Serialize(spec with { Name = "", Data = data.Sha256, Seeds = [], TrainableParameters = null }, Format);
        // How a text ends and is padded is said by files of their own beside tokenizer.json.
        var (end, stops, padding) = (EndOfText.Closing(checkpoint), EndOfText.Of(checkpoint.Folder).Order(), PaddingToken.Of(checkpoint));
        return ContentHash.Of(
            EngineVersion.Current,
            checkpoint.WeightsId,
            checkpoint.Tokenizer.Sha256,
            $"{end} {string.Join(' ', stops)} {padding}",
            prompts.Sha256,
            what,
            seed.ToString(CultureInfo.InvariantCulture));
    }

    private string? PathOf(long seed, string extension) => folder is null ? null : Path.Combine(folder, KeyOf(seed) + extension);

    private FineTuneRun? Known(long seed)
    {
        if (PathOf(seed, ".json") is not { } path || !File.Exists(path))
        {
            return null;
        }

        try
        {
            if (CheckedJson.Open(InputFile.ReadText(path, KeptKind)) is { } json)
            {
                return JsonSerializer.Deserialize<FineTuneRun>(json, Format);
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            // what cannot be read is made again
        }

        bench.Cache.NoteDamage($"{path}: the run that is kept is damaged or of an older form; it is trained again.");
        return null;
    }

    private FineTuneRun Kept(long seed, FineTuneRun run)
    {
        if (PathOf(seed, ".json") is not { } path)
        {
            return run;
        }

        Keep(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, temporary => File.WriteAllText(temporary, CheckedJson.Seal(JsonSerializer.Serialize(run, Format))));
            File.Delete(PathOf(seed, ".safetensors")!);
        });
        return run;
    }

    private static void Keep(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: the run cannot be kept ({error.Message}). Make room there, or run without a cache (--no-cache).");
        }
    }
}
