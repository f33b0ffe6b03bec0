using System.Diagnostics;
using System.Reflection;
using System.Text;
using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Testing;

/// <summary>Runs an assembly's experiments outside the test runner, writes their tables and says how they stand to the approved ones.</summary>
public static class AtlasCommand
{
    /// <summary>Runs the experiments.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="arguments">The command line: <c>[--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--plan] [EXPERIMENT ...]</c>.</param>
    /// <returns>0 if every experiment ran; 1 if one could not; 2 for a command line that cannot be read; 130 after Ctrl-C.</returns>
    public static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments) => Run(experiments, arguments, Assembly.GetEntryAssembly()!);

    internal static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments, Assembly assembly)
    {
        if (AtlasArguments.Read(arguments, experiments, out var problem) is not { } wanted)
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
            var settings = ExperimentSettings.Of(assembly, wanted.Model);
            var progress = new ConsoleProgress(Console.Error, !Console.IsErrorRedirected);
            using var lab = Laboratory.Open(settings.ModelFolder, new LaboratoryOptions { CacheFolder = wanted.Cache, Progress = progress });
            if (wanted.Plan)
            {
                PrintPlan(wanted.Experiments, lab);
            }
            else
            {
                RunAll(wanted, settings, lab, progress, stopping.Token);
            }

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

    private static void RunAll(AtlasArguments wanted, ExperimentSettings settings, Laboratory lab, ConsoleProgress progress, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var folder = Path.GetFullPath(wanted.Output ?? Path.Combine("artifacts", "atlas", Path.GetFileName(settings.SnapshotFolder)));
        Console.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters");
        foreach (var experiment in wanted.Experiments)
        {
            var started = clock.Elapsed;
            var table = ResultTable.Of(lab.Run(experiment, stopping));
            var page = table.ToMarkdown();
            WriteWhole(Path.Combine(folder, experiment.Name + ".md"), page + "\n");
            progress.Clear();
            Console.WriteLine($"  {experiment.Name,-32} {experiment.Cases.Count,5} cases {(clock.Elapsed - started).TotalSeconds,6:F1} s   {Standing(settings, experiment, page)}");
            if (settings.Published(table) is { } published)
            {
                WriteWhole(Path.Combine(folder, experiment.Name + ".published.md"), published.ToMarkdown());
                Console.WriteLine($"    {published.Summary()}");
            }
        }

        Console.WriteLine($"{wanted.Experiments.Count} tables in {clock.Elapsed.TotalSeconds:F1} s: {folder}");
    }

    // Block passes: one block over one prompt. Naive is one full forward a case.
    private static void PrintPlan(IReadOnlyList<ExperimentSpec> experiments, Laboratory lab)
    {
        var plans = lab.Plan([.. experiments.Where(experiment => experiment.Cases.Count > 0)]);
        Console.WriteLine("| experiment | cases | prompts | runs | known | block passes | naive | share | positions through the head | naive |");
        Console.WriteLine("|:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var plan in plans)
        {
            Console.WriteLine($"| {plan.Experiment} | {plan.Cases:N0} | {plan.Prompts:N0} | {plan.Runs:N0} | {plan.Known:N0} | {Passes(plan):N0} | {plan.NaiveBlockPasses:N0} | {Passes(plan) / (double)plan.NaiveBlockPasses:P0} | {plan.HeadPositions:N0} | {plan.NaiveHeadPositions:N0} |");
        }

        Console.WriteLine($"| all | {plans.Sum(plan => plan.Cases):N0} | | {plans.Sum(plan => plan.Runs):N0} | {plans.Sum(plan => plan.Known):N0} | {plans.Sum(Passes):N0} | {plans.Sum(plan => plan.NaiveBlockPasses):N0} | {plans.Sum(Passes) / (double)Math.Max(1, plans.Sum(plan => plan.NaiveBlockPasses)):P0} | {plans.Sum(plan => plan.HeadPositions):N0} | {plans.Sum(plan => plan.NaiveHeadPositions):N0} |");
    }

    private static long Passes(SweepPlan plan) => plan.BlockPasses + plan.CleanBlockPasses;

    private static string Standing(ExperimentSettings settings, ExperimentSpec experiment, string page)
    {
        var approved = Path.Combine(settings.SnapshotFolder, $"{experiment.Name}.{ApprovedTable.Method}.verified.md");
        return !File.Exists(approved) ? "not approved yet"
            : File.ReadAllText(approved) is var text && (text == page || ApprovedTable.Compare(experiment, page, text).IsEqual) ? "as approved"
            : "NOT as approved: run dotnet test for what moved";
    }

    private static void WriteWhole(string path, string text)
    {
        var temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new LabException($"{path}: the table cannot be written ({error.Message}). Make room there, or name another folder with --output.");
        }
    }
}
