using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// The door of the lab: one checkpoint, and what has been run on it. A clean run is made once a prompt, a case once; results
/// are kept for the life of the laboratory. Safe for use from several threads; runs are one at a time, the kernels use the cores.
/// </summary>
public sealed class Laboratory : IDisposable
{
    private readonly Lock running = new();
    private readonly Dictionary<string, CleanRun> cleanRuns = [];
    private readonly Dictionary<PromptSpec, PromptSet> promptSets = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CaseSpec, CaseResult> results = new(ReferenceEqualityComparer.Instance);

    private Laboratory(Checkpoint checkpoint) => Checkpoint = checkpoint;

    /// <summary>The checkpoint.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="folder">A folder with config.json, model.safetensors and tokenizer.json.</param>
    /// <returns>The laboratory; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">The checkpoint is missing or broken.</exception>
    public static Laboratory Open(string folder) => new(Checkpoint.Load(folder));

    /// <summary>Runs one case over the experiment's prompts.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="case">One of its cases.</param>
    /// <param name="cancellation">Stops between two prompts.</param>
    /// <returns>What it does to each prompt.</returns>
    /// <exception cref="LabException">The case does not fit the model, or an intervention did not fire or changed nothing.</exception>
    public CaseResult Run(ExperimentSpec experiment, CaseSpec @case, CancellationToken cancellation = default)
    {
        lock (running)
        {
            if (!results.TryGetValue(@case, out var result))
            {
                SpecificationCheck.Check(experiment, @case, Checkpoint.Name, Checkpoint.Model.Shape);
                result = CaseRun.Of(this, experiment, @case, Prompts(experiment), cancellation);
                results.Add(@case, result);
            }

            return result;
        }
    }

    /// <summary>Runs every case of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellation">Stops between two prompts.</param>
    /// <returns>The experiment's result.</returns>
    /// <exception cref="LabException">A case does not fit the model, or an intervention did not fire or changed nothing.</exception>
    public ExperimentResult Run(ExperimentSpec experiment, CancellationToken cancellation = default)
    {
        lock (running)
        {
            var cases = experiment.Cases.Select(@case => Run(experiment, @case, cancellation)).ToArray();
            return new ExperimentResult(experiment, Provenance(experiment), cases);
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
                Parameters = Checkpoint.Model.Parameters,
                ModelSha256 = Checkpoint.Sha256,
                TokenizerSha256 = Checkpoint.Tokenizer.Sha256,
                Prompts = prompts,
                Positions = prompts.Prompts.Sum(prompt => Clean(prompt).Ids.Count),
            };
        }
    }

    /// <summary>Checks a law over all cases of an experiment, on its first prompts.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="law">The law.</param>
    /// <exception cref="LawException">The law does not hold.</exception>
    /// <exception cref="LabException">A case does not fit the model.</exception>
    public void Check(ExperimentSpec experiment, Law law)
    {
        lock (running)
        {
            foreach (var @case in experiment.Cases)
            {
                SpecificationCheck.Check(experiment, @case, Checkpoint.Name, Checkpoint.Model.Shape);
            }

            using var nothingToLearn = no_grad();
            new LawCheck(this, experiment).Check(law);
        }
    }

    /// <summary>The clean run of a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The run; it belongs to the laboratory.</returns>
    public CleanRun Clean(Prompt prompt)
    {
        lock (running)
        {
            if (!cleanRuns.TryGetValue(prompt.Text, out var run))
            {
                using var nothingToLearn = no_grad();
                run = CleanRun.Of(Checkpoint.Model, prompt, Checkpoint.Tokenizer.Encode(prompt.Text));
                cleanRuns.Add(prompt.Text, run);
            }

            return run;
        }
    }

    /// <summary>The prompts of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The prompts.</returns>
    /// <exception cref="LabException">They cannot be read.</exception>
    public PromptSet Prompts(ExperimentSpec experiment)
    {
        lock (running)
        {
            if (!promptSets.TryGetValue(experiment.Prompts, out var prompts))
            {
                promptSets.Add(experiment.Prompts, prompts = PromptSet.Resolve(experiment.Prompts));
            }

            return prompts;
        }
    }

    /// <summary>Frees the clean runs and the weights.</summary>
    public void Dispose()
    {
        lock (running)
        {
            foreach (var run in cleanRuns.Values)
            {
                run.Dispose();
            }

            cleanRuns.Clear();
            Checkpoint.Dispose();
        }
    }
}
