using System.Diagnostics;
using System.Globalization;
using LfmSpec.Benchmarks.Measuring;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Benchmarks.Models;

/// <summary>
/// A model of LFM2.5-230M's real shape with random weights: how long it takes to load, what it holds in memory, and how near its passes come to what
/// the machine gives, measured in the same rounds.
/// </summary>
internal static class ModelCommand
{
    /// <summary>Runs the measurements: <c>model [ROUNDS]</c>.</summary>
    internal static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 9;
        var folder = RandomModel.Folder();
        Console.WriteLine($"Machine: {Machine.Description}\nMedians of {rounds} rounds. One thread by {Clock.Name}, two by the wall clock; a bound is measured right before and after.");
        var clock = Stopwatch.StartNew();
        using var checkpoint = Checkpoint.Load(folder);
        var loaded = clock.Elapsed.TotalSeconds;
        GC.Collect();
        Console.WriteLine($"\n{checkpoint.Model.Parameters:N0} parameters in bf16: loaded in {loaded:F2} s (the file's SHA-256 included), {Resident(process => process.WorkingSet64):N0} MB resident");
        torch.set_num_threads(1);
        var before = Resident(process => process.PeakWorkingSet64);
        new Prefill(checkpoint.Model).RunOnce();
        var after = Resident(process => process.PeakWorkingSet64);
        Console.WriteLine($"A prefill of {Prefill.Positions} tokens: {after:N0} MB resident at most, {after - before:N0} more than loading took at most");

        Print($"Prefill of {Prefill.Positions} tokens, head at the last position", "share of FMA peak", rounds, () => new Prefill(checkpoint.Model));
        Print($"Decoding a token after {Decode.Positions}", "share of a plain read of the weights", rounds, () => new Decode(checkpoint.Model));
        Print($"Training step: {TrainingStep.Positions} tokens, rank {TrainingStep.Rank} after every operator and MLP, AdamW", "share of FMA peak", rounds, () => new TrainingStep(checkpoint.Model));
        return 0;
    }

    private static void Print(string title, string share, int rounds, Func<IPass> start)
    {
        MarkdownTable.Begin(title, "threads", share, "tokens/s");
        foreach (var threads in new[] { 1, 2 })
        {
            torch.set_num_threads(threads);
            using var pass = start();
            var paired = Rounds.Measure(rounds, () => pass.Bound(threads), () =>
            {
                var (cpu, wall) = (Clock.Seconds(), Clock.WallSeconds());
                pass.RunOnce();
                return pass.Work / (threads == 1 ? Clock.Seconds() - cpu : Clock.WallSeconds() - wall) / 1e9;
            });
            MarkdownTable.Row($"{threads}", paired.Share.ToString("P0", CultureInfo.InvariantCulture), (paired.Rate * 1e9 / pass.Work * pass.Tokens).ToString("F0", CultureInfo.InvariantCulture));
        }
    }

    private static double Resident(Func<Process, long> bytes)
    {
        using var self = Process.GetCurrentProcess();
        return bytes(self) / 1e6;
    }
}
