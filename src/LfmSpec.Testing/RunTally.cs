using System.Collections.Concurrent;
using LfmSpec.Lab;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace LfmSpec.Testing;

/// <summary>What a run on one model came to, beside what failed: what nothing was approved for, and the laws. Safe for use from several threads.</summary>
internal sealed class RunTally
{
    private static readonly ConcurrentDictionary<string, RunTally> Models = new(StringComparer.Ordinal);

    private int unverified;
    private int held;
    private int idle;

    /// <summary>The tallies of the process, by the name of the model's folder of approved tables.</summary>
    internal static IEnumerable<KeyValuePair<string, RunTally>> All => Models.OrderBy(model => model.Key, StringComparer.Ordinal);

    /// <summary>The tally of a model.</summary>
    internal static RunTally Of(ExperimentSettings settings) => Models.GetOrAdd(Path.GetFileName(settings.SnapshotFolder), _ => new RunTally());

    /// <summary>How many results have no approved table.</summary>
    internal int Unverified => unverified;

    internal void AddUnverified() => Interlocked.Increment(ref unverified);

    internal void Add(LawOutcome outcome) => Interlocked.Increment(ref outcome.HasNothingToCheck ? ref idle : ref held);

    /// <summary>Such as <c>11 unverified, 4 laws passed, 2 had nothing to check</c>.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. unverified > 0 ? [$"{unverified} unverified"] : Array.Empty<string>(),
            .. held > 0 ? [$"{held} law{(held == 1 ? "" : "s")} passed"] : Array.Empty<string>(),
            .. idle > 0 ? [$"{idle} had nothing to check"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}

/// <summary>
/// Says at the end of a test run what was unverified: on a model without approved tables the test runner counts no failure, and that alone would look like a pass.
/// Experiments.props puts it on an assembly of experiments.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ReportsWhatIsUnverifiedAttribute : Attribute, ITestAction
{
    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Suite;

    /// <inheritdoc/>
    public void BeforeTest(ITest test)
    {
    }

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        if (Report(RunTally.All) is { Length: > 0 } report)
        {
            // As an error stream's line, which dotnet test shows at its usual verbosity.
            TestContext.Error.WriteLine(report);
        }
    }

    /// <summary>A line each model that something was unverified of.</summary>
    internal static string Report(IEnumerable<KeyValuePair<string, RunTally>> tallies) => string.Join('\n', tallies
        .Where(model => model.Value.Unverified > 0)
        .Select(model => $"{model.Key}: {model.Value}. What is unverified was held against nothing: the model has no approved table of it."));
}
