using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LfmSpec.Benchmarks.Measuring;

/// <summary>What a reader of the tables must know of the machine.</summary>
internal static class Machine
{
    /// <summary>Processor, cores as the system counts them, vector width and runtime in one line.</summary>
    internal static string Description =>
        $"{Processor()}, {Environment.ProcessorCount} logical cores, {VectorBits}-bit vectors, "
        + $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}";

    /// <summary>The width of the vectors that the kernels use here; 0 means one number at a time.</summary>
    private static int VectorBits =>
        Avx512F.IsSupported ? 512 : Avx2.IsSupported && Fma.IsSupported ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static string Processor()
    {
        const string information = "/proc/cpuinfo";
        var name = File.Exists(information)
            ? File.ReadLines(information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }
}
