using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>Each test of a fixture runs on one shard, and is skipped with a reason on the others.</summary>
[TestFixture]
public class ShardFilterTests
{
    private static readonly ExperimentSpec Trial = new()
    {
        Name = "Trial",
        Cases = [new CaseSpec("Ablate_L05_Mlp", [new Ablation(5, Component.Mlp)]), new CaseSpec("Ablate_L06_Mlp", [new Ablation(6, Component.Mlp)])],
        Observations = [new ObservationSpec("Observe_ConvTaps", new ConvTaps())],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [new MeasureSpec(new Kl())],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private static readonly ExperimentSpec Other = Trial with { Name = "Other", Cases = [new CaseSpec("Ablate_L07_Mlp", [new Ablation(7, Component.Mlp)])], Observations = [] };

    private static readonly IReadOnlyList<ExperimentSpec> All = [Trial, Other];

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    private static IEnumerable<TestCaseData> Tests()
    {
        yield return new TestCaseData("case", (ExperimentSettings settings) => Fixture.Case(settings, Trial, "Ablate_L05_Mlp")).SetArgDisplayNames("first case");
        yield return new TestCaseData("case", (ExperimentSettings settings) => Fixture.Case(settings, Trial, "Ablate_L06_Mlp")).SetArgDisplayNames("second case");
        yield return new TestCaseData("case", (ExperimentSettings settings) => Fixture.Case(settings, Other, "Ablate_L07_Mlp")).SetArgDisplayNames("case of the other");
        yield return new TestCaseData("observation", (ExperimentSettings settings) => Fixture.Observe(settings, Trial, "Observe_ConvTaps")).SetArgDisplayNames("observation");
        yield return new TestCaseData("law", (ExperimentSettings settings) => Fixture.Law(settings, Trial, Law.CleanIntoCleanIsClean)).SetArgDisplayNames("law");
        yield return new TestCaseData("baseline", (ExperimentSettings settings) => Fixture.Baseline(settings, Trial)).SetArgDisplayNames("baseline");
    }

    [TestCaseSource(nameof(Tests))]
    public void A_test_runs_on_one_shard_and_the_others_say_whose_it_is(string what, Func<ExperimentSettings, Task> test)
    {
        const int shards = 3;
        string?[] reasons = [.. Enumerable.Range(1, shards).Select(index => SkippedBecause(Of(index, shards), test))];
        Assert.That(reasons.Count(reason => reason is null), Is.EqualTo(1));
        var owner = Array.IndexOf(reasons, null) + 1;
        Assert.That(reasons.Index().Where(reason => reason.Item is not null).Select(reason => reason.Item), Is.EqualTo(
            Enumerable.Range(1, shards).Where(index => index != owner)
                .Select(index => $"shard {index} of 3: this {what} belongs to shard {owner} (from LFMSPEC_SHARD; LFMSPEC_SHARD=1/1 runs everything)")));
    }

    [Test]
    public void The_whole_skips_nothing() =>
        Assert.That(Tests().Select(test => SkippedBecause(Of(1, 1), (Func<ExperimentSettings, Task>)test.Arguments[1]!)), Is.All.Null);

    [Test]
    public void An_experiment_that_no_list_has_is_split_by_itself()
    {
        var alone = Trial with { Name = "Alone" };
        Assert.That(Enumerable.Range(1, 2).Count(index => SkippedBecause(Of(index, 2), settings => Fixture.Case(settings, alone, "Ablate_L05_Mlp")) is null), Is.EqualTo(1));
    }

    [Test]
    public void The_experiments_of_an_assembly_are_those_that_the_generator_listed() =>
        Assert.That(GeneratedExperiments.Of(System.Reflection.Assembly.Load("Atlas")).Select(experiment => experiment.Name), Does.Contain("LayerAblation").And.Contain("Cka"));

    [Test]
    public void An_assembly_without_generated_code_has_none() => Assert.That(GeneratedExperiments.Of(typeof(ShardFilterTests).Assembly), Is.Empty);

    private ExperimentSettings Of(int index, int count) => new(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), Path.Combine(folder, "none"))
    {
        IsAnotherModel = true,
        Shard = ShardChoice.Of($"{index}/{count}", "LFMSPEC_SHARD"),
        Experiments = All,
    };

    // A test of a model without approved tables is inconclusive: it ran.
    private static string? SkippedBecause(ExperimentSettings settings, Func<ExperimentSettings, Task> test)
    {
        try
        {
            test(settings).GetAwaiter().GetResult();
            return null;
        }
        catch (InconclusiveException)
        {
            return null;
        }
        catch (IgnoreException skipped)
        {
            return skipped.Message;
        }
    }
}
