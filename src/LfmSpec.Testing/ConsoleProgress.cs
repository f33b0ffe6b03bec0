using System.Diagnostics;
using System.Globalization;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>Shows a long sweep on the console: a line that is written over where there is a terminal, and now and then a new one where there is none.</summary>
/// <param name="output">The console.</param>
/// <param name="terminal">Whether a line can be written over there.</param>
public sealed class ConsoleProgress(TextWriter output, bool terminal) : IProgress<SweepProgress>
{
    private static readonly TimeSpan OnATerminal = TimeSpan.FromSeconds(1), InALog = TimeSpan.FromSeconds(15);

    private long shownAt = Stopwatch.GetTimestamp();
    private int shown;

    /// <inheritdoc/>
    public void Report(SweepProgress value)
    {
        if (Stopwatch.GetElapsedTime(shownAt) < (terminal ? OnATerminal : InALog) || value.Done == value.Total)
        {
            return;
        }

        shownAt = Stopwatch.GetTimestamp();
        var line = Line(value);
        output.Write(terminal ? $"\r{line.PadRight(shown)}" : line + "\n");
        shown = line.Length;
    }

    /// <summary>Clears the line that is written over.</summary>
    internal void Clear()
    {
        if (terminal && shown > 0)
        {
            output.Write($"\r{new string(' ', shown)}\r");
            shown = 0;
        }
    }

    /// <summary>What, how many, of training the loss, the rate, and the time left.</summary>
    internal static string Line(SweepProgress value) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {value.Experiment}: {value.Done:N0} of {value.Total:N0} {(value.Loss is { } loss ? $"steps, loss {loss:G4}" : "runs")}, {value.Rate.ToString(value.Rate < 10 ? "0.##" : "N0", CultureInfo.InvariantCulture)}/s, {Time(value.Remaining)} left");

    private static string Time(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min");
}
