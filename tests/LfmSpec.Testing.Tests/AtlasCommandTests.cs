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

    [Test]
    public void A_shard_says_where_it_is_from_and_leaves_its_results_and_no_table()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, errors) = Run(InAnArray(2, 3), "--cache", folder, "--output", Path.Combine(folder, "tables"));
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("shard 2 of 3, from SLURM_ARRAY_TASK_ID: ").And.Contain("--merge"));
        Assert.That(Path.GetFileName(Directory.GetFileSystemEntries(folder).Single()), Does.EndWith(".shard-2-of-3.jsonl"));
    }

    [Test]
    public void An_array_of_one_task_writes_the_tables()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, _) = Run(InAnArray(1, 1), "--no-cache", "--output", folder, "Trial");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("1 tables").And.Not.Contain("shard 1 of 1"));
        Assert.That(File.Exists(Path.Combine(folder, "Trial.md")));
    }

    [Test]
    public void The_command_line_wins_over_the_variables()
    {
        var (code, output, _) = Run(new Dictionary<string, string> { ["LFMSPEC_SHARD"] = "nonsense" }, "--plan", "--no-cache", "--shard", "1/2");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("| shard |").And.Contain("| 2 | ").And.Contain("100.0 %"), "the one case is one shard's");
    }

    [TestCase("--shard 0/2", "--shard: '0/2' is no shard. Write i/n with i from 1 to n")]
    [TestCase("--shard 1/2 --no-cache", "--no-cache keeps nothing")]
    [TestCase("--shard 1/2 --merge some", "--merge unites all shards, and --shard names one")]
    [TestCase("--plan --merge some", "--merge runs nothing")]
    [TestCase("--merge", "'--merge' is no option")]
    [TestCase("--merge --plan", "'--merge' is no option")]
    public void A_command_line_that_contradicts_itself_is_one_error(string line, string message)
    {
        var (code, _, errors) = Run(line.Split(' '));
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain(message));
    }

    [Test]
    public void A_merge_is_of_all_shards_whatever_job_it_runs_in()
    {
        var (code, _, errors) = Run(InAnArray(2, 3), "--no-cache", "--merge", "no such place");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.Trim(), Does.StartWith("no such place: there is no such folder to merge."));
    }

    [Test]
    public void A_variable_that_makes_no_sense_is_one_error_that_names_it()
    {
        var (code, _, errors) = Run(new Dictionary<string, string> { ["LFMSPEC_SHARD"] = "0/4" }, "Trial");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors.Trim(), Is.EqualTo("LFMSPEC_SHARD: '0/4' is no shard. Write i/n with i from 1 to n, such as 1/4."));
    }

    private static Dictionary<string, string> InAnArray(int task, int count) => new()
    {
        ["SLURM_ARRAY_TASK_ID"] = $"{task}",
        ["SLURM_ARRAY_TASK_MIN"] = "1",
        ["SLURM_ARRAY_TASK_MAX"] = $"{count}",
        ["SLURM_ARRAY_TASK_STEP"] = "1",
        ["SLURM_ARRAY_TASK_COUNT"] = $"{count}",
    };

    private static readonly ExperimentSpec Trial = new()
    {
        Name = "Trial",
        Cases = [new CaseSpec("Ablate_L05_Mlp", [new Ablation(5, Component.Mlp)])],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [new MeasureSpec(Metric.Kl)],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private static (int Code, string Output, string Errors) Run(params string[] arguments) => Run(null, arguments);

    private static (int Code, string Output, string Errors) Run(Dictionary<string, string>? variables, params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using StringWriter written = new(), complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            return (AtlasCommand.Run([Trial], arguments, typeof(AtlasCommandTests).Assembly, name => variables?.GetValueOrDefault(name)), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
