using System.Diagnostics;
using System.Globalization;
using LfmSpec.Benchmarks.Measuring;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Benchmarks.Models;

/// <summary>
/// A model of LFM2.5-230M's real shape with random weights: how long it takes to load, what it holds in memory, and prefill as a share of
/// the machine's fused multiply-adds, measured in the same round.
/// </summary>
internal static class ModelCommand
{
    private const int Positions = 512;

    /// <summary>Runs the measurement: <c>model [ROUNDS]</c>.</summary>
    internal static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 7;
        var folder = Path.Combine(Path.GetTempPath(), "lfmspec-lfm2.5-230m-shape");
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
        {
            Console.WriteLine($"Writing 229,693,184 random weights to {folder} (kept for the next run) ...");
            SyntheticCheckpoint.Write(folder, SyntheticCheckpoint.Lfm25Of230M, Tokenizer(), seed: 42);
        }

        var clock = Stopwatch.StartNew();
        using var checkpoint = Checkpoint.Load(folder);
        var loaded = clock.Elapsed.TotalSeconds;
        var weights = Resident();
        Console.WriteLine($"{checkpoint.Model.Parameters:N0} parameters in bf16: loaded in {loaded:F2} s (the file's SHA-256 included), {weights:N0} MB resident");
        Console.WriteLine();
        Console.WriteLine($"| prefill of {Positions} tokens, head at the last position | share of FMA peak | tokens/s | peak resident, MB |\n|:--|--:|--:|--:|");
        foreach (var threads in new[] { 1, 2 })
        {
            torch.set_num_threads(threads);
            var (share, rate) = Prefill(checkpoint.Model, threads, rounds);
            Console.WriteLine($"| {threads} thread(s) | {(threads == 1 ? share.ToString("P0", CultureInfo.InvariantCulture) : "")} | {rate:F0} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} |");
        }

        return 0;
    }

    // Multiply-adds of the products alone: two a weight and position, the head's at one position only.
    private static (double Share, double TokensPerSecond) Prefill(CausalModel model, int threads, int rounds)
    {
        var head = (double)model.Shape.Vocabulary * model.Shape.Hidden;
        var operations = 2 * ((model.Parameters - head) * Positions + head);
        var shares = new List<double>();
        var rates = new List<double>();
        var random = new Random(1);
        var tokens = Enumerable.Range(0, Positions).Select(_ => (long)random.Next(model.Shape.Vocabulary)).ToArray();
        using var ids = torch.tensor(tokens).unsqueeze(0);
        for (var round = -1; round < rounds; round++)
        {
            var peak = threads == 1 ? Peak.MultiplyAdds() : 0;
            var wall = Stopwatch.StartNew();
            var start = Clock.Seconds();
            using (torch.NewDisposeScope())
            using (torch.no_grad())
            {
                var residual = model.Embed(ids);
                for (var layer = 0; layer < model.Shape.Blocks.Count; layer++)
                {
                    residual = model.Block(layer, residual);
                }

                model.Head(residual.narrow(1, Positions - 1, 1));
            }

            if (round < 0)
            {
                continue; // the first pass compiles
            }

            var seconds = threads == 1 ? Clock.Seconds() - start : wall.Elapsed.TotalSeconds;
            rates.Add(Positions / seconds);
            shares.Add(peak == 0 ? 0 : operations / seconds / 1e9 / ((peak + Peak.MultiplyAdds()) / 2));
        }

        return (Clock.Median(shares), Clock.Median(rates));
    }

    private static double Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1e6;
    }

    private static string Tokenizer()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, "models", "lfm2-atlas-tiny", "tokenizer.json");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("models/lfm2-atlas-tiny/tokenizer.json was not found above the program. Run it from the repository.");
    }
}
