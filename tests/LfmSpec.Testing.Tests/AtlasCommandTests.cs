using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

[TestFixture]
[NonParallelizable]
public class AtlasCommandTests
{
    [TestCase("--modle", "'--modle' is no option and no experiment. Did you mean '--model'? usage:")]
    [TestCase("--Plan", "'--Plan' is no option and no experiment. Did you mean '--plan'? usage:")]
    [TestCase("Trail", "'Trail' is no option and no experiment. Did you mean 'Trial'? usage:")]
    [TestCase("NoSuchExperiment", "'NoSuchExperiment' is no option and no experiment. usage:")]
    [TestCase("--output", "'--output' needs a value after it. usage:")]
    [TestCase("--output --plan", "'--output' needs a value after it. usage:")]
    [TestCase("--cache=", "'--cache' needs a value after it. usage:")]
    [TestCase("--merge", "'--merge' needs a value after it. usage:")]
    [TestCase("--merge --plan", "'--merge' needs a value after it. usage:")]
    public void A_word_that_means_nothing_is_an_error_that_names_it(string line, string message)
    {
        var (code, output, errors) = Run(line.Split(' '));
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith(message));
    }

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("--plan --help --modle")]
    public void Help_is_printed_with_the_options_the_exit_codes_and_the_experiments(string line)
    {
        var (code, output, errors) = Run(line.Split(' '));
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.StartWith("usage:").And.Contain("--no-cache ").And.Contain("3 nothing moved, and a table has no approved one").And.Contain("Experiments: Trial"));
    }

    [Test]
    public void The_version_is_printed() => Assert.That(Run("--version"), Is.EqualTo((0, $"LfmSpec 0.1.0{Environment.NewLine}", "")));

    [Test]
    public void A_name_in_other_case_is_the_experiment_and_a_value_may_follow_an_equals_sign()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        Assert.That(Run("--no-cache", $"--output={folder}", "tRIAL").Output, Does.Contain("  Trial "));
        Assert.That(File.Exists(Path.Combine(folder, "Trial.md")));
    }

    [Test]
    public void An_experiment_leaves_its_table_in_the_output_folder_and_says_how_it_stands()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, errors) = Run("--no-cache", "--output", folder, "Trial");
        Assert.That((code, errors), Is.EqualTo((3, "")));
        Assert.That(output, Does.Contain("lfm2-atlas-tiny: 2,677,568 parameters").And.Contain("1 case ").And.Contain("not approved yet").And.Contain(folder).And.Contain("\n1 unverified; the laws were not checked"));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "Trial.md" }), "nothing half-written is left");
        Assert.That(File.ReadAllText(Path.Combine(folder, "Trial.md")), Does.StartWith("# Trial").And.Contain("| Ablate_L05_Mlp | L05 mlp → zero |"));
    }

    [Test]
    public void Experiments_that_name_their_models_are_run_on_each_into_a_folder_of_its_own()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, errors) = Run([Trial, Trial with { OnModel = "qwen2-atlas-tiny", CompiledFor = "qwen2-atlas-tiny" }], null, "--no-cache", "--output", folder);
        Assert.That((code, errors), Is.EqualTo((3, "")));
        Assert.That(output, Does.Contain("lfm2-atlas-tiny: 2,677,568 parameters").And.Contain("qwen2-atlas-tiny: 1,543,808 parameters"));
        Assert.That(File.ReadAllText(Path.Combine(folder, "Trial.md")), Does.Contain("- model: lfm2-atlas-tiny"));
        Assert.That(File.ReadAllText(Path.Combine(folder, "qwen2-atlas-tiny", "Trial.md")), Does.Contain("- model: qwen2-atlas-tiny"));
    }

    [Test]
    public void A_model_that_the_command_names_is_none_of_an_experiment_that_names_its_own()
    {
        var (code, output, errors) = Run([Trial with { OnModel = "qwen2-atlas-tiny" }], null, "--no-cache", "--model", "llama-atlas-tiny");
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Is.EqualTo($"llama-atlas-tiny is asked for, and these name other models, so they are left out: Trial on qwen2-atlas-tiny.{Environment.NewLine}"));
    }

    [Test]
    public void A_model_that_the_command_names_is_that_of_an_experiment_that_names_it_too()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        ExperimentSpec On(string model) => Trial with { OnModel = model, CompiledFor = model };
        var (code, output, errors) = Run([On("qwen2-atlas-tiny"), On("llama-atlas-tiny")], null, "--no-cache", "--output", folder, "--model", "llama-atlas-tiny");
        Assert.That((code, errors), Is.EqualTo((3, $"llama-atlas-tiny is asked for, and these name other models, so they are left out: Trial on qwen2-atlas-tiny.{Environment.NewLine}")));
        Assert.That(output, Does.StartWith("llama-atlas-tiny: 1,738,880 parameters"));
    }

    [TestCase("--shard 1/2 --cache kept")]
    [TestCase("--merge kept")]
    public void Shards_are_of_one_model(string line)
    {
        var (code, output, errors) = Run([Trial, Trial with { OnModel = "qwen2-atlas-tiny" }], null, line.Split(' '));
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("These experiments are run on the project's model and qwen2-atlas-tiny, and shards are of one model. Run them whole"));
    }

    [Test]
    public void Without_an_experiment_there_is_an_error_and_no_green_run()
    {
        var (code, output, errors) = Run(Array.Empty<ExperimentSpec>(), null, "--no-cache");
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("There is no experiment here. Add a class with [Experiment]."));
    }

    [Test]
    public void Two_experiments_of_one_name_write_no_table_over_each_other()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, errors) = Run([Trial, Trial with { Name = "TRIAL", SourceFile = "Other.cs" }], null, "--no-cache", "--output", folder);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("Two experiments are named Trial and TRIAL, so that one's table would overwrite the other's"));
        Assert.That(folder, Does.Not.Exist);
    }

    [Test]
    public void A_model_that_is_not_there_is_one_error()
    {
        var (code, _, errors) = Run("--model", "no-such-model", "Trial");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("no-such-model").And.Contain("there is no such folder"));
    }

    [Test]
    public void An_output_folder_that_cannot_be_made_is_one_error()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, "");
        var (code, output, errors) = Run("--no-cache", "--output", Path.Combine(file, "below"), "Trial");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain("the folder of the tables cannot be made").And.Contain("--output"));
        Assert.That(output, Is.Empty, "it is said before anything is run");
    }

    [Test]
    public void A_cache_folder_that_cannot_be_written_is_one_error()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, "");
        var (code, output, errors) = Run("--cache", Path.Combine(file, "below"), "Trial");
        Assert.That((code, output), Is.EqualTo((2, "")), "it is said before anything is run");
        Assert.That(errors, Does.StartWith(Path.Combine(file, "below")).And.Contain("results cannot be kept there").And.Contain("--no-cache"));
    }

    [Test]
    public void An_experiment_without_cases_says_what_it_observes()
    {
        var observing = Trial with { Cases = [], Measures = [], Observations = [new ObservationSpec("Observe_ResidualNorms", new ResidualNorms())] };
        Assert.That(Run([observing], null, "--no-cache", "--output", Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"))).Output, Does.Contain("1 observation ").And.Not.Contain("0 cases"));
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
        Assert.That(output, Does.Contain("| Trial | 1 | 1 | 1 | 1 | 0 | 14 |").And.Contain($"Every run is kept in {cache}, so none would be made. With --no-cache the plan is as if nothing were kept."));
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
        Assert.That(code, Is.EqualTo(3));
        Assert.That(output, Does.Contain("1 table ").And.Not.Contain("shard 1 of 1"));
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
    [TestCase("--cache a --no-cache", "--no-cache keeps nothing, and --cache names where. Leave one of them out.")]
    [TestCase("--no-cache --cache=a", "--no-cache keeps nothing, and --cache names where. Leave one of them out.")]
    [TestCase("--version --nonsense", "--version stands alone. Leave '--nonsense' out. usage:")]
    [TestCase("--plan --laws", "--laws is of a whole run")]
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
        Assert.That(code, Is.EqualTo(2));
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
        Measures = [new MeasureSpec(new Kl())],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private static (int Code, string Output, string Errors) Run(params string[] arguments) => Run(null, arguments);

    private static (int Code, string Output, string Errors) Run(Dictionary<string, string>? variables, params string[] arguments) => Run([Trial], variables, arguments);

    private static (int Code, string Output, string Errors) Run(ExperimentSpec[] experiments, Dictionary<string, string>? variables, params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using StringWriter written = new(), complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            return (AtlasCommand.Run(experiments, arguments, typeof(AtlasCommandTests).Assembly, name => variables?.GetValueOrDefault(name)), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
