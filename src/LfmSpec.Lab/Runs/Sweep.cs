using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>One run that a sweep has to make: a case on a prompt.</summary>
internal sealed record ChangedRun(CaseSpec Case, SubjectTokens Subject, string Key, int Entry);

/// <summary>
/// Runs cases over an experiment's prompts: prompt by prompt, all cases of a prompt as rows of one growing batch, in chunks bounded
/// by a memory budget. What the cache has is not run again; a prompt's cells are kept as soon as they are known.
/// </summary>
internal sealed class Sweep
{
    // The widest a row gets: the residual stream and its copies, the MLP's two halves; and a sixth of the budget for the head's logits.
    private const int HiddenCopies = 6, MlpCopies = 3, LogitShare = 6;

    private readonly Bench bench;
    private readonly ExperimentSpec experiment;
    private readonly PromptSet prompts;
    private readonly Readings readings;
    private readonly IReadOnlyList<CaseSpec> cases;

    private Sweep(Bench bench, ExperimentSpec experiment, IReadOnlyList<CaseSpec> cases)
    {
        this.bench = bench;
        this.experiment = experiment;
        prompts = bench.Prompts.Of(experiment.Prompts);
        readings = experiment.Readings();
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
    internal IEnumerable<(string Key, long Work)> Runs(CaseSpec @case) => Enumerable.Range(0, prompts.Count).Select(index => At(index, @case)).Select(cell => (cell.Key, Work(cell)));

    /// <summary>Fills the cells that the cache does not have.</summary>
    /// <param name="cancellation">Stops between two blocks; finished prompts are kept.</param>
    /// <param name="wanted">Which, by key; null for all.</param>
    internal void Run(CancellationToken cancellation, Predicate<string>? wanted = null)
    {
        using var nothingToLearn = no_grad();
        var todo = Enumerable.Range(0, prompts.Count).Select(index => Missing(index, wanted)).ToArray();
        var meter = new ProgressMeter(bench.Progress, experiment.Name, todo.Sum(cells => cells.Count), todo.Sum(cells => cells.Sum(Work)));
        foreach (var cells in todo)
        {
            bench.Runs.Free();
            foreach (var group in cells.GroupBy(cell => cell.Subject.Prompt))
            {
                var subject = group.First().Subject.Runs(bench.Runs);
                foreach (var chunk in group.OrderBy(cell => cell.Entry).Chunk(RowsAtOnce(subject)))
                {
                    Fill(subject, chunk, cancellation);
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
        var cells = Enumerable.Range(0, prompts.Count).SelectMany(index => cases.Select(@case => At(index, @case))).ToArray();
        var missing = cells.Where(cell => !bench.Cache.Has(cell.Key) && before.Add(cell.Key)).ToArray();
        var clean = missing.SelectMany(cell => new[] { cell.Subject.Prompt.Text, cell.Subject.Other.Text }).Distinct().Count(text => before.Add(("clean", text)));
        var blocks = Shape.Blocks.Count;
        return new SweepPlan
        {
            Experiment = experiment.Name,
            Cases = cases.Count,
            Prompts = prompts.Count,
            Runs = cells.Length,
            Known = cells.Length - missing.Length,
            BlockPasses = missing.Sum(cell => (long)(blocks - cell.Entry)),
            CleanBlockPasses = (long)blocks * clean,
            NaiveBlockPasses = cells.Length * (long)blocks,
            HeadPositions = missing.Sum(cell => readings.Everywhere ? cell.Subject.Positions : 1L),
            NaiveHeadPositions = cells.Sum(cell => (long)cell.Subject.Positions),
        };
    }

    /// <summary>The result of a case whose cells are all filled.</summary>
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

    private List<ChangedRun> Missing(int index, Predicate<string>? wanted) =>
        [.. cases.Select(@case => At(index, @case)).Where(cell => !bench.Cache.Has(cell.Key) && wanted?.Invoke(cell.Key) != false)];

    private ChangedRun At(int index, CaseSpec @case)
    {
        var subject = SubjectTokens.Of(bench.Runs, prompts, index, @case.Into);
        CheckPositions(subject, @case);
        var entry = Variant.EntryOf(@case.FirstLayer, @case.Interventions.Select(intervention => intervention.Where(Shape).Site));
        return new ChangedRun(@case, subject, CaseKey.Of(bench.Runs.Checkpoint, prompts, subject, @case, readings), entry);
    }

    private void CheckPositions(SubjectTokens subject, CaseSpec @case)
    {
        if (@case.Interventions.FirstOrDefault(intervention => intervention.At.Place is null && intervention.At.Listed[^1] >= subject.Positions) is { } beyond)
        {
            throw new LabException(
                $"{experiment.Name}.{@case.Name}: position {beyond.At.Listed[^1]} does not exist in the prompt '{ShortText.Of(subject.Prompt.Text)}', " +
                $"which has {subject.Positions} positions, 0 to {subject.Positions - 1}, with this tokenizer. Name positions that every prompt has, or a place (At).");
        }
    }

    private void Fill(Subject subject, IReadOnlyList<ChangedRun> cells, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var variants = cells.Select(cell => new Variant([.. cell.Case.Interventions.Select(intervention => bench.Editor.Edit(intervention, subject, prompts))], cell.Case.FirstLayer)).ToArray();
        var last = Batch.Run(bench.Runs.Model, subject.Run, variants, out var changed, cancellation);
        var measured = new Measuring(bench.Runs.Model, readings, bench.MemoryBudget / LogitShare).Of(
            subject, prompts.Prompts[subject.Index].TargetId, last, changed, row => ($"{experiment.Name}.{cells[row].Case.Name}", variants[row].Edits));
        bench.Cache.Add(cells.Select((cell, row) => (cell.Key, measured[row])));
    }

    private long Work(ChangedRun cell) => (Shape.Blocks.Count + 1L - cell.Entry) * cell.Subject.Positions;

    private int RowsAtOnce(Subject subject)
    {
        var bytes = sizeof(float) * (long)subject.Positions * ((HiddenCopies * Shape.Hidden) + (MlpCopies * Shape.MlpHidden));
        return (int)Math.Clamp(bench.MemoryBudget / bytes, 1, 1 << 16);
    }
}
