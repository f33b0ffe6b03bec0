using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LfmSpec.Benchmarks.Measuring;

/// <summary>The two clocks of the measurements, and the median.</summary>
internal static unsafe partial class Clock
{
    private const int ThreadCpuTime = 3;

    /// <summary>What <see cref="Seconds"/> counts on this system, for a table's head.</summary>
    internal static string Name => OperatingSystem.IsLinux() ? "CPU time of the thread" : "wall clock";

    /// <summary>CPU time of the calling thread where the system has it (what other processes take does not count), else the wall clock.</summary>
    internal static double Seconds()
    {
        if (!OperatingSystem.IsLinux())
        {
            return WallSeconds();
        }

        var time = stackalloc long[2];
        return GetTime(ThreadCpuTime, time) == 0 ? time[0] + (time[1] * 1e-9) : WallSeconds();
    }

    /// <summary>The wall clock, for work of several threads.</summary>
    internal static double WallSeconds() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>The middle of the values, of two the higher.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
