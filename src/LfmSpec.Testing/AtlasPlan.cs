using System.Diagnostics;
using LfmSpec.Lab;
using LfmSpec.Models;

namespace LfmSpec.Testing;

/// <summary>Prints what <see cref="AtlasCommand"/> would run. Block passes: one block over one prompt. Naive is one full forward a case.</summary>
internal static class AtlasPlan
{
    private const int SampledTests = 8, SampledTokens = 8;

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

        PrintCapabilities([.. experiments.Where(experiment => experiment.Capability is not null).Select(lab.PlanScore)], lab);
    }

    private static void PrintCapabilities(IReadOnlyList<CapabilityPlan> plans, Laboratory lab)
    {
        if (plans.Count == 0)
        {
            return;
        }

        Console.WriteLine("\n| capability | tests | answers | known | prompt tokens | new tokens at most |");
        Console.WriteLine("|:--|--:|--:|--:|--:|--:|");
        foreach (var plan in plans)
        {
            Console.WriteLine($"| {plan.Experiment} | {plan.Tests:N0} | {plan.Answers:N0} | {plan.Known:N0} | {plan.PromptTokens:N0} | {plan.NewTokens:N0} |");
        }

        Console.WriteLine($"| all | {plans.Sum(plan => plan.Tests):N0} | {plans.Sum(plan => plan.Answers):N0} | {plans.Sum(plan => plan.Known):N0} | {plans.Sum(plan => plan.PromptTokens):N0} | {plans.Sum(plan => plan.NewTokens):N0} |");
        if (plans.FirstOrDefault(plan => plan.Known < plan.Answers) is { Requests.Count: > 0 } some)
        {
            var (read, written) = Rates([.. some.Requests.Take(SampledTests)], lab);
            var longest = TimeSpan.FromSeconds((plans.Sum(plan => plan.PromptTokens) / read) + (plans.Sum(plan => plan.NewTokens) / written));
            Console.WriteLine($"At most about {(longest.TotalMinutes < 2 ? $"{longest.TotalSeconds:N0} s" : $"{longest.TotalMinutes:N0} min")}: {some.Requests.Take(SampledTests).Count()} tests of {some.Experiment} are read at {read:N0} tokens/s and answered at {written:N0} tokens/s now, and answers that end themselves are shorter.");
        }
    }

    // Tokens a second of prompts and of answers. The second run is timed, as the first makes code and caches warm.
    private static (double Read, double Written) Rates(IReadOnlyList<GenerationRequest> requests, Laboratory lab)
    {
        double Seconds(int tokens)
        {
            IReadOnlyList<GenerationRequest> asked = [.. requests.Select(request => request with { MaxNewTokens = tokens, EndTokens = new HashSet<int>() })];
            lab.Continue(asked, []);
            var start = Stopwatch.GetTimestamp();
            lab.Continue(asked, []);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        var one = Seconds(1);
        var more = Seconds(1 + SampledTokens);
        return (requests.Sum(request => request.Prompt.Count) / one, requests.Count * SampledTokens / Math.Max(more - one, 1e-6));
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
