using System.Reflection;
using System.Reflection.Emit;
using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>What a run of the atlas command says of its tables and its laws, and with which code it ends.</summary>
[TestFixture]
[NonParallelizable]
public class AtlasStandingTests
{
    private static readonly ExperimentSpec First = Experiment("First", 5), Second = Experiment("Second", 6), Bad = Experiment("Bad", 99);

    private string folder = "";
    private Assembly assembly = typeof(AtlasStandingTests).Assembly;

    [SetUp]
    public void MakeFolder()
    {
        folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        // An assembly of experiments with approved and published tables of its own.
        CustomAttributeBuilder Says(string key, string value) => new(typeof(AssemblyMetadataAttribute).GetConstructor([typeof(string), typeof(string)])!, [key, value]);
        assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Experiments"), AssemblyBuilderAccess.Run,
        [
            Says("LfmSpec.Model", "lfm2-atlas-tiny"), Says("LfmSpec.Models", RepositoryFiles.Path("models")),
            Says("LfmSpec.Snapshots", Path.Combine(folder, "snapshots")), Says("LfmSpec.Published", Path.Combine(folder, "published")),
        ]);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    private string Approved(string name, string model = "lfm2-atlas-tiny") => Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "snapshots", model)).FullName, $"{name}.Baseline.verified.md");

    private void Approve(params ExperimentSpec[] experiments)
    {
        Run(experiments, "--no-cache");
        foreach (var experiment in experiments)
        {
            File.WriteAllText(Approved(experiment.Name), File.ReadAllText(Path.Combine(folder, "tables", experiment.Name + ".md")).TrimEnd('\n'));
        }
    }

    [Test]
    public void A_run_whose_tables_are_approved_ends_with_0()
    {
        Approve(First, Second);
        var (code, output, errors) = Run([First, Second], "--no-cache");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("\n2 as approved; the laws were not checked (--laws, or dotnet test)\n"));
    }

    [Test]
    public void A_run_with_a_table_that_moved_ends_with_1_and_says_how_much_moved()
    {
        Approve(First, Second);
        File.WriteAllText(Approved("First"), File.ReadAllText(Approved("First")).Replace(" → zero | ", " → zero | 9", StringComparison.Ordinal));
        File.Delete(Approved("Second"));
        var (code, output, errors) = Run([First, Second], "--no-cache");
        Assert.That((code, errors), Is.EqualTo((1, "")));
        Assert.That(output, Does.Contain("NOT as approved: First: 1 number moved in 1 row.").And.Contain("\n1 NOT as approved, 1 unverified;"));
    }

    [Test]
    public void A_run_whose_tables_nobody_approved_ends_with_3()
    {
        Approve(First);
        var (code, output, _) = Run([First, Second], "--no-cache");
        Assert.That(code, Is.EqualTo(3));
        Assert.That(output, Does.Contain("unverified: not approved yet").And.Contain("\n1 as approved, 1 unverified;"));
    }

    [Test]
    public void Another_model_without_approved_tables_is_unverified_and_its_laws_are_counted_apart()
    {
        Approve(First);
        // The end of each name: a model of the same shape, which has no approved table.
        var copy = Path.Combine(folder, "another");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(RepositoryFiles.Path("models", "lfm2-atlas-tiny")))
        {
            File.CreateSymbolicLink(Path.Combine(copy, Path.GetFileName(file)), file);
        }

        var onePosition = First with { Name = "OnePosition", Prompts = new PromptSpec([""]) };
        var (code, output, errors) = Run([First, onePosition], "--no-cache", "--laws", "--model", copy);
        Assert.That((code, errors), Is.EqualTo((3, "")));
        Assert.That(output, Does.Contain("unverified: this model has no approved table of it").And.Contain("    MeanIsNotZero: nothing to check: the prompt has one position, which is its own mean"));
        Assert.That(output, Does.EndWith("\n2 unverified, 7 laws passed, 1 had nothing to check\n"));
    }

    [Test]
    public void A_law_of_a_kind_s_own_that_does_not_hold_is_said_and_ends_with_1()
    {
        ExperimentSpec Counting(string name, int least) => First with { Name = name, Observations = [new ObservationSpec("Observe_Positions", new UnverifiedTests.Positions { Least = least })] };
        ExperimentSpec[] experiments = [Counting("Few", 1), Counting("Many", 99)];
        Approve(experiments);
        var (code, output, errors) = Run(experiments, "--no-cache", "--laws");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("Many: the law AreMoreThanOne does not hold of Positions on the prompt '7 + 5 ='"));
        Assert.That(output, Does.Contain("    AreMoreThanOne: does NOT hold").And.EndWith("\n2 as approved, 9 laws passed, 1 law does NOT hold\n"));
    }

    [Test]
    public void A_damaged_approved_table_is_one_error_and_the_others_go_on()
    {
        Approve(First, Second);
        File.AppendAllText(Approved("First"), "\n| ");
        var (code, output, errors) = Run([First, Second], "--no-cache");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors.TrimEnd(), Does.StartWith($"First: {Approved("First")}: this is not a table as LfmSpec writes them (line ").And.EndsWith(
            ": the row has 0 cells and the table 3 columns). Delete it, run the test and approve the received one.").And.Not.Contains("\n"));
        Assert.That(output, Does.Contain("FAILED, see below").And.Contain("\n1 as approved, 1 failed;"));
    }

    [Test]
    public void A_damaged_published_table_is_one_error_and_the_others_go_on()
    {
        Approve(First, Second);
        var published = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "published", "lfm2-atlas-tiny")).FullName, "First.md");
        File.WriteAllText(published, "# First\n\n- within: relative 0.1\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| ");
        var (code, output, errors) = Run([First, Second], "--no-cache");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors.TrimEnd(), Is.EqualTo($"First: {published}: this is not a table as LfmSpec writes them (line 7: the row has 0 cells and the table 3 columns). Give it the form of the approved tables."));
        Assert.That(output, Does.Contain("1 failed;"));
    }

    [Test]
    public void A_first_experiment_that_cannot_run_stops_no_other_and_is_told_at_the_end()
    {
        Approve(Second);
        var (code, output, errors) = Run([Bad, Second], "--no-cache");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.StartWith("Bad.Ablate_L99_Mlp: layer 99 does not exist, lfm2-atlas-tiny has 14 blocks"));
        Assert.That(output, Does.Contain("1 table in ").And.Contain("\n1 as approved, 1 failed;"));
    }

    [TestCase("--plan", "| Second | 1 |")]
    [TestCase("--shard 1/2", "shard 1 of 2")]
    public void An_experiment_that_cannot_run_is_left_out_of_a_plan_and_of_a_shard(string line, string shown)
    {
        var (code, output, errors) = Run([Bad, Second], ["--cache", Path.Combine(folder, "cache"), .. line.Split(' ')]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.StartWith("Bad.Ablate_L99_Mlp: layer 99 does not exist"));
        Assert.That(output, Does.Contain(shown));
    }

    [Test]
    public void What_a_file_says_reaches_the_terminal_without_what_a_terminal_obeys()
    {
        Approve(First);
        File.WriteAllText(Approved("First"), File.ReadAllText(Approved("First")) + "\n| a\u001b[2J | \u202e |");
        Assert.That(Run([First], "--no-cache").Errors, Does.Not.Contain("\u001b").And.Not.Contain("\u202e"));
    }

    [Test]
    public void A_law_that_does_not_hold_ends_a_run_with_1()
    {
        var summary = new AtlasSummary();
        summary.Add(Standing.AsApproved);
        summary.Add(new LawOutcome(3, []));
        summary.Add(new LawException("First: the law does not hold."));
        Assert.That((summary.Code, summary.ToString()), Is.EqualTo((1, "1 as approved, 1 law passed, 1 law does NOT hold")));
        Assert.That(summary.Problems, Is.EqualTo(new[] { "First: the law does not hold." }));
    }

    [Test]
    public void An_error_of_another_kind_names_the_experiment_and_what_it_is()
    {
        var summary = new AtlasSummary();
        Assert.That(summary.Try(First, () => throw new InvalidOperationException("Sequence contains no elements")), Is.False);
        Assert.That(summary.Problems, Is.EqualTo(new[] { "First: InvalidOperationException: Sequence contains no elements" }));
        Assert.That(() => summary.Try(First, () => throw new OperationCanceledException()), Throws.TypeOf<OperationCanceledException>(), "a stop is none");
    }

    [Test]
    public void The_laws_of_an_experiment_are_the_tests_that_are_generated_for_it()
    {
        foreach (var experiment in GeneratedExperiments.Of(typeof(Atlas.ApprovedTables).Assembly))
        {
            var fixture = typeof(Atlas.ApprovedTables).Assembly.GetTypes().Single(type => type.Name == experiment.Name);
            Assert.That(
                Laboratory.LawsOf(experiment).Select(law => $"Law_{law}"),
                Is.EqualTo(fixture.GetMethods().Select(method => method.Name).Where(name => name.StartsWith("Law_", StringComparison.Ordinal))), experiment.Name);
        }
    }

    private static ExperimentSpec Experiment(string name, int layer) => new()
    {
        Name = name,
        Cases = [new CaseSpec($"Ablate_L{layer:00}_Mlp", [new Ablation(layer, Component.Mlp)])],
        Prompts = new PromptSpec(["7 + 5 ="]),
        Measures = [new MeasureSpec(new Kl())],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private (int Code, string Output, string Errors) Run(ExperimentSpec[] experiments, params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using StringWriter written = new() { NewLine = "\n" }, complained = new() { NewLine = "\n" };
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            return (AtlasCommand.Run(experiments, [.. arguments, "--output", Path.Combine(folder, "tables")], assembly, _ => null), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
