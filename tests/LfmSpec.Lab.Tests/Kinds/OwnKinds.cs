using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Kinds;

/// <summary>An observation as a researcher writes one: the mean magnitude of the stream after each so many blocks.</summary>
internal sealed record MeanMagnitude : IObservation
{
    [Takes("a stride of 1 reads every block", Least = 1, Most = 100)]
    public int Stride { get; init; } = 2;

    public IReadOnlyList<string> Notes { get; init; } = [];

    [Takes("a limit is above 0", Above = 0, Except = 1)]
    public double? Limit { get; init; }

    public double Expected { get; init; } = double.PositiveInfinity;

    public long Passes => 2;

    public DataTable Read(CleanRuns runs)
    {
        DataRow[][] tables = [.. runs.Runs().Select(run => Places(runs.Shape).Select(place => DataRow.Of($"after {place} blocks", Magnitude(run, place))).ToArray())];
        return runs.Table($"Mean magnitude of the residual stream. {runs.Averaged()}", ["place", "magnitude"], runs.Mean(tables));
    }

    public string? Problem(ModelShape shape) => Stride > shape.Blocks.Count ? $"Stride = {Stride} passes over all {shape.Blocks.Count} blocks" : null;

    [Law]
    public LawVerdict IsNoMoreThanExpected(CleanRuns runs, CleanRun run) =>
        run.Ids.Count < 2 ? LawVerdict.NothingToCheck("the prompt has one position")
        : Magnitude(run, runs.Shape.Blocks.Count) is var magnitude && magnitude <= Expected ? LawVerdict.Holds
        : LawVerdict.Broken($"the magnitude is more than {Expected}");

    [Law]
    public static LawVerdict IsNotNegative(CleanRuns runs, CleanRun run) => Magnitude(run, 0) >= 0 ? LawVerdict.Holds : LawVerdict.Broken("it is negative");

    private IEnumerable<int> Places(ModelShape shape) => Enumerable.Range(0, shape.Blocks.Count + 1).Where(place => place % Stride == 0);

    private static double Magnitude(CleanRun run, int place) => run.Residual(place).abs().to(ScalarType.Float64).mean().ToDouble();
}

/// <summary>A table that is another each time.</summary>
internal sealed record Forgetful : IObservation
{
    private static int reading;

    public DataTable Read(CleanRuns runs) => runs.Table("A number of no seed", ["what", "number"], [DataRow.Of("reading", Interlocked.Increment(ref reading))]);
}

/// <summary>A second with the law of the first.</summary>
internal sealed record AlwaysBroken : IObservation
{
    public DataTable Read(CleanRuns runs) => throw new LabException("There is nothing to read. Leave it out.");

    [Law]
    public static LawVerdict IsNotNegative(CleanRuns runs, CleanRun run) => LawVerdict.Broken("it never holds");
}

/// <summary>A law that is none.</summary>
internal sealed record WrongLaw : IObservation
{
    public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []);

    [Law]
    public static bool Holds(CleanRun run) => run.Ids.Count > 0;
}

/// <summary>A struct, whose law needs a setting.</summary>
internal readonly record struct Bounded(int Most) : IObservation
{
    public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []);

    [Law]
    public LawVerdict IsShort(CleanRuns runs, CleanRun run) => run.Ids.Count <= Most ? LawVerdict.Holds : LawVerdict.Broken("it is longer");
}

/// <summary>What needs a component.</summary>
[Reads(Component.OutputSlice, Component.Signal)]
internal sealed record NeedsBoth : IObservation
{
    public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []);
}

/// <summary>A summary as a researcher writes one: the largest sum over positions of each case.</summary>
internal sealed record LargestSum : ISummary
{
    [Takes("a factor is above 0", Above = 0)]
    public double Factor { get; init; } = 1;

    public bool ReadsEveryPosition => true;

    public DataTable Of(SummarizedCases cases) => cases.Cases.Count == 0
        ? throw new LabException("there is no case.")
        : cases.Table(
            $"Largest sum over positions of the KL, {cases.Measures.Count} measured.",
            ["case", "sum", "blocks"],
            [.. cases.Cases.Select(result => DataRow.Of(result.Case.Name, Factor * result.Divergences.Max(divergence => divergence.Kl.Sum()), cases.Shape.Blocks.Count))]);
}
