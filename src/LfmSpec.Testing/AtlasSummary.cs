using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>How a table stands to the approved one.</summary>
internal enum Standing
{
    /// <summary>Equal, or within what is accepted on this engine.</summary>
    AsApproved,

    /// <summary>Another.</summary>
    Moved,

    /// <summary>There is no approved one.</summary>
    Unverified,
}

/// <summary>What a run of the atlas command came to: how its tables stand, its laws, and what went wrong, which stops nothing else.</summary>
internal sealed class AtlasSummary
{
    private readonly Dictionary<Standing, int> tables = [];
    private readonly List<string> errors = [];
    private readonly List<string> broken = [];
    private int held;
    private int idle;

    /// <summary>How many tables were written.</summary>
    internal int Tables => tables.Values.Sum();

    /// <summary>The exit code.</summary>
    internal int Code => errors.Count > 0 ? AtlasExit.Error
        : Count(Standing.Moved) > 0 || broken.Count > 0 ? AtlasExit.Moved
        : Count(Standing.Unverified) > 0 ? AtlasExit.Unverified
        : AtlasExit.AsApproved;

    internal void Add(Standing standing) => tables[standing] = Count(standing) + 1;

    /// <summary>Counts a law's check.</summary>
    internal void Add(LawOutcome outcome)
    {
        held += outcome.HasNothingToCheck ? 0 : 1;
        idle += outcome.HasNothingToCheck ? 1 : 0;
    }

    /// <summary>Keeps a law that does not hold.</summary>
    internal void Add(LawException error) => broken.Add(error.Message);

    /// <summary>Runs one experiment's part; an error in it is kept, and the others go on.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="run">The part.</param>
    /// <returns>False if it failed.</returns>
    internal bool Try(ExperimentSpec experiment, Action run)
    {
        try
        {
            run();
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Ours say what to do; another is a fault of the experiment's code or of LfmSpec, and its kind helps to find it.
            var message = AtlasCommand.IsOurs(error) ? error.Message : $"{error.GetType().Name}: {error.Message}";
            errors.Add(message.StartsWith(experiment.Name, StringComparison.Ordinal) ? message : $"{experiment.Name}: {message}");
            return false;
        }
    }

    /// <summary>The counts, such as <c>11 unverified, 4 laws passed, 2 had nothing to check</c>.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        (Count(Standing.AsApproved), "as approved"),
        (Count(Standing.Moved), "NOT as approved"),
        (Count(Standing.Unverified), "unverified"),
        (held, held == 1 ? "law passed" : "laws passed"),
        (broken.Count, broken.Count == 1 ? "law does NOT hold" : "laws do NOT hold"),
        (idle, "had nothing to check"),
        (errors.Count, "failed"),
    }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {part.Item2}"));

    /// <summary>What went wrong, a message each.</summary>
    internal IEnumerable<string> Problems => errors.Concat(broken);

    private int Count(Standing standing) => tables.GetValueOrDefault(standing);
}
