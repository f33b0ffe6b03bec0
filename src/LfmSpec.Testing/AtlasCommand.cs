using System.Diagnostics;
using System.Reflection;
using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Testing;

/// <summary>
/// Runs an assembly's experiments outside the test runner, writes their tables and says how they stand to the approved ones; or runs one
/// shard of them, which keeps results and writes no table, or merges what shards kept into the tables.
/// </summary>
public static class AtlasCommand
{
    /// <summary>Runs the experiments.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="arguments">
    /// The command line: <c>[--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--plan] [--shard I/N] [EXPERIMENT ...] [--merge FOLDER ...]</c>.
    /// Without <c>--shard</c> the environment may name a shard: LFMSPEC_SHARD, or what a Slurm array, an Indexed Job or a parallel CI job sets.
    /// </param>
    /// <returns>0 if every experiment ran; 1 if one could not, or a merge lacks something; 2 for a command line or a variable that cannot be read; 130 after Ctrl-C.</returns>
    public static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments) =>
        Run(experiments, arguments, Assembly.GetEntryAssembly()!, Environment.GetEnvironmentVariable);

    internal static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments, Assembly assembly, Func<string, string?> environment)
    {
        if (AtlasArguments.Read(arguments, experiments, environment, out var problem) is not { } wanted)
        {
            Console.Error.WriteLine(problem);
            return 2;
        }

        using var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stopping.Cancel();
        };
        try
        {
            if ((!wanted.Shard.Shard.IsWhole || wanted.Merge.Count > 0) && wanted.Experiments.FirstOrDefault(experiment => experiment.FineTunes.Count > 0) is { } training)
            {
                throw new LabException($"{training.Name} trains adapters, which is not split into shards. Run it whole: a run that was stopped goes on where it was.");
            }

            var settings = ExperimentSettings.Of(assembly, wanted.Model);
            var progress = new ConsoleProgress(Console.Error, !Console.IsErrorRedirected);
            using var lab = Laboratory.Open(settings.ModelFolder, new LaboratoryOptions { CacheFolder = wanted.Cache, Shard = wanted.Shard.Shard, Progress = progress });
            var told = Tell(lab, 0);
            var tables = new AtlasTables(settings, wanted.Output);
            if (wanted.Plan)
            {
                AtlasPlan.Print(wanted.Experiments, lab);
                PrintSplit(wanted, lab);
            }
            else if (wanted.Merge.Count > 0)
            {
                Merge(wanted, experiments, tables, lab, stopping.Token);
            }
            else if (!wanted.Shard.Shard.IsWhole)
            {
                RunShard(wanted, lab, progress, stopping.Token);
            }
            else
            {
                RunAll(wanted, tables, lab, progress, stopping.Token);
            }

            Tell(lab, told);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine(wanted.Cache is { } kept
                ? $"Stopped. The tables written so far are complete, and every finished run is kept in {kept}: the same command goes on from there."
                : "Stopped. The tables written so far are complete; the one that was running was not written.");
            return 130;
        }
        catch (Exception error) when (error is LabException or CheckpointException or TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    // Says what was kept and is run again; returns how much was said.
    private static int Tell(Laboratory lab, int from)
    {
        var damaged = lab.DamagedResults;
        foreach (var message in damaged.Skip(from))
        {
            Console.Error.WriteLine(message);
        }

        return damaged.Count;
    }

    private static void RunAll(AtlasArguments wanted, AtlasTables tables, Laboratory lab, ConsoleProgress progress, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        PrintModel(lab);
        foreach (var experiment in wanted.Experiments)
        {
            var started = clock.Elapsed;
            var standing = tables.Write(experiment, ResultTable.Of(lab.Run(experiment, stopping)));
            progress.Clear();
            Console.WriteLine($"  {experiment.Name,-32} {experiment.Cases.Count + experiment.FineTunes.Count,5} cases {(clock.Elapsed - started).TotalSeconds,6:F1} s   {standing}");
        }

        Console.WriteLine($"{wanted.Experiments.Count} tables in {clock.Elapsed.TotalSeconds:F1} s: {tables.Folder}");
    }

    private static void RunShard(AtlasArguments wanted, Laboratory lab, ConsoleProgress progress, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        PrintModel(lab);
        var plan = lab.Split(wanted.Experiments, lab.Shard.Count);
        Console.WriteLine($"{wanted.Shard}: {AtlasPlan.Share(plan, lab.Shard.Index):P1} of the block passes");
        lab.BeginShard(wanted.Experiments);
        foreach (var experiment in wanted.Experiments)
        {
            var started = clock.Elapsed;
            var mine = lab.RunShard(experiment, plan, stopping);
            progress.Clear();
            if (mine > 0)
            {
                Console.WriteLine($"  {experiment.Name,-32} {mine,5} cases and observations {(clock.Elapsed - started).TotalSeconds,6:F1} s");
            }
        }

        Console.WriteLine($"{lab.Shard} in {clock.Elapsed.TotalSeconds:F1} s: {Path.GetFullPath(wanted.Cache!)}. The tables come of all {lab.Shard.Count} shards: --merge FOLDER ...");
    }

    // Every page is made before the first is written: a merge leaves all tables or none.
    private static void Merge(AtlasArguments wanted, IReadOnlyList<ExperimentSpec> all, AtlasTables tables, Laboratory lab, CancellationToken stopping)
    {
        PrintModel(lab);
        var merge = lab.Merge(wanted.Merge, all);
        var experiments = wanted.AreNamed ? wanted.Experiments : merge.Experiments;
        merge.Take(experiments);
        foreach (var (experiment, table) in experiments.Select(experiment => (experiment, ResultTable.Of(lab.Run(experiment, stopping)))).ToArray())
        {
            Console.WriteLine($"  {experiment.Name,-32} {experiment.Cases.Count,5} cases   {tables.Write(experiment, table)}");
        }

        Console.WriteLine($"{experiments.Count} tables, nothing computed: {tables.Folder}");
    }

    private static void PrintSplit(AtlasArguments wanted, Laboratory lab)
    {
        if (!lab.Shard.IsWhole)
        {
            AtlasPlan.Print(lab.Split(wanted.Experiments, lab.Shard.Count));
        }
    }

    private static void PrintModel(Laboratory lab) => Console.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters");
}
