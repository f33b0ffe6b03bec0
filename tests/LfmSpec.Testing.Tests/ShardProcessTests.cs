using System.Text.Json;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>Shards as processes on the embedded model: their merged tables are those of one process, byte for byte.</summary>
[TestFixture]
[NonParallelizable]
public class ShardProcessTests
{
    // Cases on prompts and on pairs, an interaction, which needs cases of its own, a summary, and observations.
    private static readonly string[] Some = ["ActivationPatching", "LogitLens", "MlpPairs", "ResidualNorms", "TokenLoss"];

    private string folder = "";
    private Dictionary<string, string> unsharded = [];

    [OneTimeSetUp]
    public void RunUnsharded()
    {
        folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        using var process = AtlasProcess.Atlas(folder, ["--no-cache", "--output", "unsharded", .. Some]);
        process.Success();
        unsharded = Tables("unsharded");
        Assert.That(unsharded.Keys, Is.EquivalentTo(Some.Select(name => name + ".md")));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Three_processes_merge_to_the_tables_of_one_and_one_that_is_missing_is_named()
    {
        Rounding.RequireBits();
        RunTogether(Enumerable.Range(1, 3).Select(index => AtlasProcess.Atlas(folder, ["--shard", $"{index}/3", "--cache", $"three/{index}", .. Some])));
        Assert.That(Directory.Exists(Path.Combine(folder, "artifacts")), Is.False, "a shard writes no tables");

        using (var lacking = AtlasProcess.Atlas(folder, "--cache", "merged", "--output", "tables", "--merge", "three/1", "three/3"))
        {
            var (code, written) = lacking.End();
            Assert.That(code, Is.EqualTo(2));
            Assert.That(written, Does.Contain("nothing was written").And.Match(@"MlpPairs: \d+ of 105 cases, of shard 2 of 3, which did not arrive").And.Not.Contains("of shard 1 of 3").And.Not.Contains("   at "));
            Assert.That(Directory.Exists(Path.Combine(folder, "tables")) || Directory.Exists(Path.Combine(folder, "merged")), Is.False);
        }

        using var merge = AtlasProcess.Atlas(folder, "--cache", "merged", "--output", "tables", "--merge", "three/1", "three/2", "three/3");
        Assert.That(merge.Success(), Does.Contain("5 tables, nothing computed").And.Contain("as approved").And.Not.Contains("NOT as approved"));
        Assert.That(Tables("tables"), Is.EqualTo(unsharded));
    }

    [Test]
    public void A_shard_that_is_killed_goes_on_where_it_was()
    {
        // Long enough to be killed in the middle: 448 runs in its half of 896, kept prompt by prompt.
        string[] first = ["--shard", "1/2", "--cache", "killed", "ConvolutionOrAttention"];
        using (var killed = AtlasProcess.Atlas(folder, first))
        {
            SpinWait.SpinUntil(() => killed.HasExited || (File("killed") is { } file && new FileInfo(file).Length > 2_000));
            Assert.That(killed.HasExited, Is.False, () => $"to be killed in the middle, and ended: {killed.End()}");
            killed.Kill();
        }

        var kept = Keys("killed").ToArray();
        Assert.That(kept, Is.Not.Empty);
        RunTogether([AtlasProcess.Atlas(folder, first)]);
        var all = Keys("killed").ToArray();
        Assert.That(all[..kept.Length], Is.EqualTo(kept));
        Assert.That(all, Has.Length.GreaterThan(kept.Length).And.Unique, "no run is made twice");

        using var other = AtlasProcess.Atlas(folder, "--shard", "2/2", "--cache", "killed", "ConvolutionOrAttention");
        other.Success();
        using var merge = AtlasProcess.Atlas(folder, "--cache", "killed", "--output", "after the kill", "--merge", "killed");
        Assert.That(merge.Success(), Does.Contain("1 table, ").And.Contain("as approved").And.Not.Contains("NOT as approved"));
    }

    [Test]
    public void A_run_that_is_interrupted_says_so_in_one_line_ends_with_130_and_keeps_what_it_found()
    {
        using var stopped = AtlasProcess.Atlas(folder, "--cache", "stopped", "--output", "stopped tables", "ConvolutionOrAttention");
        SpinWait.SpinUntil(() => stopped.HasExited || (File("stopped") is { } file && new FileInfo(file).Length > 2_000));
        stopped.Interrupt();
        var (code, written) = stopped.End();
        Assert.That(code, Is.EqualTo(130), written);
        Assert.That(written.Split('\n').Where(line => line.StartsWith("Stopped.", StringComparison.Ordinal)).Single(), Does.Contain("every finished run is kept in stopped"));
        Assert.That(written, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
        Assert.That(Keys("stopped"), Is.Not.Empty.And.Unique);
        Assert.That(Directory.GetFiles(Path.Combine(folder, "stopped tables")), Is.Empty, "no half of a table");
    }

    [Test]
    public void More_shards_than_cases_work()
    {
        RunTogether(Enumerable.Range(1, 4).Select(index => AtlasProcess.Atlas(folder, "--shard", $"{index}/4", "--cache", "many", "TokenLoss", "ResidualNorms")));
        Assert.That(Directory.GetFiles(Path.Combine(folder, "many")), Has.Length.EqualTo(4), "one without work leaves its file too");
        using var merge = AtlasProcess.Atlas(folder, "--cache", "many", "--output", "of many", "--merge", "many");
        merge.Success();
        Assert.That(Tables("of many"), Is.EqualTo(unsharded.Where(table => table.Key is "TokenLoss.md" or "ResidualNorms.md")));
    }

    [Test]
    public void The_Slurm_script_is_an_array_and_its_merge()
    {
        Rounding.RequireBits();
        var script = RepositoryFiles.Path("docs", "scale", "slurm.sbatch");
        var place = Directory.CreateDirectory(Path.Combine(folder, "slurm")).FullName;
        Dictionary<string, string> Job(int? task) => new()
        {
            ["ATLAS"] = AtlasProcess.Program,
            ["SLURM_SUBMIT_DIR"] = place,
            ["SLURM_ARRAY_TASK_ID"] = $"{task}",
            ["SLURM_ARRAY_TASK_MIN"] = "1",
            ["SLURM_ARRAY_TASK_MAX"] = "3",
            ["SLURM_ARRAY_TASK_STEP"] = "1",
            ["SLURM_ARRAY_TASK_COUNT"] = "3",
        };
        var said = RunTogether(Enumerable.Range(1, 3).Select(task => AtlasProcess.Start(folder, Job(task), ["bash", script, .. Some])));
        Assert.That(said, Is.All.Contains(" of 3, from SLURM_ARRAY_TASK_ID"));
        var merge = System.IO.File.ReadLines(script).Single(line => line.Contains("--merge", StringComparison.Ordinal)).Split("slurm.sbatch ")[1].Split(' ');
        using var merging = AtlasProcess.Start(folder, Job(null), ["bash", script, .. merge]);
        merging.Success();
        Assert.That(Tables(Path.Combine("slurm", "artifacts", "atlas", "lfm2-atlas-tiny")), Is.EqualTo(unsharded));
    }

    [Test]
    public void The_commands_of_the_GitHub_workflow_are_its_jobs_and_its_merge()
    {
        Rounding.RequireBits();
        string[] runs = [.. System.IO.File.ReadLines(RepositoryFiles.Path("docs", "scale", "github-actions.yml"))
            .Select(line => line.Trim()).Where(line => line.StartsWith("- run: dotnet \"$ATLAS\"", StringComparison.Ordinal)).Select(line => line["- run: ".Length..])];
        Assert.That(runs, Has.Length.EqualTo(2), "a shard's and the merge's");
        AtlasProcess Step(string place, string run, string shard) => AtlasProcess.Start(
            Directory.CreateDirectory(Path.Combine(folder, place)).FullName,
            new Dictionary<string, string> { ["ATLAS"] = AtlasProcess.Program, ["LFMSPEC_SHARD"] = shard },
            "bash", "-euo", "pipefail", "-c", run);

        // An artifact's files are uploaded without their folder, and downloaded into one of the artifact's name.
        RunTogether([Step("runner 1", $"{runs[0]} {string.Join(' ', Some)}", "1/2"), Step("runner 2", $"{runs[0]} {string.Join(' ', Some)}", "2/2")]);
        for (var index = 1; index <= 2; index++)
        {
            Directory.CreateDirectory(Path.Combine(folder, "runner 3", "shards"));
            Directory.Move(Path.Combine(folder, $"runner {index}", "results"), Path.Combine(folder, "runner 3", "shards", $"shard-{index}"));
        }

        using var merge = Step("runner 3", runs[1], "");
        merge.Success();
        Assert.That(Tables(Path.Combine("runner 3", "tables")), Is.EqualTo(unsharded));
    }

    [Test]
    public void The_arguments_of_the_Kubernetes_jobs_are_its_pods_and_its_merge()
    {
        Rounding.RequireBits();
        string[] lines = [.. System.IO.File.ReadLines(RepositoryFiles.Path("docs", "scale", "kubernetes.yaml")).Select(line => line.Trim())];
        string[][] arguments = [.. lines.Where(line => line.StartsWith("args:", StringComparison.Ordinal)).Select(line => JsonSerializer.Deserialize<string[]>(line["args:".Length..])!)];
        string Value(string key) => lines.Single(line => line.StartsWith(key + ": ", StringComparison.Ordinal)).Split(' ')[1].Trim('"');
        Assert.That(arguments, Has.Length.EqualTo(2), "a shard's and the merge's");
        Assert.That(Value("value"), Is.EqualTo(Value("completions")), "LFMSPEC_SHARDS is the number of completions");
        var volume = Path.Combine(folder, "volume");
        string[] InThePod(string[] of) => [.. of.Select(argument => argument.Replace("/results", volume, StringComparison.Ordinal))];

        const int pods = 2;
        RunTogether(Enumerable.Range(0, pods).Select(index => AtlasProcess.Start(
            folder, new Dictionary<string, string> { ["JOB_COMPLETION_INDEX"] = $"{index}", ["LFMSPEC_SHARDS"] = $"{pods}" }, ["dotnet", AtlasProcess.Program, .. InThePod(arguments[0]), .. Some])));
        using var merge = AtlasProcess.Atlas(folder, InThePod(arguments[1]));
        merge.Success();
        Assert.That(Tables(Path.Combine("volume", "tables")), Is.EqualTo(unsharded));
    }

    private static string[] RunTogether(IEnumerable<AtlasProcess> processes)
    {
        AtlasProcess[] started = [.. processes];
        try
        {
            return [.. started.Select(process => process.Success())];
        }
        finally
        {
            foreach (var process in started)
            {
                process.Dispose();
            }
        }
    }

    // A file that tries whether the folder can be written to comes and goes beside it.
    private string? File(string cache) =>
        Directory.Exists(Path.Combine(folder, cache)) ? Directory.GetFiles(Path.Combine(folder, cache), "*.jsonl").SingleOrDefault() : null;

    // Of whole lines: the last of a killed process may be none.
    private IEnumerable<string> Keys(string cache) =>
        System.IO.File.ReadAllText(File(cache)!).Split('\n')[..^1].Select(line => line.IndexOf("\"Key\":", StringComparison.Ordinal) is var at and >= 0 ? line.Substring(at, 50) : "").Where(key => key.Length > 0);

    private Dictionary<string, string> Tables(string place) =>
        Directory.GetFiles(Path.Combine(folder, place)).ToDictionary(file => Path.GetFileName(file), file => Convert.ToBase64String(System.IO.File.ReadAllBytes(file)));
}
