using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab;

/// <summary>
/// The door of the lab: one checkpoint, and what has been run on it. A clean run is made once a prompt, a case once; results
/// are kept for the life of the laboratory. Safe for use from several threads; runs are one at a time, the kernels use the cores.
/// </summary>
public sealed partial class Laboratory : IDisposable
{
    private readonly Lock running = new();
    private readonly Dictionary<FineTuneSpec, FineTuneResult> tuned = new(ReferenceEqualityComparer.Instance);
    private readonly string? tuningFolder;

    private Laboratory(Checkpoint checkpoint, LaboratoryOptions options)
    {
        Checkpoint = checkpoint;
        Shard = options.Shard;
        var cache = new ResultCache(options.CacheFolder is { } folder ? Files(folder) : null);
        tuningFolder = options.CacheFolder is { } kept ? Path.Combine(kept, "tuning") : null;
        Bench = new Bench(new CleanRunStore(checkpoint, options.CleanRunBudget, running), new PromptSets(checkpoint), cache, options.MemoryBudget, options.Progress);
    }

    /// <summary>The checkpoint.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Whose results it keeps.</summary>
    public Shard Shard { get; }

    /// <summary>What the cache has kept and is not as it was written, a message each file: damaged, cut short, or of an older form. It is computed again.</summary>
    public IReadOnlyList<string> DamagedResults => [.. Bench.Cache.Damaged];

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="folder">A folder with config.json, model.safetensors and tokenizer.json.</param>
    /// <param name="options">How it works; null for the usual.</param>
    /// <returns>The laboratory; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">The checkpoint is missing or broken.</exception>
    /// <exception cref="LabException">The cache cannot be read.</exception>
    public static Laboratory Open(string folder, LaboratoryOptions? options = null) => new(Checkpoint.Load(folder), options ?? new LaboratoryOptions());

    /// <summary>Checks that experiments that are run together have names of their own: a table is named after its experiment.</summary>
    /// <param name="experiments">The experiments of a run.</param>
    /// <exception cref="LabException">Two have one name, or names that a file system may take for one.</exception>
    public static void CheckNames(IReadOnlyList<ExperimentSpec> experiments) => SpecificationCheck.CheckNames(experiments);

    /// <summary>What everything is run with.</summary>
    internal Bench Bench { get; }

    /// <summary>Runs one case over the experiment's prompts.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="case">One of its cases.</param>
    /// <param name="cancellation">Stops between two blocks; what is finished is kept.</param>
    /// <returns>What it does to each prompt.</returns>
    /// <exception cref="LabException">The case does not fit the model, or an intervention did not fire or changed nothing.</exception>
    public CaseResult Run(ExperimentSpec experiment, CaseSpec @case, CancellationToken cancellation = default) => Run(experiment, [@case], cancellation)[0];

    /// <summary>Runs some cases over the experiment's prompts, as one sweep.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cases">Some of its cases.</param>
    /// <param name="cancellation">Stops between two blocks; what is finished is kept.</param>
    /// <returns>What each does to each prompt, in order.</returns>
    /// <exception cref="LabException">A case does not fit the model, or an intervention did not fire or changed nothing.</exception>
    public IReadOnlyList<CaseResult> Run(ExperimentSpec experiment, IReadOnlyList<CaseSpec> cases, CancellationToken cancellation = default)
    {
        lock (running)
        {
            var sweep = Sweep.Of(Bench, experiment, cases);
            sweep.Run(cancellation);
            return [.. cases.Select(sweep.Result)];
        }
    }

    /// <summary>Makes some cases' runs known, as one sweep, so that each of them is asked for at no cost.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cases">Some of its cases.</param>
    /// <param name="cancellation">Stops between two blocks; what is finished is kept.</param>
    /// <exception cref="LabException">A case does not fit the model, or an intervention did not fire.</exception>
    public void Prepare(ExperimentSpec experiment, IReadOnlyList<CaseSpec> cases, CancellationToken cancellation = default)
    {
        lock (running)
        {
            Sweep.Of(Bench, experiment, cases).Run(cancellation);
        }
    }

    /// <summary>Runs every case of an experiment, as one sweep, and reads its observations.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellation">Stops between two blocks; what is finished is kept.</param>
    /// <returns>The experiment's result.</returns>
    /// <exception cref="LabException">A case does not fit the model, or an intervention did not fire or changed nothing.</exception>
    public ExperimentResult Run(ExperimentSpec experiment, CancellationToken cancellation = default)
    {
        lock (running)
        {
            experiment.MustBeMade();
            FineTuner.Check(Checkpoint, experiment);
            var cases = experiment.Cases.Count == 0 ? [] : Run(experiment, experiment.Cases, cancellation);
            return new ExperimentResult(
                experiment,
                Provenance(experiment),
                cases,
                [.. experiment.Observations.Select(observation => Observe(experiment, observation, cancellation))],
                [.. experiment.Summaries.Select(summary => SummaryTable.Of(summary, experiment.Name, experiment.Measures, Checkpoint.Model.Shape, cases))])
            {
                FineTunes = [.. experiment.FineTunes.Select(run => FineTune(experiment, run, cancellation))],
                Capability = experiment.Capability is null ? null : CapabilityRun.Of(Bench, experiment, cancellation),
            };
        }
    }

    /// <summary>Reads one quantity of the clean runs.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="observation">One of its observations.</param>
    /// <param name="cancellation">Stops between two prompts.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">The quantity cannot be read of this model or these prompts.</exception>
    public DataTable Observe(ExperimentSpec experiment, ObservationSpec observation, CancellationToken cancellation = default)
    {
        lock (running)
        {
            var prompts = Prompts(experiment);
            var key = ObservationKey.Of(Checkpoint, prompts, experiment, observation);
            if (Bench.Cache.Table(key) is not { } known)
            {
                var runs = new CleanRuns(observation.Name, Bench.Runs, prompts, experiment.Published is not null, cancellation);
                Bench.Cache.Add(key, known = ObservationTable.Of(runs, observation, experiment.Name));
            }

            return known with { Name = observation.Name };
        }
    }

    /// <summary>
    /// Trains one adapter under each of its seeds, and measures what it changed. Where there is a cache a run that is kept by content is not made again,
    /// one that was stopped goes on, and the adapter lies beside its run in PEFT's files, in <c>tuning</c>.
    /// </summary>
    /// <param name="experiment">The experiment: its prompts are the probes on which the shift is measured.</param>
    /// <param name="run">One of its adapters.</param>
    /// <param name="cancellation">Stops between two batches; what is finished is kept where there is a cache.</param>
    /// <returns>A run each seed.</returns>
    /// <exception cref="LabException">The adapter or its data does not fit the model or the method, or the training diverges.</exception>
    public FineTuneResult FineTune(ExperimentSpec experiment, FineTuneSpec run, CancellationToken cancellation = default)
    {
        lock (running)
        {
            if (!tuned.TryGetValue(run, out var result))
            {
                tuned.Add(run, result = new FineTuner(Bench, experiment, run, tuningFolder).Run(cancellation));
            }

            return result;
        }
    }

    /// <summary>What the cases of experiments will cost, one after the other, without running them: what one makes known costs the next nothing.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <returns>A plan each.</returns>
    /// <exception cref="LabException">A case does not fit the model.</exception>
    public IReadOnlyList<SweepPlan> Plan(params IReadOnlyList<ExperimentSpec> experiments)
    {
        lock (running)
        {
            var before = new HashSet<object>();
            return [.. experiments.Select(experiment => Sweep.Of(Bench, experiment, experiment.Cases).Plan(before))];
        }
    }

    /// <summary>Runs one prompt with interventions that act together.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="interventions">What is changed.</param>
    /// <returns>Both runs' logits and how they differ; dispose it.</returns>
    /// <exception cref="LabException">The model has no such place, or nothing changed.</exception>
    public Trial Try(string prompt, params IReadOnlyList<Intervention> interventions) => Try(new PromptSpec([prompt]), interventions);

    /// <summary>Runs the first prompt, or the first pair, of a set with interventions that act together; others of the set are what some replacements are taken from.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="interventions">What is changed.</param>
    /// <returns>Both runs' logits and how they differ; dispose it.</returns>
    /// <exception cref="LabException">The model has no such place, or nothing changed.</exception>
    public Trial Try(PromptSpec prompts, params IReadOnlyList<Intervention> interventions)
    {
        lock (running)
        {
            var @case = new CaseSpec(string.Join(" and ", interventions), interventions);
            var experiment = new ExperimentSpec { Name = "Trial", Cases = [@case], Prompts = prompts, Measures = [], CompiledFor = "" };
            SpecificationCheck.Check(experiment, experiment.Cases, Checkpoint);
            var promptRuns = PromptRuns.Of(Bench.Runs, Prompts(experiment), 0, @case.Into);
            Trial.CheckPositions(promptRuns, @case);
            var trial = Trial.Of(Bench, promptRuns, @case, Prompts(experiment));
            return trial.Divergence.ChangedElements > 0 ? trial : throw new LabException($"{@case} left every value as it was. Look at what is replaced and by what.");
        }
    }

    /// <summary>What an experiment's numbers depend on.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The checkpoint and the prompts.</returns>
    /// <exception cref="LabException">The prompts cannot be read or do not fit the model.</exception>
    public Provenance Provenance(ExperimentSpec experiment)
    {
        lock (running)
        {
            var prompts = Prompts(experiment);
            return new Provenance
            {
                Model = Checkpoint.Name,
                IsRounded = Checkpoint.IsRounded,
                Parameters = Checkpoint.Model.Parameters,
                ModelSha256 = Checkpoint.Sha256,
                TokenizerSha256 = Checkpoint.Tokenizer.Sha256,
                Prompts = prompts,
                Positions = prompts.Pairs.Count == 0
                    ? prompts.Prompts.Sum(prompt => Bench.Runs.Encode(prompt).Count)
                    : prompts.Pairs.Sum(pair => Bench.Runs.Encode(new Prompt("", pair.Clean)).Count + Bench.Runs.Encode(new Prompt("", pair.Corrupt)).Count),
            };
        }
    }

    /// <summary>The clean run of a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The run; it belongs to the laboratory, which may free it when an experiment is run.</returns>
    /// <exception cref="LabException">The prompt has no token, or more than the model's context.</exception>
    public CleanRun Clean(Prompt prompt) => Bench.Runs.Clean(prompt);

    /// <summary>The prompts of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The prompts.</returns>
    /// <exception cref="LabException">They cannot be read.</exception>
    public PromptSet Prompts(ExperimentSpec experiment)
    {
        lock (running)
        {
            return Bench.Prompts.Of(experiment.Prompts);
        }
    }

    /// <summary>Frees the clean runs and the weights.</summary>
    public void Dispose()
    {
        lock (running)
        {
            Bench.Runs.Dispose();
            Checkpoint.Dispose();
        }
    }
}
