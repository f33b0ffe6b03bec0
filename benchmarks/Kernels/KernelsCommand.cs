using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>The command <c>kernels</c>: every kernel that a forward pass spends its time in, as a share of what the machine can do.</summary>
internal static class KernelsCommand
{
    private const int QuickRounds = 15, FullRounds = 51;

    /// <summary>Prints the tables.</summary>
    internal static int Run(bool isQuick)
    {
        var rounds = isQuick ? QuickRounds : FullRounds;
        Console.WriteLine($"Machine: {Machine.Description}");
        Console.WriteLine($"Command: `dotnet run --project benchmarks -- kernels{(isQuick ? " --quick" : "")}`");
        Console.WriteLine($"Medians of {rounds} rounds. A share is a median of ratios: ours over the bound's mean right before and right after.");
        Console.WriteLine($"Clock: {Clock.Name}; of two threads: wall clock.");

        WorkerPool.Threads = 1;
        Products.Print(rounds, isBFloat16: false);
        Products.Print(rounds, isBFloat16: true);
        Decode.Print(rounds);
        Tiles.Print(rounds);
        Rows.Print(rounds);
        AttentionOfAHead.Print(rounds);
        if (Environment.ProcessorCount > 1)
        {
            WorkerPool.Threads = 2;
            Products.Print(rounds, isBFloat16: false);
            Products.Print(rounds, isBFloat16: true);
        }

        return 0;
    }
}
