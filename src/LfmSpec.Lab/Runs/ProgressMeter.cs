using System.Diagnostics;

namespace LfmSpec.Lab;

/// <summary>How far a sweep is.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Done">The changed runs that are done.</param>
/// <param name="Total">All of them.</param>
/// <param name="Elapsed">The time since the sweep began.</param>
/// <param name="Remaining">The time that is left at the present rate, by block passes.</param>
public readonly record struct SweepProgress(string Experiment, int Done, int Total, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>The loss of the last step, in nats, where a model is trained; then the runs are optimizer steps.</summary>
    public double? Loss { get; init; }

    /// <summary>Changed runs a second.</summary>
    public double Rate => Done / Math.Max(Elapsed.TotalSeconds, 1e-9);
}

/// <summary>Counts a sweep's work and reports it.</summary>
internal sealed class ProgressMeter(IProgress<SweepProgress>? progress, string experiment, int total, long work)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private int done;
    private long worked;

    internal void Add(int runs, long blocks, double? loss = null)
    {
        done += runs;
        worked += blocks;
        var elapsed = Stopwatch.GetElapsedTime(started);
        progress?.Report(new SweepProgress(experiment, done, total, elapsed, elapsed * ((work - worked) / (double)worked)) { Loss = loss });
    }
}
