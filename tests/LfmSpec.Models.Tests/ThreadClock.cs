using System.Diagnostics;
using System.Globalization;

namespace LfmSpec.Models.Tests;

/// <summary>
/// The time that something takes on the calling thread: the wall's, waits and pauses of the collector included, less what the thread was ready and had no
/// processor, as other work on the machine has it (on Linux; elsewhere the wall's).
/// </summary>
internal sealed class ThreadClock
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TimeSpan delayed = WithoutProcessor();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(started) - (WithoutProcessor() - delayed);

    // The second number is the time on the run queue, in nanoseconds (Documentation/scheduler/sched-stats.rst of the kernel).
    private static TimeSpan WithoutProcessor()
    {
        const string Path = "/proc/thread-self/schedstat";
        return File.Exists(Path) ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(Path).Split(' ')[1], CultureInfo.InvariantCulture) / 1000) : TimeSpan.Zero;
    }
}
