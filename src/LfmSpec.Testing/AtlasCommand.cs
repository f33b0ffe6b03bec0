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
    private const string Usage = "usage: [--model NAME-OR-FOLDER] [--output FOLDER] [EXPERIMENT ...]";

    /// <summary>Runs the experiments.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="arguments">The command line: <c>[--model NAME-OR-FOLDER] [--output FOLDER] [EXPERIMENT ...]</c>.</param>
    /// <returns>0 if every experiment ran; 1 if one could not; 2 for a command line that cannot be read; 130 after Ctrl-C.</returns>
    public static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments) => Run(experiments, arguments, Assembly.GetEntryAssembly()!);

    internal static int Run(IReadOnlyList<ExperimentSpec> experiments, string[] arguments, Assembly assembly)
    {
        string? model = Environment.GetEnvironmentVariable(ExperimentSettings.ModelVariable), output = null;
        var wanted = new List<string>();
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] is "--model" or "--output" && index + 1 < arguments.Length)
            {
                (model, output) = arguments[index] == "--model" ? (arguments[index + 1], output) : (model, arguments[index + 1]);
                index++;
            }
            else if (arguments[index].StartsWith('-') || experiments.All(experiment => experiment.Name != arguments[index]))
            {
                Console.Error.WriteLine($"'{arguments[index]}' is no option and no experiment. {Usage}\nExperiments: {string.Join(", ", experiments.Select(experiment => experiment.Name))}");
                return 2;
            }
            else
            {
                wanted.Add(arguments[index]);
            }
        }

        using var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stopping.Cancel();
        };
        try
        {
            var settings = ExperimentSettings.Of(assembly, model);
            var folder = Path.GetFullPath(output ?? Path.Combine("artifacts", "atlas", Path.GetFileName(settings.ModelFolder)));
            RunAll([.. experiments.Where(experiment => wanted.Count == 0 || wanted.Contains(experiment.Name))], settings, folder, stopping.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. The tables written so far are complete; the one that was running was not written.");
            return 130;
        }
        catch (Exception error) when (error is LabException or CheckpointException or TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static void RunAll(IReadOnlyList<ExperimentSpec> experiments, ExperimentSettings settings, string folder, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        using var lab = Laboratory.Open(settings.ModelFolder);
        Console.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters, loaded in {clock.Elapsed.TotalSeconds:F1} s");
        foreach (var experiment in experiments)
        {
            var started = clock.Elapsed;
            var page = ResultTable.Of(lab.Run(experiment, stopping)).ToMarkdown();
            WriteWhole(Path.Combine(folder, experiment.Name + ".md"), page + "\n");
            Console.WriteLine($"  {experiment.Name,-24} {experiment.Cases.Count,5} cases {(clock.Elapsed - started).TotalSeconds,6:F1} s   {Standing(settings, experiment, page)}");
        }

        Console.WriteLine($"{experiments.Count} tables in {clock.Elapsed.TotalSeconds:F1} s: {folder}");
    }

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
