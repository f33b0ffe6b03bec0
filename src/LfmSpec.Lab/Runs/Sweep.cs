using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Runs;

/// <summary>One run that a sweep has to make: a case on a prompt.</summary>
internal sealed record PendingRun(CaseSpec Case, PromptTokens Tokens, string Key, int Entry);

/// <summary>
/// Runs cases over an experiment's prompts: prompt by prompt, all cases of a prompt as rows of one growing batch, in chunks bounded
/// by a memory budget. What the cache has is not run again; a prompt's runs are kept as soon as they are known.
/// </summary>
internal sealed class Sweep
{
    // The widest a row gets: the residual stream and its copies, the MLP's two halves; and a sixth of the budget for the head's logits.
    private const int HiddenCopies = 6, MlpCopies = 3, LogitShare = 6;

    private readonly Bench bench;
    private readonly ExperimentSpec experiment;
    private readonly PromptSet prompts;
    private readonly KeptMeasures kept;
    private readonly IReadOnlyList<CaseSpec> cases;

    private Sweep(Bench bench, ExperimentSpec experiment, IReadOnlyList<CaseSpec> cases)
    {
        this.bench = bench;
        this.experiment = experiment;
        prompts = bench.Prompts.Of(experiment.Prompts);
        kept = experiment.KeptMeasures();
        this.cases = [.. cases.SelectMany(@case => Alone(@case).Prepend(@case)).DistinctBy(@case => CaseKey.Describe(@case))];
    }

    /// <summary>A sweep of cases of an experiment.</summary>
    /// <exception cref="LabException">A case does not fit the model.</exception>
    internal static Sweep Of(Bench bench, ExperimentSpec experiment, IReadOnlyList<CaseSpec> cases)
    {
        SpecificationCheck.Check(experiment, cases, bench.Runs.Checkpoint);
        return new Sweep(bench, experiment, cases);
    }

    private ModelShape Shape => bench.Runs.Model.Shape;

    /// <summary>The cases: the experiment's own, each with those that a measure needs beside it.</summary>
    internal IReadOnlyList<CaseSpec> Cases => cases;

    /// <summary>The runs of a case, by what they are known by, and the work of each.</summary>
    internal IEnumerable<(string Key, long Work)> Runs(CaseSpec @case) => Enumerable.Range(0, prompts.Count).Select(index => At(index, @case)).Select(run => (run.Key, Work(run)));

    /// <summary>Makes the runs that the cache does not have.</summary>
    /// <param name="cancellation">Stops between two blocks; finished prompts are kept.</param>
    /// <param name="wanted">Which, by key; null for all.</param>
    internal void Run(CancellationToken cancellation, Predicate<string>? wanted = null)
    {
        using var nothingToLearn = no_grad();
        var todo = Enumerable.Range(0, prompts.Count).Select(index => Missing(index, wanted)).ToArray();
        var meter = new ProgressMeter(bench.Progress, experiment.Name, todo.Sum(pending => pending.Count), todo.Sum(pending => pending.Sum(Work)));
        foreach (var pending in todo)
        {
            bench.Runs.Free();
            foreach (var group in pending.GroupBy(run => run.Tokens.Prompt))
            {
                var promptRuns = group.First().Tokens.Runs(bench.Runs);
                foreach (var chunk in group.OrderBy(run => run.Entry).Chunk(RowsAtOnce(promptRuns)))
                {
                    Fill(promptRuns, chunk, cancellation);
                    meter.Add(chunk.Length, chunk.Sum(Work));
                }
            }
        }
    }

    /// <summary>Checks that every case fits every prompt.</summary>
    /// <exception cref="LabException">A position does not exist in a prompt.</exception>
    internal void Check()
    {
        for (var index = 0; index < prompts.Count; index++)
        {
            foreach (var @case in cases)
            {
                At(index, @case);
            }
        }
    }

    /// <summary>What the sweep will cost, without running it.</summary>
    /// <param name="before">What the sweeps before it leave: the keys of changed runs, and clean runs. What this one makes is added.</param>
    internal SweepPlan Plan(HashSet<object> before)
    {
        var pending = Enumerable.Range(0, prompts.Count).SelectMany(index => cases.Select(@case => At(index, @case))).ToArray();
        var missing = pending.Where(run => !bench.Cache.Has(run.Key) && before.Add(run.Key)).ToArray();
        var clean = missing.SelectMany(run => new[] { run.Tokens.Prompt.Text, run.Tokens.Other.Text }).Distinct().Count(text => before.Add(("clean", text)));
        var blocks = Shape.Blocks.Count;
        return new SweepPlan
        {
            Experiment = experiment.Name,
            Cases = cases.Count,
            Prompts = prompts.Count,
            Runs = pending.Length,
            Known = pending.Length - missing.Length,
            BlockPasses = missing.Sum(run => (long)(blocks - run.Entry)),
            CleanBlockPasses = (long)blocks * clean,
            NaiveBlockPasses = pending.Length * (long)blocks,
            HeadPositions = missing.Sum(run => kept.Everywhere ? run.Tokens.Positions : 1L),
            NaiveHeadPositions = pending.Sum(run => (long)run.Tokens.Positions),
        };
    }

    /// <summary>The result of a case all of whose runs are made.</summary>
    /// <param name="case">The case.</param>
    /// <returns>Its divergences, prompt by prompt.</returns>
    /// <exception cref="LabException">It changed nothing on any prompt.</exception>
    internal CaseResult Result(CaseSpec @case)
    {
        var divergences = Enumerable.Range(0, prompts.Count).Select(index => Known(index, @case) with { Alone = [.. Alone(@case).Select(alone => Known(index, alone))] }).ToArray();
        var changed = divergences.Sum(divergence => divergence.ChangedElements);
        return changed > 0 || MayChangeNothing(@case)
            ? new CaseResult(@case, prompts, divergences, changed)
            : throw new LabException(
                $"{experiment.Name}.{@case.Name} changed nothing: {@case} left every value as it was, on all {prompts.Count} prompts. " +
                "A KL of 0 here would say nothing about the model. Look at what is replaced and by what.");
    }

    private static bool MayChangeNothing(CaseSpec @case) => @case.Interventions.All(intervention => intervention.MayChangeNothing);

    private Divergence Known(int index, CaseSpec @case) => bench.Cache.Get(At(index, @case).Key);

    // For a measure of what interventions do to one another, each of them alone.
    private IEnumerable<CaseSpec> Alone(CaseSpec @case) =>
        @case.Interventions.Count > 1 && experiment.Measures.Any(measure => measure.Measure.NeedsEachAlone)
            ? @case.Interventions.Select(intervention => new CaseSpec(intervention.ToString()!, [intervention]))
            : [];

    private List<PendingRun> Missing(int index, Predicate<string>? wanted) =>
        [.. cases.Select(@case => At(index, @case)).Where(run => !bench.Cache.Has(run.Key) && wanted?.Invoke(run.Key) != false)];

    private PendingRun At(int index, CaseSpec @case)
    {
        var tokens = PromptTokens.Of(bench.Runs, prompts, index, @case.Into);
        CheckPositions(tokens, @case);
        var entry = Variant.EntryOf(@case.FirstLayer, @case.Interventions.Select(intervention => intervention.Where(Shape).Site));
        return new PendingRun(@case, tokens, CaseKey.Of(bench.Runs.Checkpoint, prompts, tokens, @case, kept), entry);
    }

    private void CheckPositions(PromptTokens tokens, CaseSpec @case)
    {
        if (@case.Interventions.FirstOrDefault(intervention => intervention.At.Place is null && intervention.At.Listed[^1] >= tokens.Positions) is { } beyond)
        {
            throw new LabException(
                $"{experiment.Name}.{@case.Name}: position {beyond.At.Listed[^1]} does not exist in the prompt '{ShortText.Of(tokens.Prompt.Text)}', " +
                $"which has {tokens.Positions} positions, 0 to {tokens.Positions - 1}, with this tokenizer. Name positions that every prompt has, or a place (At).");
        }
    }

    private void Fill(PromptRuns promptRuns, IReadOnlyList<PendingRun> pending, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var variants = pending.Select(run => new Variant([.. run.Case.Interventions.Select(intervention => bench.Editor.Edit(intervention, promptRuns, prompts))], run.Case.FirstLayer)).ToArray();
        var last = Batch.Run(bench.Runs.Model, promptRuns.Run, variants, out var changed, cancellation);
        var measured = new RunComparer(bench.Runs.Model, kept, bench.MemoryBudget / LogitShare).Of(
            promptRuns, prompts.Prompts[promptRuns.Index].TargetId, last, changed, row => ($"{experiment.Name}.{pending[row].Case.Name}", variants[row].Edits));
        bench.Cache.Add(pending.Select((run, row) => (run.Key, measured[row])));
    }

    private long Work(PendingRun run) => (Shape.Blocks.Count + 1L - run.Entry) * run.Tokens.Positions;

    private int RowsAtOnce(PromptRuns promptRuns)
    {
        var bytes = sizeof(float) * (long)promptRuns.Positions * ((HiddenCopies * Shape.Hidden) + (MlpCopies * Shape.MlpHidden));
        return (int)Math.Clamp(bench.MemoryBudget / bytes, 1, 1 << 16);
    }
}
