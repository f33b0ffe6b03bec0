using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

[TestFixture]
[NonParallelizable]
public class AtlasCommandTests
{
    [TestCase("--modle")]
    [TestCase("NoSuchExperiment")]
    [TestCase("--output")]
    public void A_word_that_means_nothing_is_an_error_that_names_it(string word)
    {
        var (code, _, errors) = Run(word);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain($"'{word}'").And.Contain("usage:"));
    }

    [Test]
    public void An_experiment_leaves_its_table_in_the_output_folder_and_says_how_it_stands()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, errors) = Run("--no-cache", "--output", folder, "Trial");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("lfm2-atlas-tiny: 2,677,568 parameters").And.Contain("1 cases").And.Contain("not approved yet").And.Contain(folder));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "Trial.md" }), "nothing half-written is left");
        Assert.That(File.ReadAllText(Path.Combine(folder, "Trial.md")), Does.StartWith("# Trial").And.Contain("| Ablate_L05_Mlp | L05 mlp → zero |"));
    }

    [Test]
    public void A_model_that_is_not_there_is_one_error()
    {
        var (code, _, errors) = Run("--model", "no-such-model", "Trial");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("no-such-model").And.Contain("there is no such folder"));
    }

    [Test]
    public void An_output_folder_that_cannot_be_made_is_one_error()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, "");
        var (code, _, errors) = Run("--no-cache", "--output", Path.Combine(file, "below"), "Trial");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain("Trial.md: the table cannot be written").And.Contain("--output"));
    }

    [Test]
    public void A_plan_is_printed_and_nothing_is_run()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, _) = Run("--no-cache", "--plan", "--output", folder, "Trial");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("| Trial | 1 | 1 | 1 | 0 | 23 | 14 |").And.Contain("| all |"), "9 blocks of the case and 14 of the clean run");
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void Finished_runs_are_kept_and_a_second_run_knows_them()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var cache = Path.Combine(folder, "cache");
        Run("--cache", cache, "--output", folder, "Trial");
        var (_, output, _) = Run("--cache", cache, "--plan", "Trial");
        Assert.That(output, Does.Contain("| Trial | 1 | 1 | 1 | 1 | 0 | 14 |"));
    }

    private static readonly ExperimentSpec Trial = new()
    {
        Name = "Trial",
        Cases = [new CaseSpec("Ablate_L05_Mlp", [new Ablation(5, Component.Mlp)])],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [new MeasureSpec(Metric.Kl)],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using StringWriter written = new(), complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            return (AtlasCommand.Run([Trial], arguments, typeof(AtlasCommandTests).Assembly), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
