using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>A training's test against its approved row.</summary>
[TestFixture]
public class FineTuneFixtureTests
{
    private static readonly ExperimentSpec Experiment = new()
    {
        Name = "Trial",
        Cases = [],
        FineTunes =
        [
            new FineTuneSpec("one", new AdapterSpec(["w1"], [5], 2, 4), new TrainingSpec(2, 1e-3) { WarmUp = 0 }, DataSets.Arithmetic) { Seeds = [0], Examples = 4 },
            new FineTuneSpec("two", new AdapterSpec(["w2"], [5], 2, 4), new TrainingSpec(2, 1e-3) { WarmUp = 0 }, DataSets.Arithmetic) { Seeds = [0], Examples = 4 },
        ],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    private ExperimentSettings Settings => new(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), folder) { IsAnotherModel = true };

    private void Approve(Func<string, string>? change = null)
    {
        var page = ResultTable.Of(SharedLaboratory.Of(Settings.ModelFolder).Run(Experiment)).ToMarkdown();
        File.WriteAllText(Path.Combine(folder, "Trial.Baseline.verified.md"), change?.Invoke(page) ?? page);
    }

    [Test]
    public void Without_an_approved_table_another_models_training_is_inconclusive_and_says_its_numbers() =>
        Assert.That(() => Fixture.FineTune(Settings, Experiment, "one"), Throws.TypeOf<InconclusiveException>().With.Message.Contains("one: seeds 1, trainable").And.Message.Contains("held-out loss "));

    [Test]
    public void The_approved_row_passes()
    {
        Approve();
        Assert.That(Fixture.FineTune(Settings, Experiment, "one").IsCompletedSuccessfully);
        Assert.That(Fixture.FineTune(Settings, Experiment, "two").IsCompletedSuccessfully);
    }

    [Test]
    public void A_number_that_moved_fails_its_own_case_alone()
    {
        Approve(page => page.Replace("| one | 1 | 896 |", "| one | 1 | 897 |", StringComparison.Ordinal));
        Assert.That(() => Fixture.FineTune(Settings, Experiment, "one"), Throws.TypeOf<AssertionException>().With.Message.Contains("| trainable | 897 | 896 |").And.Message.Contains("Trial.one"));
        Assert.That(Fixture.FineTune(Settings, Experiment, "two").IsCompletedSuccessfully);
    }

    [Test]
    public void A_row_that_is_not_approved_yet_is_left_to_the_baseline_test()
    {
        Approve(page => string.Join('\n', page.Split('\n').Where(line => !line.StartsWith("| one ", StringComparison.Ordinal))));
        Assert.That(Fixture.FineTune(Settings, Experiment, "one").IsCompletedSuccessfully);
    }
}
