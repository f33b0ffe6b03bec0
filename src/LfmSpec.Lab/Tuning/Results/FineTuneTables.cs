using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>What trainings did, as the tables of an experiment's page. Numbers are means over the seeds; ± is the half-width of their 95 % interval by Student's t.</summary>
public static class FineTuneTables
{
    /// <summary>The name of the table with a row a case.</summary>
    public const string Main = "FineTuning";

    /// <summary>The tables.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="results">Its cases, in order.</param>
    /// <returns>The tables; none for an experiment that trains nothing.</returns>
    public static IReadOnlyList<DataTable> Of(ExperimentSpec experiment, IReadOnlyList<FineTuneResult> results) => results.Count == 0
        ? []
        : [Cases(experiment, results), .. MatchedLoss(results), Curves(results), Probes(results), Blocks(results), Adapters(results)];

    /// <summary>A row a case.</summary>
    /// <param name="experiment">The experiment: its methods say which columns there are.</param>
    /// <param name="results">Some of its cases.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">A number is none, or cannot be. The message names case, seed and measure.</exception>
    public static DataTable Cases(ExperimentSpec experiment, IReadOnlyList<FineTuneResult> results)
    {
        foreach (var result in results)
        {
            FineTuneResultCheck.Check(experiment, result);
        }

        var columns = Columns(experiment).ToArray();
        return new DataTable(
            Main,
            "Losses in nats a token that counts (of DPO and GRPO their own); the run's mean falls with its length whatever is learned, the last fifth of its steps does not. Held-out loss is over the same tokens, " +
            "response loss over those of held-out responses alone, the same unit in every row. Shift: KL(base ‖ tuned) in nats over the probes, the base being the checkpoint as it is. " +
            "Hub: the block of the largest skip KL. Right: the share of held-out prompts answered rightly by the most probable tokens, or of pairs of a positive margin. " +
            "± is half of the 95 % interval of the mean over the seeds (Student's t); one seed has none.",
            ["case", .. columns.Select(column => column.Name)],
            [.. results.Select(result => new DataRow(result.Spec.Name, [.. columns.Select(column => column.Of(result))]))]);
    }

    private static IEnumerable<(string Name, Func<FineTuneResult, Cell> Of)> Columns(ExperimentSpec experiment)
    {
        static Func<FineTuneResult, Cell> Mean(Func<FineTuneRun, double> of) => result => Number(result.Over(of).Mean);
        static Func<FineTuneResult, Cell> HalfWidth(Func<FineTuneRun, double> of) => result => Number(result.Over(of).HalfWidth);
        yield return ("seeds", result => Cell.Of(result.Runs.Count));
        yield return ("trainable", result => Cell.Of(result.TrainableParameters));
        yield return ("run's mean loss", Mean(run => run.Steps.Count > 0 ? run.RunMeanLoss : double.NaN));
        yield return ("last fifth's loss", Mean(run => run.Steps.Count > 0 ? run.LastFifthLoss : double.NaN));
        yield return ("held-out loss before", Mean(run => run.Before.HeldOutLoss));
        yield return ("held-out loss", Mean(run => run.After.HeldOutLoss));
        yield return ("± of it", HalfWidth(run => run.After.HeldOutLoss));
        yield return ("response loss before", Mean(run => run.Before.HeldOutResponseLoss));
        yield return ("response loss", Mean(run => run.After.HeldOutResponseLoss));
        yield return ("shift before", Mean(run => run.Before.Shift));
        yield return ("shift, mean over positions", Mean(run => run.After.Shift));
        yield return ("± of the shift", HalfWidth(run => run.After.Shift));
        yield return ("shift, last position", Mean(run => run.After.ShiftLast));
        yield return ("hub", result => Cell.Of(Block(result.Runs.Select(run => run.Hub))));
        yield return ("hub after", result => Cell.Of(Block(result.Runs.Select(run => run.HubAfter))));
        yield return ("hub's skip KL, after by before", Mean(run => run.HubPreservation));
        yield return ("norm of B A", Mean(run => run.AdapterNorm));
        yield return ("effective rank", Mean(run => run.EffectiveRank));
        yield return ("right before", Mean(run => run.Before.Accuracy));
        yield return ("right", Mean(run => run.After.Accuracy));
        if (experiment.FineTunes.Any(spec => spec.Method.IsOfPreferences()))
        {
            yield return ("margin", Mean(run => run.After.Margin));
        }

        if (experiment.FineTunes.Any(spec => Objective.KindOf(spec.Method) == DataKind.Problems))
        {
            yield return ("reward before", Mean(run => run.Before.Reward));
            yield return ("reward", Mean(run => run.After.Reward));
        }
    }

    // The shift at the loss that every run on the same data reached: what learned less has moved less for that reason alone.
    private static IEnumerable<DataTable> MatchedLoss(IReadOnlyList<FineTuneResult> results)
    {
        static double Lowest(FineTuneRun run) => run.Trajectory.Min(point => point.HeldOutResponseLoss);
        DataRow[] rows =
        [
            .. from data in results.Where(result => result.Spec.EvaluateEvery is not null).GroupBy(result => result.DataSha256)
               where data.Count() > 1
               let reached = data.Max(result => result.Runs.Max(Lowest))
               from result in data
               let shift = result.Over(run => run.ShiftAtLoss(reached))
               select new DataRow(result.Spec.Name, [Cell.Of(reached), Number(shift.Mean), Number(shift.HalfWidth), Number(result.Over(Lowest).Mean)]),
        ];
        return rows.Length == 0 ? [] :
        [
            new DataTable(
                "MatchedLoss",
                "The shift (KL(base ‖ tuned) in nats, mean over positions) where the response loss on held-out examples first comes down to the lowest that every run on the same data reached: " +
                "between two measurements on a line.",
                ["case", "response loss", "shift at this loss", "± of it", "lowest response loss"],
                rows),
        ];
    }

    private static DataTable Curves(IReadOnlyList<FineTuneResult> results)
    {
        var parts = results.Max(result => result.Runs[0].LossByTenths.Count);
        return new DataTable(
            "LossCurve",
            "The mean training loss of each tenth of the run (of a run of fewer than ten steps, of each step).",
            ["case", .. Enumerable.Range(1, parts).Select(part => part.ToString(CultureInfo.InvariantCulture))],
            [.. results.Where(result => result.Runs[0].Steps.Count > 0).Select(result => new DataRow(
                result.Spec.Name,
                [.. Enumerable.Range(0, parts).Select(part => part < result.Runs[0].LossByTenths.Count ? Number(result.Over(run => run.LossByTenths[part]).Mean) : Cell.Of(""))]))]);
    }

    private static DataTable Probes(IReadOnlyList<FineTuneResult> results)
    {
        var positions = results[0].Runs[0].Probes.Max(probe => probe.Kl.Count);
        return new DataTable(
            "ShiftByPosition",
            $"KL(base ‖ tuned) in nats at each position (from 0) of each probe, and the share of positions whose most probable next token is the base's. Probes: {string.Join(", ", results[0].Runs[0].Probes.Select((probe, index) => $"{index + 1} {TokenText.Quote(probe.Prompt)}"))}.",
            ["case and probe", "same top 1", .. Enumerable.Range(0, positions).Select(position => position.ToString(CultureInfo.InvariantCulture))],
            [
                .. from result in results
                   from probe in Enumerable.Range(0, result.Runs[0].Probes.Count)
                   let length = result.Runs[0].Probes[probe].Kl.Count
                   select new DataRow(
                       $"{result.Spec.Name} probe {probe + 1}",
                       [
                           Number(result.Over(run => run.Probes[probe].SameTop1.Count(same => same) / (double)length).Mean),
                           .. Enumerable.Range(0, positions).Select(position => position < length ? Number(result.Over(run => run.Probes[probe].Kl[position]).Mean) : Cell.Of("")),
                       ]),
            ]);
    }

    private static DataTable Blocks(IReadOnlyList<FineTuneResult> results) => new(
        "Blocks",
        "How much the model depends on each block before and after training, KL in nats over the probes: the block skipped, mean over positions; its MLP set to zero, last position, as published.",
        ["case and block", "skip before", "skip after", "MLP before", "MLP after"],
        [
            .. from result in results
               from layer in Enumerable.Range(0, result.Runs[0].BlocksBefore.Count)
               select DataRow.Of(
                   $"{result.Spec.Name} L{layer:00}",
                   result.Over(run => run.BlocksBefore[layer].Skip).Mean,
                   result.Over(run => run.BlocksAfter[layer].Skip).Mean,
                   result.Over(run => run.BlocksBefore[layer].Mlp).Mean,
                   result.Over(run => run.BlocksAfter[layer].Mlp).Mean),
        ]);

    private static DataTable Adapters(IReadOnlyList<FineTuneResult> results) => new(
        "Adapters",
        "What the adapters of each kind of module add to its weights, alpha / rank B A: their number, the root of the mean squared Frobenius norm, the mean effective rank (e to the entropy of the singular values' shares, Roy and Vetterli 2007).",
        ["case and module", "adapters", "norm", "effective rank"],
        [
            .. from result in results
               from kind in result.Runs[0].Adapters.Index().GroupBy(adapter => Kind(adapter.Item.Module), adapter => adapter.Index)
               select DataRow.Of(
                   $"{result.Spec.Name} {kind.Key}",
                   kind.Count(),
                   result.Over(run => Math.Sqrt(Descriptive.Mean(kind.Select(index => run.Adapters[index].Norm * run.Adapters[index].Norm)))).Mean,
                   result.Over(run => Descriptive.Mean(kind.Select(index => run.Adapters[index].EffectiveRank))).Mean),
        ]);

    // model.layers.3.conv.in_proj -> conv.in_proj
    private static string Kind(string module) => string.Join('.', module.Split('.').Skip(3));

    private static string Block(IEnumerable<int> layers) => string.Join(", ", layers.Distinct().Order().Select(layer => $"L{layer:00}"));

    private static Cell Number(double value) => double.IsNaN(value) ? Cell.Of("") : Cell.Finite(value);
}
