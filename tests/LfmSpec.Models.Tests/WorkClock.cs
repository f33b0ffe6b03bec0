using System.Diagnostics;

namespace LfmSpec.Models.Tests;

/// <summary>How long something takes: the shorter of the wall's time, which other programs lengthen, and the process's, which its other threads lengthen.</summary>
internal sealed class WorkClock
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan before = Environment.CpuUsage.TotalTime;

    /// <summary>What it has taken.</summary>
    internal TimeSpan Elapsed
    {
        get
        {
            var (wall, process) = (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before);
            return wall < process ? wall : process;
        }
    }
}
