using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>What a stopped run finished is there for the next one, and for no other.</summary>
[TestFixture]
public class ResultCacheTests
{
    private static readonly string Checkpoint = RepositoryFiles.Path("models", "lfm2-atlas-tiny");
    private static readonly ExperimentSpec Experiment = Experiments.Of(
        new PromptSpec(["7 + 5 =", "The capital of France is", "12 + 9 ="]),
        new CaseSpec("mlp", [new Ablation(5, Component.Mlp)]),
        new CaseSpec("skip", [new Ablation(6, Component.Block, Replacement.Input)]));

    private static readonly ObservationSpec Lens = new("Observe_LogitLens", new LogitLens());

    private string folder = "";

    private string File => Directory.GetFiles(folder).Single();

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_run_that_was_stopped_keeps_what_is_finished_and_the_next_goes_on_to_the_same_bits()
    {
        using var stopping = new CancellationTokenSource();
        using (var stopped = Open(new StopAfter(2, stopping)))
        {
            Assert.That(() => stopped.Run(Experiment, stopping.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        using var resumed = Open();
        Assert.That(resumed.Plan(Experiment)[0].Known, Is.InRange(2, 4));
        using var whole = Laboratory.Open(Checkpoint);
        foreach (var (one, other) in resumed.Run(Experiment).Cases.Zip(whole.Run(Experiment).Cases))
        {
            Assert.That(one.Divergences.Select(divergence => divergence.Kl), Is.EqualTo(other.Divergences.Select(divergence => divergence.Kl)));
        }
    }

    [Test]
    public void A_finished_experiment_costs_nothing_again()
    {
        RunWhole();
        var written = System.IO.File.ReadAllBytes(File);
        using var again = Open();
        again.Run(Experiment);
        Assert.That(again.Plan(Experiment)[0], Has.Property(nameof(SweepPlan.Known)).EqualTo(6).And.Property(nameof(SweepPlan.BlockPasses)).Zero);
        Assert.That(System.IO.File.ReadAllBytes(File), Is.EqualTo(written));
    }

    [Test]
    public void Numbers_that_are_not_finite_are_kept_as_they_are()
    {
        var pairs = Experiments.Of(new PromptSpec([]) { Pairs = [new PromptPair("3 + 2 =", "3 + 4 =")] }, new CaseSpec("patch", [new Patching(3) { At = PositionSet.Of(1) }])) with
        {
            Measures = [new MeasureSpec(new Recovery(), Reduction.Last)],
        };
        using (var first = Open())
        {
            Assert.That(first.Run(pairs).Cases[0].Divergences[0].Of(pairs.Measures[0]), Is.NaN);
        }

        using var second = Open();
        Assert.That(second.Plan(pairs)[0].Known, Is.EqualTo(1));
        Assert.That(second.Run(pairs).Cases[0].Divergences[0].Of(pairs.Measures[0]), Is.NaN);
    }

    [Test]
    public void A_line_that_was_cut_short_is_run_again()
    {
        RunWhole();
        var text = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, text[..^20]);
        using (var mended = Open())
        {
            Assert.That(mended.Plan(Experiment)[0].Known, Is.EqualTo(5));
            mended.Run(Experiment);
        }

        using var after = Open();
        Assert.That(after.Plan(Experiment)[0].Known, Is.EqualTo(6), "the new line stands on a line of its own");
    }

    [Test]
    public void An_observation_is_kept_and_read_of_no_run_again()
    {
        DataTable first;
        using (var lab = Open())
        {
            first = lab.Observe(Experiment, Lens);
        }

        using var again = Open();
        var renamed = again.Observe(Experiment, Lens with { Name = "Renamed" });
        Assert.That(again.Bench.Runs.Count, Is.Zero);
        Assert.That(renamed.Name, Is.EqualTo("Renamed"));
        Assert.That(renamed.Caption, Is.EqualTo(first.Caption));
        Assert.That(renamed.Columns, Is.EqualTo(first.Columns));
        Assert.That(renamed.Rows.Select(row => row.Name), Is.EqualTo(first.Rows.Select(row => row.Name)));
        Assert.That(renamed.Rows.SelectMany(row => row.Cells), Is.EqualTo(first.Rows.SelectMany(row => row.Cells)), "numbers bit for bit");
    }

    private static IEnumerable<ObservationSpec> OtherObservations()
    {
        yield return Lens with { Observation = new LogitLens { Top = 4 } };
        yield return Lens with { Observation = new VocabularyContribution() };
        yield return Lens with { Observation = new MassiveActivations() };
        yield return Lens with { Observation = new MassiveActivations { Threshold = 11 } };
        yield return Lens with { Observation = new Cka { Permutations = 99 } };
        yield return Lens with { Observation = new Cka { Seed = 1 } };
        yield return Lens with { Observation = new EmbeddingStructure() };
        yield return Lens with { Observation = new EmbeddingStructure { Categories = ["a: b"] } };
    }

    [TestCaseSource(nameof(OtherObservations))]
    public void What_is_known_of_one_observation_is_not_taken_for_another(ObservationSpec other)
    {
        using var lab = Open();
        string Key(ObservationSpec observation, ExperimentSpec experiment) => ObservationKey.Of(lab.Checkpoint, lab.Prompts(experiment), experiment, observation);
        Assert.That(OtherObservations().Prepend(Lens).Count(one => Key(one, Experiment) == Key(other, Experiment)), Is.EqualTo(1));
        Assert.That(Key(Lens, Experiment with { Published = "logit_lens" }), Is.Not.EqualTo(Key(Lens, Experiment)), "such a table repeats the published rows");
        Assert.That(Key(Lens, Experiment with { Prompts = new PromptSpec(["7 + 5 ="]) }), Is.Not.EqualTo(Key(Lens, Experiment)));
    }

    [Test]
    public void A_cell_is_read_as_it_was_written_and_no_text_is_taken_for_a_number()
    {
        Cell[] cells = [Cell.Of(0.1), Cell.Of(-0.0), Cell.Of(double.Epsilon), Cell.Of(double.NaN), Cell.Of(double.NegativeInfinity), Cell.Of("NaN"), Cell.Of("1"), Cell.Of(""), Cell.Of("\\| \"é⏎\U0001F600")];
        var line = new KeptLine("key", Table: new DataTable("name", "caption", ["row", .. cells.Select((_, column) => $"{column}")], [new DataRow("one", cells)]));
        var read = KeptLine.Parse(line.ToString())!.Table!.Rows[0].Cells;
        Assert.That(read.Select(cell => cell.IsNumber), Is.EqualTo(cells.Select(cell => cell.IsNumber)));
        Assert.That(
            read.Where(cell => cell.IsNumber).Select(cell => BitConverter.DoubleToInt64Bits(cell.Number)),
            Is.EqualTo(cells.Where(cell => cell.IsNumber).Select(cell => BitConverter.DoubleToInt64Bits(cell.Number))));
        Assert.That(read.Where(cell => !cell.IsNumber).Select(cell => cell.Text), Is.EqualTo(cells.Where(cell => !cell.IsNumber).Select(cell => cell.Text)));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("""{"Key":"k"}""")]
    [TestCase("""{"Key":"k","Table":{"Name":"n","Caption":"c","Columns":["a","b"],"Rows":[{"Name":"r","Cells":[]}]}}""")]
    [TestCase("""{"Key":"k","Table":{"Name":"n","Caption":"c","Columns":["a","b"],"Rows":null}}""")]
    [TestCase("""{"Key":"k","Table":{"Name":"n","Caption":"c","Columns":["a","b"],"Rows":[{"Name":"r","Cells":[{"Txt":"x"}]}]}}""")]
    [TestCase("""{"Heading":{"Index":1}}""")]
    public void A_line_that_is_no_result_is_none(string line) => Assert.That(KeptLine.Parse(line is "" or "null" or "[1]" ? line : CheckedJson.Seal(line)), Is.Null);

    [TestCase("\"Kl\":[", "\"Kl\":null,\"Was\":[")]
    [TestCase("\"Kl\":[", "\"Kl\":[],\"Was\":[")]
    [TestCase("\"Top1\":[", "\"Was\":[")]
    [TestCase("\"Kl\":[", "\"Kl\":[-")]
    [TestCase("\"Top1\":[1", "\"Top1\":[0")]
    public void A_line_that_is_not_as_it_was_written_is_run_again_and_said_so(string text, string damaged)
    {
        RunWhole();
        var lines = System.IO.File.ReadAllLines(File);
        Assert.That(lines[0], Does.Contain(text));
        lines[0] = lines[0].Replace(text, damaged, StringComparison.Ordinal);
        System.IO.File.WriteAllLines(File, lines);
        using var lab = Open();
        Assert.That(lab.Plan(Experiment)[0].Known, Is.EqualTo(5));
        Assert.That(lab.DamagedResults.Single(), Does.StartWith(File).And.Contain("1 of 6 lines"));
        lab.Run(Experiment);
        Assert.That(lab.Plan(Experiment)[0].Known, Is.EqualTo(6));
        using var whole = Laboratory.Open(Checkpoint);
        Assert.That(ResultTable.Of(lab.Run(Experiment)).ToMarkdown(), Is.EqualTo(ResultTable.Of(whole.Run(Experiment)).ToMarkdown()));
    }

    private static string Forged(KeptLine line, string how)
    {
        KeptLine With(Divergence divergence) => line with { Divergence = divergence };
        var honest = line.Divergence!;
        return how switch
        {
            "too many positions" => With(new Divergence([.. honest.Kl, 1], [.. honest.SameTop1, true]) with { ChangedElements = 1 }).ToString(),
            "too few positions" => With(new Divergence([1], [true]) with { ChangedElements = 1 }).ToString(),
            "fewer of one than of the other" => With(new Divergence(honest.Kl, [true]) with { ChangedElements = 1 }).ToString(),
            "a shift that was not measured" => With(
                honest with { Values = new Dictionary<string, IReadOnlyList<double>>(honest.Values) { [new LogitShift().Identity()] = honest.Kl } }).ToString(),
            _ => CheckedJson.Seal(CheckedJson.Open(line.ToString())![..^1] + ",\"Divergence\":{\"Values\":{\"Kl\":[1],\"Top1\":[1]}}}"),
        };
    }

    [TestCase("too many positions")]
    [TestCase("too few positions")]
    [TestCase("fewer of one than of the other")]
    [TestCase("a shift that was not measured")]
    [TestCase("two values of one key")]
    public void A_line_with_a_right_check_that_is_not_of_the_shape_that_is_asked_for_is_run_again_and_said_so(string how)
    {
        RunWhole();
        var lines = System.IO.File.ReadAllLines(File);
        lines[0] = Forged(KeptLine.Parse(lines[0])!, how);
        System.IO.File.WriteAllLines(File, lines);
        using var lab = Open();
        Assert.That(lab.DamagedResults.Single(), Does.Contain("1 of 6 lines"));
        Assert.That(lab.Plan(Experiment)[0].Known, Is.EqualTo(5));
    }

    [Test]
    public void The_key_of_a_run_says_how_many_positions_it_has()
    {
        var measured = Experiment with { Prompts = new PromptSpec(["7 + 5 ="]), Cases = [Experiment.Cases[0]] };
        foreach (var (measure, shape) in new[] { (new MeasureSpec(new Kl()), "-6-ee"), (new MeasureSpec(new Kl(), Reduction.Last), "-6-ll"), (new MeasureSpec(new LogitShift()), "-6-e") })
        {
            using var lab = Laboratory.Open(Checkpoint);
            var spec = measured with { Measures = [measure] };
            var key = Work.Of(lab.Bench, spec)[0].Runs[0].Key;
            lab.Run(spec);
            Assert.That(key, Does.EndWith(shape.Replace("6", $"{lab.Bench.Runs.Encode(new Prompt("", "7 + 5 =")).Count}", StringComparison.Ordinal)));
            Assert.That(KeptShape.Fits(key, lab.Bench.Cache.Get(key)));
        }
    }

    private static IEnumerable<ExperimentSpec> Others()
    {
        yield return Experiment with { Name = "another prompt", Prompts = new PromptSpec(["7 + 6 =", "The capital of Italy is"]) };
        yield return Experiment with { Name = "another block", Cases = [new CaseSpec("mlp", [new Ablation(4, Component.Mlp)])] };
        yield return Experiment with { Name = "another replacement", Cases = [new CaseSpec("mlp", [new Ablation(5, Component.Mlp, Replacement.Mean)])] };
        yield return Experiment with { Name = "another position", Cases = [new CaseSpec("mlp", [new Ablation(5, Component.Mlp) { At = PositionSet.Last }])] };
        yield return Experiment with { Name = "another measure", Measures = [new MeasureSpec(new LogitShift())] };
        yield return Experiment with { Name = "two at once", Cases = [new CaseSpec("mlp", [new Ablation(5, Component.Mlp), new Ablation(6, Component.Block, Replacement.Input)])] };
    }

    [TestCaseSource(nameof(Others))]
    public void What_is_known_of_one_run_is_not_taken_for_another(ExperimentSpec other)
    {
        RunWhole();
        using var lab = Open();
        Assert.That(lab.Plan(other)[0].Known, Is.Zero);
    }

    [Test]
    public void The_order_of_the_prompts_and_the_name_of_the_case_do_not_matter()
    {
        RunWhole();
        using var lab = Open();
        var renamed = Experiment with { Name = "Other", Cases = [new CaseSpec("x", Experiment.Cases[1].Interventions)], Prompts = new PromptSpec(["12 + 9 =", "7 + 5 ="]) };
        Assert.That(lab.Plan(renamed)[0].Known, Is.EqualTo(2));
    }

    [Test]
    public void A_mean_over_prompts_is_known_for_just_these_prompts()
    {
        var means = Experiment with { Cases = [new CaseSpec("mean", [new Ablation(5, Component.Mlp, Replacement.PromptMean)])] };
        using var lab = Open();
        lab.Run(means);
        Assert.That(lab.Plan(means with { Prompts = new PromptSpec(["7 + 5 =", "The capital of France is"]) })[0].Known, Is.Zero);
    }

    [Test]
    public void Other_weights_know_nothing_of_these()
    {
        RunWhole();
        using var copy = new CheckpointCopy();
        copy.AddToWeight("model.layers.0.feed_forward.w1.weight", 0, 1e-3f);
        using var lab = Laboratory.Open(copy.Folder, new LaboratoryOptions { CacheFolder = folder });
        Assert.That(lab.Plan(Experiment)[0].Known, Is.Zero);
    }

    [Test]
    public void A_place_that_cannot_be_written_is_an_error_that_names_it()
    {
        var blocked = Path.Combine(folder, "file");
        System.IO.File.WriteAllText(blocked, "");
        using var lab = Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = Path.Combine(blocked, "cache") });
        Assert.That(() => lab.Run(Experiment), Throws.TypeOf<LabException>().With.Message.Contains(blocked).And.Message.Contains("cannot be kept"));
    }

    private Laboratory Open(IProgress<SweepProgress>? progress = null) =>
        Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = folder, Progress = progress });

    private void RunWhole()
    {
        using var lab = Open();
        lab.Run(Experiment);
    }

    private sealed class StopAfter(int runs, CancellationTokenSource stopping) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            if (value.Done >= runs)
            {
                stopping.Cancel();
            }
        }
    }
}
