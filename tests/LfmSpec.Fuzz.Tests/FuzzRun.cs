using System.Diagnostics;

namespace LfmSpec.Fuzz.Tests;

/// <summary>Reads damaged files of a kind, each within two seconds and 200 MB, and keeps what fails.</summary>
/// <param name="file">The kind.</param>
/// <param name="seed">The seed.</param>
internal sealed class FuzzRun(FuzzedFile file, int seed) : IDisposable
{
    private const long MostAllocated = 200_000_000;
    private const int MostFailures = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Past this a reader is taken to run for ever, and is left behind.
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory($"lfmspec-fuzz-{file.Name}-").FullName;
    private readonly List<string> failures = [];

    /// <summary>Where failing inputs are kept.</summary>
    internal static string Kept { get; } = RepositoryFiles.Path("artifacts", "fuzz");

    /// <summary>What failed: the input's file, and why.</summary>
    internal IReadOnlyList<string> Failures => failures;

    /// <summary>How many inputs ended in a result.</summary>
    internal int Results { get; private set; }

    /// <summary>How many inputs ended in an error of ours.</summary>
    internal int Refused { get; private set; }

    /// <summary>The message of the error that the last input ended in; null if it ended in a result.</summary>
    internal string? LastError { get; private set; }

    /// <summary>The longest time that an input took.</summary>
    internal TimeSpan Slowest { get; private set; }

    /// <summary>Reads inputs, until as many failed as one would look at.</summary>
    /// <param name="inputs">How many.</param>
    internal void Run(int inputs)
    {
        for (var index = 0; index < inputs && failures.Count < MostFailures; index++)
        {
            Check(new Mutator(HashOf(index)).Damage(file), index);
        }
    }

    /// <summary>Why an input fails; null if it ends in a result or in an error of ours.</summary>
    internal string? Check(byte[] input)
    {
        // A machine that is busy is no fault of the reader's.
        var fault = Once(input);
        return fault is not null && fault.StartsWith("slow", StringComparison.Ordinal) ? Once(input) : fault;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private int HashOf(int index) => unchecked((seed * 1_000_003) ^ (index * 7_919) ^ file.Name.Aggregate(17, (hash, character) => (hash * 31) + character));

    private void Check(byte[] input, int index)
    {
        // Written before it is read: an overflow of the stack ends the process.
        var path = Path.Combine(Kept, $"{file.Name}-{seed}-{index}");
        Directory.CreateDirectory(Kept);
        File.WriteAllBytes(path, input);
        if (Check(input) is { } fault)
        {
            failures.Add($"{path}: {fault}");
        }
        else
        {
            File.Delete(path);
        }
    }

    private string? Once(byte[] input)
    {
        string? fault = null;
        var reading = new Thread(() => fault = Measured(input)) { IsBackground = true };
        reading.Start();
        return reading.Join(Endless) ? fault : $"it did not end within {Endless.TotalSeconds:N0} s";
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private string? Measured(byte[] input)
    {
        var (watch, before, peak) = (new ThreadClock(), GC.GetAllocatedBytesForCurrentThread(), Peak());
        (string? fault, LastError) = (null, null);
        try
        {
            file.Read(input, folder);
            Results++;
        }
        catch (Exception error)
        {
            Refused++;
            LastError = error.Message;
            fault = Errors.Fault(error) is { } why ? $"{why}\n{error}" : null;
        }

        // What is allocated beside the managed heap, or by other threads, shows in the memory of the process alone.
        var (elapsed, allocated) = (watch.Elapsed, Math.Max(GC.GetAllocatedBytesForCurrentThread() - before, Peak() - peak));
        Slowest = elapsed > Slowest ? elapsed : Slowest;
        return fault ?? (elapsed > Longest ? $"slow: {elapsed.TotalSeconds:N1} s" : allocated > MostAllocated ? $"large: {allocated:N0} bytes" : null);
    }
}
