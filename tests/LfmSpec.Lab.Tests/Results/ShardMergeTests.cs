using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>What shards found is united to the results of one run, or what is missing is named.</summary>
[TestFixture]
public class ShardMergeTests
{
    private static readonly string Checkpoint = RepositoryFiles.Path("models", "lfm2-atlas-tiny");
    private static readonly ExperimentSpec[] All =
    [
        Experiments.Of(
            new PromptSpec(["7 + 5 =", "The capital of France is"]),
            new CaseSpec("mlp", [new Ablation(5, Component.Mlp)]),
            new CaseSpec("skip", [new Ablation(2, Component.Block, Replacement.Input)]),
            new CaseSpec("both", [new Ablation(5, Component.Mlp), new Ablation(6, Component.Mlp)])) with
        {
            Name = "Pairs",
            Measures = [new MeasureSpec(new Kl()), new MeasureSpec(new Interaction(), Reduction.Last)],
            Observations = [new ObservationSpec("Observe_LogitLens", new LogitLens())],
        },
        Experiments.Of(new PromptSpec(["12 + 9 = 21"])) with { Name = "Loss", Measures = [], Observations = [new ObservationSpec("Observe_TokenLoss", new TokenLoss())] },
    ];

    private static readonly Lazy<string[]> Unsharded = new(() =>
    {
        using var whole = Laboratory.Open(Checkpoint);
        return Pages(whole, All);
    });

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(12)]
    public void Merged_tables_are_those_of_one_run_and_nothing_is_computed(int count)
    {
        Rounding.RequireBits();
        for (var index = 1; index <= count; index++)
        {
            RunShard(new Shard(index, count), Folder(index));
        }

        using (var lab = Open("merged"))
        {
            var merge = lab.Merge([.. Enumerable.Range(1, count).Select(Folder)], All);
            Assert.That(merge.Experiments, Is.EqualTo(All));
            merge.Take(All);
            Assert.That(Pages(lab, All), Is.EqualTo(Unsharded.Value));
            Assert.That(lab.Bench.Runs.Count, Is.Zero, "no prompt was run");
        }

        using var after = Open("merged");
        Assert.That(Pages(after, All), Is.EqualTo(Unsharded.Value));
        Assert.That(after.Bench.Runs.Count, Is.Zero, "the cache has it all");
    }

    [Test]
    public void Shards_may_keep_their_results_in_one_folder()
    {
        Rounding.RequireBits();
        RunShard(new Shard(1, 2), Folder(1));
        RunShard(new Shard(2, 2), Folder(1));
        Assert.That(Directory.GetFiles(Folder(1)).Select(file => Path.GetFileName(file).Split('.')[1]).Order(), Is.EqualTo(new[] { "shard-1-of-2", "shard-2-of-2" }));
        using var lab = Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = Folder(1) });
        Assert.That(Pages(lab, All), Is.EqualTo(Unsharded.Value));
        Assert.That(lab.Bench.Runs.Count, Is.Zero);
    }

    [Test]
    public void A_shard_that_did_not_arrive_is_named_with_what_it_owes_and_nothing_is_kept()
    {
        RunShard(new Shard(1, 3), Folder(1));
        RunShard(new Shard(3, 3), Folder(3));
        using var lab = Open("merged");
        var plan = lab.Split(All, 3);
        var owed = Work.Of(lab.Bench, All[0]).Count(work => work.Name != "Observe_LogitLens" && plan.OwnerOf(work.Runs[0].Key) == 2);
        Assert.That(owed, Is.GreaterThan(0));
        Assert.That(
            () => lab.Merge([Folder(1), Folder(3)], All).Take(All),
            Throws.TypeOf<LabException>().With.Message.Contains($"Pairs: {owed} of 4 cases, of shard 2 of 3, which did not arrive").And.Message.Contains("nothing was written"));
        Assert.That(Directory.Exists(Path.Combine(folder, "merged")), Is.False);
    }

    [Test]
    public void A_shard_that_was_cut_short_is_not_finished()
    {
        RunShard(new Shard(1, 2), Folder(1));
        RunShard(new Shard(2, 2), Folder(2));
        var file = Directory.GetFiles(Folder(2)).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..^20]);
        using var lab = Open("merged");
        Assert.That(() => lab.Merge([folder], All).Take(All), Throws.TypeOf<LabException>().With.Message.Contains(", of shard 2 of 2, which is not finished").And.Message.Contains($"{file}: 1 of ").And.Message.Not.Contains("shard 1"));
    }

    [Test]
    public void Results_of_another_build_are_not_taken_and_the_message_says_whose_they_are()
    {
        RunShard(new Shard(1, 2), Folder(1));
        RunShard(new Shard(2, 2), Folder(2));
        var file = Directory.GetFiles(Folder(2)).Single();
        File.WriteAllLines(file, File.ReadAllLines(file).Select(line => CheckedJson.Seal(
            CheckedJson.Open(line)!.Replace(EngineVersion.Current, "another", StringComparison.Ordinal).Replace("\"Key\":\"", "\"Key\":\"x", StringComparison.Ordinal))));
        using var lab = Open("merged");
        Assert.That(() => lab.Merge([folder], All).Take(All), Throws.TypeOf<LabException>().With.Message.Contains(", of shard 2 of 2, which another build of LfmSpec ran"));
    }

    [Test]
    public void Results_of_another_model_are_not_taken()
    {
        RunShard(new Shard(1, 2), Folder(1));
        using var other = Laboratory.Open(RepositoryFiles.Path("models", "qwen2-atlas-tiny"), new LaboratoryOptions { CacheFolder = Path.Combine(folder, "merged") });
        Assert.That(() => other.Merge([Folder(1)], All), Throws.TypeOf<LabException>().With.Message.Contains(Folder(1)).And.Message.Contains("no result of qwen2-atlas-tiny"));
    }

    [Test]
    public void What_no_shard_was_asked_for_is_said_to_be_nobodys()
    {
        RunShard(new Shard(1, 1), Folder(1), All[1]);
        using var lab = Open("merged");
        var merge = lab.Merge([Folder(1)], All);
        Assert.That(merge.Experiments, Is.EqualTo(All[1..]));
        Assert.That(() => merge.Take(All), Throws.TypeOf<LabException>().With.Message.Contains("Pairs: 4 of 4 cases, of no shard: the shards were not asked for it"));
        merge.Take(All[1]);
        Assert.That(lab.Plan(All[1])[0], Has.Property(nameof(SweepPlan.Known)).EqualTo(lab.Plan(All[1])[0].Runs), "what the shard was asked for is there");
    }

    [Test]
    public void Shards_of_another_program_have_nothing_to_merge_here()
    {
        RunShard(new Shard(1, 1), Folder(1), All[1] with { Name = "Elsewhere" });
        using var lab = Open("merged");
        var merge = lab.Merge([Folder(1)], All);
        Assert.That(() => merge.Take(merge.Experiments), Throws.TypeOf<LabException>().With.Message.Contains("Elsewhere"));
    }

    [Test]
    public void A_plan_of_another_number_of_shards_is_an_error()
    {
        using var lab = Open("merged");
        Assert.That(() => lab.RunShard(All[0], lab.Split(All, 2)), Throws.ArgumentException.With.Message.Contains("for 2 shards"));
    }

    [Test]
    public void Results_that_no_shard_made_count_as_well()
    {
        using (var whole = Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = Folder(1) }))
        {
            Pages(whole, All);
        }

        using var lab = Open("merged");
        lab.Merge([Folder(1)], All).Take(All);
        Assert.That(Pages(lab, All), Is.EqualTo(Unsharded.Value));
        Assert.That(lab.Bench.Runs.Count, Is.Zero);
    }

    [Test]
    public void What_the_cache_has_already_need_not_arrive()
    {
        RunShard(Shard.Whole, Path.Combine(folder, "merged"), All[0]);
        RunShard(new Shard(1, 1), Folder(1), All[1]);
        using var lab = Open("merged");
        lab.Merge([Folder(1)], All).Take(All);
        Assert.That(Pages(lab, All), Is.EqualTo(Unsharded.Value));
        Assert.That(lab.Bench.Runs.Count, Is.Zero);
    }

    [Test]
    public void A_folder_that_is_not_there_is_an_error_that_names_it()
    {
        using var lab = Open("merged");
        Assert.That(() => lab.Merge([Folder(7)], All), Throws.TypeOf<LabException>().With.Message.Contains(Folder(7)).And.Message.Contains("no such folder"));
    }

    private static void RunShard(Shard shard, string into, params ExperimentSpec[] some)
    {
        var experiments = some.Length == 0 ? All : some;
        using var lab = Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = into, Shard = shard });
        var plan = lab.Split(experiments, shard.Count);
        lab.BeginShard(experiments);
        foreach (var experiment in experiments)
        {
            lab.RunShard(experiment, plan);
        }
    }

    private string Folder(int index) => Path.Combine(folder, $"shard {index}");

    private Laboratory Open(string name) => Laboratory.Open(Checkpoint, new LaboratoryOptions { CacheFolder = Path.Combine(folder, name) });

    private static string[] Pages(Laboratory lab, IEnumerable<ExperimentSpec> experiments) => [.. experiments.Select(experiment => ResultTable.Of(lab.Run(experiment)).ToMarkdown())];
}
