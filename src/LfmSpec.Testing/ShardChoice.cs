using System.Globalization;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>
/// Which part of the plan this process runs, and who says so: <c>LFMSPEC_SHARD=i/n</c>, i from 1; else what a Slurm array, a Kubernetes
/// Indexed Job whose manifest sets <c>LFMSPEC_SHARDS</c>, or a parallel CI job says. One that is alone runs everything.
/// </summary>
/// <param name="Shard">The part.</param>
/// <param name="Source">The variable or the option that says so.</param>
internal sealed record ShardChoice(Shard Shard, string Source)
{
    /// <summary>The variable that names a shard, whatever the others say; 1/1 for everything.</summary>
    internal const string Variable = "LFMSPEC_SHARD";

    private const string CountVariable = "LFMSPEC_SHARDS", SlurmId = "SLURM_ARRAY_TASK_ID", SlurmMin = "SLURM_ARRAY_TASK_MIN", SlurmMax = "SLURM_ARRAY_TASK_MAX",
        SlurmStep = "SLURM_ARRAY_TASK_STEP", SlurmCount = "SLURM_ARRAY_TASK_COUNT", JobIndex = "JOB_COMPLETION_INDEX", NodeIndex = "CI_NODE_INDEX", NodeTotal = "CI_NODE_TOTAL";

    /// <summary>Nothing is split.</summary>
    internal static ShardChoice Whole { get; } = new(Shard.Whole, "");

    /// <inheritdoc/>
    public override string ToString() => $"{Shard}, from {Source}";

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it stands.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="LabException">It is no shard.</exception>
    internal static ShardChoice Of(string text, string source) =>
        Shard.Parse(text) is { } shard ? new ShardChoice(shard, source) : throw new LabException($"{source}: '{text}' is no shard. Write i/n with i from 1 to n, such as 1/4.");

    /// <summary>Reads the environment.</summary>
    /// <param name="environment">The variables.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="LabException">A variable is there and makes no sense.</exception>
    internal static ShardChoice Of(Func<string, string?> environment)
    {
        bool Has(string name) => !string.IsNullOrWhiteSpace(environment(name));
        int Number(string name, string beside) =>
            !Has(name) ? throw Bad($"{beside} is set and {name} is not")
            : int.TryParse(environment(name)!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Bad($"{name} is '{environment(name)}', which is no whole number of 0 or more");

        if (Has(Variable))
        {
            return Of(environment(Variable)!.Trim(), Variable);
        }

        if (Has(SlurmId))
        {
            return Slurm(Number(SlurmId, SlurmId), Number(SlurmMin, SlurmId), Number(SlurmMax, SlurmId), Number(SlurmStep, SlurmId), Number(SlurmCount, SlurmId));
        }

        if (Has(CountVariable))
        {
            return Part(Number(JobIndex, CountVariable) + 1L, Number(CountVariable, JobIndex), JobIndex, CountVariable);
        }

        // GitLab sets the total, 1, in a job that is not parallel.
        return Has(NodeIndex) || (Has(NodeTotal) && Number(NodeTotal, NodeIndex) != 1) ? Part(Number(NodeIndex, NodeTotal), Number(NodeTotal, NodeIndex), NodeIndex, NodeTotal) : Whole;
    }

    private static ShardChoice Slurm(int id, int first, int last, int step, int count)
    {
        var isRegular = step >= 1 && (last - first) / step == count - 1;
        if (count != 1 && !isRegular)
        {
            throw Bad($"{SlurmCount} is {count}, and {SlurmMin} {first}, {SlurmMax} {last} and {SlurmStep} {step} are an array of another size: one with gaps has no shards by itself");
        }

        return id < first || id > last || (count > 1 && (id - first) % step != 0)
            ? throw Bad($"{SlurmId} is {id}, which is not in the array from {first} to {last}")
            : Part(count == 1 ? 1 : ((id - first) / step) + 1L, count, SlurmId, SlurmCount);
    }

    private static ShardChoice Part(long index, int count, string source, string total) =>
        Shard.IsPart(index, count) ? new ShardChoice(new Shard((int)index, count), source) : throw Bad($"{source} and {total} say shard {index} of {count}, and there is none");

    private static LabException Bad(string what) => new($"{what}. Set {Variable}=i/n with i from 1 to n, or {Variable}=1/1 to run everything.");
}
