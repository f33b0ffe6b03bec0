using System.Diagnostics;
using System.Globalization;

namespace LfmSpec.Models.Tests;

/// <summary>The time that the calling thread computes: on Linux the processor's, which other work on the machine does not lengthen; elsewhere the wall's.</summary>
internal sealed class ThreadClock
{
    // The kernel counts in hundredths of a second.
    private const double TicksPerSecond = 100;

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly double? computed = Computed();

    public TimeSpan Elapsed => computed is { } before && Computed() is { } now ? TimeSpan.FromSeconds(now - before) : Stopwatch.GetElapsedTime(started);

    // proc(5): after the name in brackets, the twelfth and thirteenth fields are the times in user and kernel mode.
    private static double? Computed()
    {
        const string Path = "/proc/thread-self/stat";
        if (!File.Exists(Path))
        {
            return null;
        }

        var text = File.ReadAllText(Path);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
