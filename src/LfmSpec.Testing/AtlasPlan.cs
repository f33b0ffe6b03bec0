using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>Prints what <see cref="AtlasCommand"/> would run. Block passes: one block over one prompt. Naive is one full forward a case.</summary>
internal static class AtlasPlan
{
    internal static void Print(IReadOnlyList<ExperimentSpec> experiments, Laboratory lab, string? cache)
    {
        var plans = lab.Plan([.. experiments.Where(experiment => experiment.Cases.Count > 0)]);
        Console.WriteLine("| experiment | cases | prompts | runs | known | block passes | naive | share | positions through the head | naive |");
        Console.WriteLine("|:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var plan in plans)
        {
            Console.WriteLine($"| {plan.Experiment} | {plan.Cases:N0} | {plan.Prompts:N0} | {plan.Runs:N0} | {plan.Known:N0} | {Passes(plan):N0} | {plan.NaiveBlockPasses:N0} | {Passes(plan) / (double)plan.NaiveBlockPasses:P0} | {plan.HeadPositions:N0} | {plan.NaiveHeadPositions:N0} |");
        }

        Console.WriteLine($"| all | {plans.Sum(plan => plan.Cases):N0} | | {plans.Sum(plan => plan.Runs):N0} | {plans.Sum(plan => plan.Known):N0} | {plans.Sum(Passes):N0} | {plans.Sum(plan => plan.NaiveBlockPasses):N0} | {plans.Sum(Passes) / (double)Math.Max(1, plans.Sum(plan => plan.NaiveBlockPasses)):P0} | {plans.Sum(plan => plan.HeadPositions):N0} | {plans.Sum(plan => plan.NaiveHeadPositions):N0} |");
        if (cache is not null && plans.Any(plan => plan.Runs > 0) && plans.All(plan => plan.Known == plan.Runs))
        {
            Console.WriteLine($"Every run is kept in {cache}, so none would be made. With --no-cache the plan is as if nothing were kept.");
        }
    }

    /// <summary>How the work is split.</summary>
    internal static void Print(ShardPlan plan)
    {
        Console.WriteLine("\n| shard | block passes x positions | share |");
        Console.WriteLine("|--:|--:|--:|");
        foreach (var (shard, cost) in plan.Costs.Index())
        {
            Console.WriteLine($"| {shard + 1} | {cost:N0} | {Share(plan, shard + 1):P1} |");
        }
    }

    /// <summary>A shard's share of the work, from 0 to 1.</summary>
    internal static double Share(ShardPlan plan, int shard) => plan.Costs[shard - 1] / (double)Math.Max(1, plan.Costs.Sum());

    private static long Passes(SweepPlan plan) => plan.BlockPasses + plan.CleanBlockPasses;
}
