using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The tables of trainings against the runs that they are made of.</summary>
[TestFixture]
public class FineTuneTablesTests
{
    private static readonly AdapterSpec Adapter = new(["w1", "self_attn.out_proj"], [2, 5], 2, 4);
    private static readonly TrainingSpec Training = new(3, 1e-3) { WarmUp = 0 };

    private readonly ExperimentSpec experiment = new()
    {
        Name = "Trial",
        Cases = [],
        FineTunes =
        [
            new FineTuneSpec("slow", Adapter, Training with { LearningRate = 1e-5 }, DataSets.Arithmetic) { Seeds = [0, 1], Examples = 6, EvaluateEvery = 1 },
            new FineTuneSpec("fast", Adapter, Training, DataSets.Arithmetic) { Seeds = [0, 1], Examples = 6, EvaluateEvery = 1 },
            new FineTuneSpec("pairs", Adapter, Training, DataSets.Preferences) { Method = TuningMethod.Dpo, Seeds = [0], Examples = 4 },
        ],
        Prompts = new PromptSpec(["7 + 5 =", "The capital of France is"]),
        Measures = [],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private ExperimentResult result = null!;
    private IReadOnlyList<DataTable> tables = null!;

    [OneTimeSetUp]
    public void Train()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        result = lab.Run(experiment);
        tables = FineTuneTables.Of(experiment, result.FineTunes);
    }

    private Cell this[string table, string row, string column]
    {
        get
        {
            var found = tables.Single(one => one.Name == table);
            return found.Rows.Single(one => one.Name == row).Cells[found.Columns.ToList().IndexOf(column) - 1];
        }
    }

    [Test]
    public void A_row_has_the_means_over_its_seeds_and_their_interval()
    {
        var (first, second) = (result.FineTunes[0].Runs[0].After.HeldOutLoss, result.FineTunes[0].Runs[1].After.HeldOutLoss);
        Assert.That(this["FineTuning", "slow", "held-out loss"].Number, Is.EqualTo((first + second) / 2).Within(1e-12));
        // Two values: the standard deviation is |a - b| / sqrt 2, the mean's error |a - b| / 2, Student's t for one degree of freedom 12.7062.
        Assert.That(this["FineTuning", "slow", "± of it"].Number, Is.EqualTo(12.706204736432095 * Math.Abs(first - second) / 2).Within(1e-9));
        Assert.That(this["FineTuning", "pairs", "± of it"].Text, Is.Empty, "one seed has no interval");
        Assert.That(this["FineTuning", "slow", "trainable"].Number, Is.EqualTo(2 * ((128 + 320) * 2) + (2 * (128 + 128))));
    }

    [Test]
    public void A_column_is_there_if_a_method_has_it()
    {
        Assert.That(tables[0].Columns, Does.Contain("margin").And.Not.Contain("reward"));
        Assert.That(this["FineTuning", "slow", "margin"].Text, Is.Empty);
        Assert.That(this["FineTuning", "pairs", "margin"].Number, Is.EqualTo(result.FineTunes[2].Runs[0].After.Margin));
    }

    [Test]
    public void The_matched_loss_is_the_lowest_that_every_run_on_the_same_data_reached()
    {
        var runs = result.FineTunes.Take(2).SelectMany(one => one.Runs).ToArray();
        var reached = runs.Max(run => run.Trajectory.Min(point => point.HeldOutResponseLoss));

        Assert.That(tables.Single(table => table.Name == "MatchedLoss").Rows.Select(row => row.Name), Is.EqualTo(new[] { "slow", "fast" }), "other data has other losses");
        Assert.That(this["MatchedLoss", "fast", "response loss"].Number, Is.EqualTo(reached));
        Assert.That(this["MatchedLoss", "fast", "shift at this loss"].Number, Is.EqualTo((runs[2].ShiftAtLoss(reached) + runs[3].ShiftAtLoss(reached)) / 2).Within(1e-15));
    }

    [Test]
    public void A_probe_has_its_shift_at_each_position()
    {
        var kl = result.FineTunes[1].Runs.Select(run => run.Probes[1].Kl[2]).Average();
        Assert.That(this["ShiftByPosition", "fast probe 2", "2"].Number, Is.EqualTo(kl).Within(1e-15));
        Assert.That(this["ShiftByPosition", "fast probe 1", "7"].Text, Is.Empty, "7 + 5 = has fewer positions");
    }

    [Test]
    public void Adapters_are_summed_up_by_kind_of_module()
    {
        Assert.That(tables.Single(table => table.Name == "Adapters").Rows.Where(row => row.Name.StartsWith("fast", StringComparison.Ordinal)).Select(row => row.Name), Is.EqualTo(new[] { "fast self_attn.out_proj", "fast feed_forward.w1" }));
        Assert.That(this["Adapters", "fast feed_forward.w1", "adapters"].Number, Is.EqualTo(2));
        Assert.That(this["Blocks", "fast L05", "skip before"].Number, Is.EqualTo(result.FineTunes[1].Runs[0].BlocksBefore[5].Skip).Within(1e-12));
    }
}
