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
    /// The command line: <c>[--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--laws] [--plan] [--shard I/N] [EXPERIMENT ...] [--merge FOLDER ...]</c>, or alone
    /// <c>--help</c> or <c>--version</c>. Names of experiments may be in any case.
    /// Without <c>--shard</c> the environment may name a shard: LFMSPEC_SHARD, or what a Slurm array, an Indexed Job or a parallel CI job sets.
    /// </param>
    /// <returns>
    /// 0 if every table is as approved, and for a plan, a shard, help and the version; 1 if a table is not as approved or a law does not hold; 2 for a command line or a variable that
    /// cannot be read, an experiment that could not be run (the others are), or a merge that lacks something; 3 if nothing moved and a table has no approved one; 130 after Ctrl-C.
    /// </returns>
    public static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments) =>
        Run(experiments, arguments, Assembly.GetEntryAssembly()!, Environment.GetEnvironmentVariable);

    internal static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments, Assembly assembly, Func<string, string?> environment)
    {
        if (AtlasArguments.Read(arguments, experiments, environment, out var problem) is not { } wanted)
        {
            WriteError(problem!);
            return AtlasExit.Error;
        }

        if (wanted.Print is { } text)
        {
            Console.WriteLine(text);
            return AtlasExit.AsApproved;
        }

        using var stopping = new CancellationTokenSource();
        void Stop(object? sender, ConsoleCancelEventArgs pressed)
        {
            pressed.Cancel = true;
            stopping.Cancel();
        }

        Console.CancelKeyPress += Stop;
        var progress = new ConsoleProgress(Console.Error, !Console.IsErrorRedirected);
        try
        {
            return RunEach(wanted, experiments, assembly, progress, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            WriteError(wanted.Cache is { } kept
                ? $"Stopped. The tables written so far are complete, and every finished run is kept in {kept}: the same command goes on from there."
                : "Stopped. The tables written so far are complete; the one that was running was not written.");
            return AtlasExit.Stopped;
        }
        catch (Exception error) when (IsOurs(error))
        {
            progress.Clear();
            WriteError(error.Message);
            return AtlasExit.Error;
        }
        finally
        {
            Console.CancelKeyPress -= Stop;
        }
    }

    /// <summary>Whether an error's message says what to do, for somebody who knows no stack.</summary>
    internal static bool IsOurs(Exception error) => error is LabException or CheckpointException or TokenizerFormatException or IOException or UnauthorizedAccessException;

    // Those of the project's model, or of the one that the command names; and those of each model that experiments name.
    private static int RunEach(AtlasArguments wanted, IReadOnlyList<ExperimentSpec> experiments, Assembly assembly, ConsoleProgress progress, CancellationToken stopping)
    {
        if (wanted.Experiments.Count == 0)
        {
            throw new LabException("There is no experiment here. Add a class with [Experiment].");
        }

        var models = wanted.Experiments.GroupBy(experiment => experiment.OnModel).ToList();
        models.ForEach(ofModel => Laboratory.CheckNames([.. ofModel]));
        if (wanted.Model is { Length: > 0 } other)
        {
            bool IsOther(IGrouping<string?, ExperimentSpec> ofModel) => ofModel.Key is { } named && named != ModelNames.OfFolder(other);
            if (models.Where(IsOther).SelectMany(ofModel => ofModel).Select(experiment => $"{experiment.Name} on {experiment.OnModel}").ToArray() is { Length: > 0 } leftOut)
            {
                WriteError($"{other} is asked for, and these name other models, so they are left out: {string.Join(", ", leftOut)}.");
            }

            models.RemoveAll(IsOther);
        }

        if (models.Count > 1 && (!wanted.Shard.Shard.IsWhole || wanted.Merge.Count > 0))
        {
            throw new LabException(
                $"These experiments are run on {string.Join(" and ", models.Select(ofModel => ofModel.Key ?? "the project's model"))}, and shards are of one model. " +
                "Run them whole: a run that was stopped goes on where it was.");
        }

        var codes = new List<int>();
        foreach (var ofModel in models)
        {
            var settings = ofModel.Key is { } model ? ExperimentSettings.OnModel(assembly, model) : ExperimentSettings.Of(assembly, wanted.Model);
            var output = wanted.Output is { } folder && ofModel.Key is { } named ? Path.Combine(folder, named) : wanted.Output;
            try
            {
                codes.Add(Run(
                    wanted with { Experiments = [.. ofModel], Output = output },
                    [.. experiments.Where(experiment => experiment.OnModel == ofModel.Key)],
                    settings,
                    progress,
                    stopping));
            }
            catch (Exception error) when (models.Count > 1 && IsOurs(error))
            {
                progress.Clear();
                WriteError($"{error.Message} So {string.Join(", ", ofModel.Select(experiment => experiment.Name))} {(ofModel.Count() == 1 ? "was" : "were")} not run on {ofModel.Key ?? "the project's model"}.");
                codes.Add(AtlasExit.Error);
            }
        }

        return codes.Count == 0 ? AtlasExit.Error : AtlasExit.Worst(codes);
    }

    private static int Run(AtlasArguments wanted, IReadOnlyList<ExperimentSpec> experiments, ExperimentSettings settings, ConsoleProgress progress, CancellationToken stopping)
    {
        if ((!wanted.Shard.Shard.IsWhole || wanted.Merge.Count > 0) && wanted.Experiments.FirstOrDefault(experiment => experiment.FineTunes.Count > 0 || experiment.Capability is not null) is { } whole)
        {
            throw new LabException($"{whole.Name} {(whole.Capability is null ? "trains adapters" : "scores a capability")}, which is not split into shards. Run it whole: a run that was stopped goes on where it was.");
        }

        if (!wanted.Plan && wanted.Merge.Count == 0 && wanted.Cache is { } cache)
        {
            PrepareCache(cache);
        }

        using var lab = Laboratory.Open(settings.ModelFolder, new LaboratoryOptions { CacheFolder = wanted.Cache, Shard = wanted.Shard.Shard, Progress = progress });
        stopping.ThrowIfCancellationRequested();
        var told = Tell(lab, 0);
        var tables = new AtlasTables(settings, wanted.Output);
        var summary = new AtlasSummary();
        if (wanted.Plan)
        {
            var possible = Possible(wanted, lab, summary);
            AtlasPlan.Print(possible, lab, wanted.Cache);
            PrintSplit(possible, lab);
        }
        else if (wanted.Merge.Count > 0)
        {
            Merge(wanted, experiments, tables, lab, summary, stopping);
        }
        else if (!wanted.Shard.Shard.IsWhole)
        {
            RunShard(wanted, lab, progress, summary, stopping);
        }
        else
        {
            RunAll(wanted, tables, lab, progress, summary, stopping);
        }

        progress.Clear();
        Tell(lab, told);
        if (summary.Problems.ToArray() is { Length: > 0 } problems)
        {
            WriteError(string.Join('\n', problems));
        }

        return summary.Code;
    }

    // Before anything is run: hours of it could not be kept.
    private static void PrepareCache(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{folder}: results cannot be kept there ({error.Message}). Name another folder with --cache, or run without one (--no-cache).");
        }
    }

    // Says what was kept and is run again; returns how much was said.
    private static int Tell(Laboratory lab, int from)
    {
        var damaged = lab.DamagedResults;
        foreach (var message in damaged.Skip(from))
        {
            WriteError(message);
        }

        return damaged.Count;
    }

    private static void RunAll(AtlasArguments wanted, AtlasTables tables, Laboratory lab, ConsoleProgress progress, AtlasSummary summary, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        tables.Prepare();
        PrintModel(lab);
        foreach (var experiment in wanted.Experiments)
        {
            var started = clock.Elapsed;
            var words = "";
            var ran = summary.Try(experiment, () =>
            {
                (var standing, words) = tables.Write(experiment, ResultTable.Of(lab.Run(experiment, stopping)));
                summary.Add(standing);
                if (wanted.Laws)
                {
                    words += Check(experiment, lab, summary, stopping);
                }
            });
            progress.Clear();
            Console.WriteLine(Shown($"  {experiment.Name,-32} {Parts(experiment)} {(clock.Elapsed - started).TotalSeconds,6:F1} s   {(ran ? words : "FAILED, see below")}"));
        }

        Console.WriteLine($"{Tables(summary)} in {clock.Elapsed.TotalSeconds:F1} s: {tables.Folder}");
        Console.WriteLine($"{summary}{(wanted.Laws ? "" : "; the laws were not checked (--laws, or dotnet test)")}");
    }

    // Every law, whatever the one before it came to.
    private static string Check(ExperimentSpec experiment, Laboratory lab, AtlasSummary summary, CancellationToken stopping)
    {
        var words = "";
        foreach (var law in Laboratory.LawsOf(experiment))
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                var outcome = lab.Check(experiment, law);
                summary.Add(outcome);
                words += outcome.HasNothingToCheck ? $"\n    {law}: {outcome}" : "";
            }
            catch (LawException error)
            {
                summary.Add(error);
                words += $"\n    {law}: does NOT hold";
            }
        }

        return words;
    }

    private static void RunShard(AtlasArguments wanted, Laboratory lab, ConsoleProgress progress, AtlasSummary summary, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        PrintModel(lab);
        var possible = Possible(wanted, lab, summary);
        var plan = lab.Split(possible, lab.Shard.Count);
        Console.WriteLine($"{wanted.Shard}: {AtlasPlan.Share(plan, lab.Shard.Index):P1} of the block passes");
        lab.BeginShard(possible);
        foreach (var experiment in possible)
        {
            var started = clock.Elapsed;
            var mine = 0;
            var ran = summary.Try(experiment, () => mine = lab.RunShard(experiment, plan, stopping));
            progress.Clear();
            if (mine > 0 || !ran)
            {
                Console.WriteLine($"  {experiment.Name,-32} {mine,5} cases and observations {(clock.Elapsed - started).TotalSeconds,6:F1} s{(ran ? "" : "   FAILED, see below")}");
            }
        }

        Console.WriteLine($"{lab.Shard} in {clock.Elapsed.TotalSeconds:F1} s: {Path.GetFullPath(wanted.Cache!)}. The tables come of all {lab.Shard.Count} shards: --merge FOLDER ...");
    }

    // Every page is made before the first is written: a merge leaves all tables or none.
    private static void Merge(AtlasArguments wanted, IReadOnlyList<ExperimentSpec> all, AtlasTables tables, Laboratory lab, AtlasSummary summary, CancellationToken stopping)
    {
        PrintModel(lab);
        var merge = lab.Merge(wanted.Merge, all);
        var experiments = wanted.AreNamed ? wanted.Experiments : merge.Experiments;
        merge.Take(experiments);
        foreach (var (experiment, table) in experiments.Select(experiment => (experiment, ResultTable.Of(lab.Run(experiment, stopping)))).ToArray())
        {
            var words = "";
            var wrote = summary.Try(experiment, () =>
            {
                (var standing, words) = tables.Write(experiment, table);
                summary.Add(standing);
            });
            Console.WriteLine(Shown($"  {experiment.Name,-32} {Parts(experiment)}   {(wrote ? words : "FAILED, see below")}"));
        }

        Console.WriteLine($"{Tables(summary)}, nothing computed: {tables.Folder}");
        Console.WriteLine(summary);
    }

    private static string Tables(AtlasSummary summary) => $"{summary.Tables} {(summary.Tables == 1 ? "table" : "tables")}";

    // What an experiment has: its cases, or where it has none what it observes.
    private static string Parts(ExperimentSpec experiment)
    {
        var (count, one, many) = experiment.FineTunes.Count > 0 ? (experiment.FineTunes.Count, "adapter", "adapters")
            : experiment.Cases.Count == 0 && experiment.Observations.Count > 0 ? (experiment.Observations.Count, "observation", "observations")
            : (experiment.Cases.Count, "case", "cases");
        return $"{count,5} {(count == 1 ? one : many),-12}";
    }

    private static void WriteError(string message) => Console.Error.WriteLine(Shown(message));

    // What files say may hold what a terminal obeys.
    private static string Shown(string text) => string.Join('\n', text.Split('\n').Select(MarkdownText.Line));

    // Those that can be planned: every shard leaves the same ones out.
    private static ExperimentSpec[] Possible(AtlasArguments wanted, Laboratory lab, AtlasSummary summary) =>
        [.. wanted.Experiments.Where(experiment => summary.Try(experiment, () => lab.Plan(experiment)))];

    private static void PrintSplit(IReadOnlyList<ExperimentSpec> experiments, Laboratory lab)
    {
        if (!lab.Shard.IsWhole)
        {
            AtlasPlan.Print(lab.Split(experiments, lab.Shard.Count));
        }
    }

    private static void PrintModel(Laboratory lab) => Console.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters");
}
