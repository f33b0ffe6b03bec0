using System.Collections.Concurrent;
using LfmSpec.Lab;
using NUnit.Framework;

namespace LfmSpec.Testing;

/// <summary>
/// The tests of a run's shard, by the same split as the atlas command's. The laws and the baseline of an experiment are one shard's; that
/// shard runs all of the experiment's cases for the baseline, whosever tests they are.
/// </summary>
internal static class ShardFilter
{
    private static readonly ConcurrentDictionary<(Laboratory Lab, int Count, IReadOnlyList<ExperimentSpec> Experiments), Lazy<ShardPlan>> Plans = new();

    // An experiment that no generated list has is split by itself.
    private static readonly ConcurrentDictionary<ExperimentSpec, IReadOnlyList<ExperimentSpec>> Alone = new(ReferenceEqualityComparer.Instance);

    /// <summary>Ignores the running test if it is another shard's.</summary>
    /// <param name="settings">Which shard it is.</param>
    /// <param name="experiment">The test's experiment.</param>
    /// <param name="name">The case or the observation; null for a test of the experiment as a whole.</param>
    /// <param name="what">What the test is, for the reason.</param>
    /// <exception cref="IgnoreException">The test is another shard's.</exception>
    internal static void SkipOthers(ExperimentSettings settings, ExperimentSpec experiment, string? name, string what)
    {
        if (!settings.Shard.Shard.IsWhole && Owner(settings, SharedLaboratory.Of(settings.ModelFolder), experiment, name) is var owner && owner != settings.Shard.Shard.Index)
        {
            Assert.Ignore($"{settings.Shard.Shard}: this {what} belongs to shard {owner} (from {settings.Shard.Source}; {ShardChoice.Variable}=1/1 runs everything)");
        }
    }

    /// <summary>Whether a case is the run's own shard's.</summary>
    internal static bool IsMine(ExperimentSettings settings, Laboratory lab, ExperimentSpec experiment, string name) =>
        settings.Shard.Shard.IsWhole || Owner(settings, lab, experiment, name) == settings.Shard.Shard.Index;

    private static int Owner(ExperimentSettings settings, Laboratory lab, ExperimentSpec experiment, string? name)
    {
        IReadOnlyList<ExperimentSpec> experiments = settings.Experiments.Any(known => ReferenceEquals(known, experiment)) ? settings.Experiments : Alone.GetOrAdd(experiment, one => [one]);
        var plan = Plans.GetOrAdd((lab, settings.Shard.Shard.Count, experiments), _ => new Lazy<ShardPlan>(() => Announced(settings, lab.Split(experiments, settings.Shard.Shard.Count)))).Value;
        return name is null ? plan.OwnerOf(experiment) : plan.OwnerOf(experiment, name);
    }

    // As an error stream's line, which dotnet test shows at its usual verbosity.
    private static ShardPlan Announced(ExperimentSettings settings, ShardPlan plan)
    {
        TestContext.Error.WriteLine($"{settings.Shard}: the tests of other shards are skipped.");
        return plan;
    }
}
