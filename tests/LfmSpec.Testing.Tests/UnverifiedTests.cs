using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>A model without approved tables is neither passed nor failed.</summary>
[TestFixture]
public class UnverifiedTests
{
    private static readonly ExperimentSpec Experiment = new()
    {
        Name = "Trial",
        Cases = [new CaseSpec("Ablate_L05_Mlp", [new Ablation(5, Component.Mlp)])],
        Observations = [new ObservationSpec("Observe_ConvTaps", new ConvTaps())],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [new MeasureSpec(new Kl())],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    private ExperimentSettings Another => new(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), Path.Combine(folder, "other")) { IsAnotherModel = true };

    [Test]
    public void A_case_is_inconclusive_and_says_its_numbers() => Assert.That(
        () => Fixture.Case(Another, Experiment, "Ablate_L05_Mlp"),
        Throws.TypeOf<InconclusiveException>().With.Message.Contains("Unverified: other has no approved table").And.Message.Contains("L05 mlp → zero: KL, mean over positions 2.72"));

    [Test]
    public void An_observation_is_inconclusive() =>
        Assert.That(() => Fixture.Observe(Another, Experiment, "Observe_ConvTaps"), Throws.TypeOf<InconclusiveException>().With.Message.Contains("8 rows were read"));

    [Test]
    public void A_baseline_leaves_its_table_and_is_inconclusive_until_it_is_approved()
    {
        Assert.That(() => Fixture.Baseline(Another, Experiment), Throws.TypeOf<InconclusiveException>());
        var received = Path.Combine(Another.SnapshotFolder, "Trial.Baseline.received.md");
        File.Move(received, received.Replace("received", "verified", StringComparison.Ordinal));
        Assert.That(Fixture.Case(Another, Experiment, "Ablate_L05_Mlp").IsCompletedSuccessfully);
        Assert.That(Fixture.Observe(Another, Experiment, "Observe_ConvTaps").IsCompletedSuccessfully);
        var verified = received.Replace("received", "verified", StringComparison.Ordinal);
        File.WriteAllText(verified, File.ReadAllText(verified).Replace(" → zero | ", " → zero | 9", StringComparison.Ordinal));
        Assert.That(() => Fixture.Case(Another, Experiment, "Ablate_L05_Mlp"), Throws.TypeOf<AssertionException>().With.Message.Contains("is not what was approved"), "it is held against that table");
    }

    [Test]
    public void A_law_with_nothing_to_check_is_ignored_with_its_reason_and_counted_apart()
    {
        var onePosition = Experiment with { Prompts = new PromptSpec([""]) };
        Assert.That(() => Fixture.Law(Another, onePosition, Law.MeanIsNotZero), Throws.TypeOf<IgnoreException>().With.Message.StartsWith("Trial, MeanIsNotZero: nothing to check: the prompt has one position"));
        Assert.That(Fixture.Law(Another, Experiment, Law.MeanIsNotZero).IsCompletedSuccessfully);
    }

    [Test]
    public void A_law_of_a_kind_s_own_is_checked_by_its_name()
    {
        var counting = Experiment with { Observations = [new ObservationSpec("Observe_Positions", new Positions())] };
        Assert.That(Fixture.Law(Another, counting, "AreMoreThanOne").IsCompletedSuccessfully);
        Assert.That(() => Fixture.Law(Another, counting with { Prompts = new PromptSpec([""]) }, "AreMoreThanOne"), Throws.TypeOf<IgnoreException>().With.Message.StartsWith("Trial, AreMoreThanOne: nothing to check: the prompt is empty"));
        var broken = Experiment with { Observations = [new ObservationSpec("Observe_Positions", new Positions { Least = 99 })] };
        Assert.That(() => Fixture.Law(Another, broken, "AreMoreThanOne"), Throws.TypeOf<AssertionException>().With.Message.Contains("the law AreMoreThanOne does not hold of Positions on"));
    }

    internal sealed record Positions : IObservation
    {
        public int Least { get; init; } = 1;

        public DataTable Read(CleanRuns runs) => runs.Table("Positions.", ["prompt", "positions"], [.. runs.Runs().Select((run, index) => DataRow.Of($"{index}", run.Ids.Count))]);

        [Law]
        public LawVerdict AreMoreThanOne(CleanRuns runs, CleanRun run) =>
            run.Prompt.Text.Length == 0 ? LawVerdict.NothingToCheck("the prompt is empty")
            : run.Ids.Count > Least ? LawVerdict.Holds
            : LawVerdict.Broken($"there are {run.Ids.Count}");
    }

    [Test]
    public void A_run_says_at_its_end_what_was_unverified_and_counts_the_laws_apart()
    {
        var tally = new RunTally();
        KeyValuePair<string, RunTally>[] tallies = [new("other", tally)];
        tally.Add(new LawOutcome(2, []));
        Assert.That(ReportsWhatIsUnverifiedAttribute.Report(tallies), Is.Empty, "all was held against something");
        for (var count = 0; count < 11; count++)
        {
            tally.AddUnverified();
        }

        tally.Add(new LawOutcome(2, []));
        tally.Add(new LawOutcome(0, ["why"]));
        Assert.That(ReportsWhatIsUnverifiedAttribute.Report(tallies), Is.EqualTo(
            "other: 11 unverified, 2 laws passed, 1 had nothing to check. What is unverified was held against nothing: the model has no approved table of it."));
    }

    [Test]
    public void An_assembly_of_experiments_reports_what_is_unverified() =>
        Assert.That(typeof(Atlas.ApprovedTables).Assembly.GetCustomAttributes(typeof(ReportsWhatIsUnverifiedAttribute), false), Has.Length.EqualTo(1));

    [Test]
    public void On_the_assemblys_own_model_a_row_that_is_not_approved_yet_is_left_to_the_baseline_test() =>
        Assert.That(Fixture.Case(Another with { IsAnotherModel = false }, Experiment, "Ablate_L05_Mlp").IsCompletedSuccessfully);

    [TestCase(null, false)]
    [TestCase("lfm2-atlas-tiny", false)]
    [TestCase("qwen2-atlas-tiny", true)]
    [TestCase("/some/where/lfm2-atlas-tiny", true)]
    public void Another_model_is_one_that_the_assembly_does_not_name(string? model, bool another) =>
        Assert.That(ExperimentSettings.Of(typeof(UnverifiedTests).Assembly, model).IsAnotherModel, Is.EqualTo(another));
}
