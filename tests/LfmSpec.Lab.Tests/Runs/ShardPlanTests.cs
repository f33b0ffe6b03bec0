using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>A split is a partition, balanced to a unit, and the same wherever it is made.</summary>
[TestFixture]
public sealed class ShardPlanTests : IDisposable
{
    private static readonly string Folder = RepositoryFiles.Path("models", "lfm2-atlas-tiny");
    private readonly Laboratory lab = Laboratory.Open(Folder);

    public void Dispose() => lab.Dispose();

    [Test]
    public void Each_unit_goes_to_one_shard_and_no_two_shards_differ_by_more_than_the_costliest() => Prop.ForAll(
        Costs.Zip(Counts).ToArbitrary(),
        drawn =>
        {
            var (costs, count) = drawn;
            var balance = new Balance(count);
            var owners = balance.Spread(costs);
            var loads = Enumerable.Range(1, count).Select(shard => costs.Zip(owners).Where(unit => unit.Second == shard).Sum(unit => unit.First)).ToArray();
            return owners.All(owner => owner >= 1 && owner <= count) && loads.SequenceEqual(balance.Loads) && loads.Max() - loads.Min() <= costs.DefaultIfEmpty().Max();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void What_is_spread_later_fills_what_is_left() => Prop.ForAll(
        Costs.Zip(Costs).Zip(Counts).ToArbitrary(),
        drawn =>
        {
            var ((first, then), count) = drawn;
            var balance = new Balance(count);
            balance.Spread(first);
            balance.Spread(then);
            return balance.Loads.Max() - balance.Loads.Min() <= first.Concat(then).DefaultIfEmpty().Max();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void Work_with_a_run_in_common_is_one_unit_and_its_cost_is_counted_once() => Prop.ForAll(
        Gen.Choose(0, 12).ArrayOf().ArrayOf().ToArbitrary(),
        drawn =>
        {
            var units = new WorkUnits();
            int[] added = [.. drawn.Select(runs => units.Add(runs.Select(run => ($"{run}", Cost(run)))))];

            // The same by hand: sets of runs are joined until no two have a run in common.
            var groups = drawn.Select(runs => runs.ToHashSet()).ToList();
            for (var changed = true; changed;)
            {
                changed = groups.Index().FirstOrDefault(one => groups.Index().Any(other => other.Index > one.Index && other.Item.Overlaps(one.Item))) is { Item: not null } one
                    && Join(groups, one.Index);
            }

            var together = drawn.Index().All(one => drawn.Index().All(other =>
                one.Index == other.Index
                || (units.Root(added[one.Index]) == units.Root(added[other.Index])) == (one.Item.Length > 0 && other.Item.Length > 0 && groups.Single(group => group.Contains(one.Item[0])).Contains(other.Item[0]))));
            return together && units.All.Select(unit => unit.Cost).Order().SequenceEqual(groups.Select(group => Math.Max(1, group.Sum(Cost))).Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Test]
    public void Every_run_of_every_case_and_observation_belongs_to_one_shard_for_any_number_of_shards() => Prop.ForAll(
        Gen.Choose(1, 200).ToArbitrary(),
        count =>
        {
            var plan = lab.Split(All, count);
            var work = All.SelectMany(experiment => Work.Of(lab.Bench, experiment).Select(item => (Experiment: experiment, Item: item))).ToArray();
            var costs = work.SelectMany(item => item.Item.Runs).DistinctBy(run => run.Key).GroupBy(run => plan.OwnerOf(run.Key)!.Value).ToDictionary(group => group.Key, group => group.Sum(run => run.Cost));
            return work.All(item => item.Item.Runs.Select(run => plan.OwnerOf(run.Key)).Distinct().Count() == 1)
                && work.Where(item => item.Item.Name is not null).All(item => plan.OwnerOf(item.Experiment, item.Item.Name!) == plan.OwnerOf(item.Item.Runs[0].Key))
                && plan.Costs.Index().All(shard => shard.Item == costs.GetValueOrDefault(shard.Index + 1))
                && plan.Costs.Max() - plan.Costs.Min() <= plan.LargestUnit
                && All.All(experiment => plan.OwnerOf(experiment) >= 1 && plan.OwnerOf(experiment) <= count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public void What_a_machine_knows_already_does_not_change_the_split()
    {
        using var other = Laboratory.Open(Folder);
        other.Run(Pairs);
        Assert.That(Owners(other), Is.EqualTo(Owners(lab)));
        Assert.That(Owners(lab).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_case_that_two_experiments_have_is_run_by_one_shard()
    {
        var same = Pairs with { Name = "Same" };
        for (var count = 2; count < 5; count++)
        {
            var plan = lab.Split([Pairs, same], count);
            Assert.That(Pairs.Cases.Select(@case => plan.OwnerOf(Pairs, @case.Name)), Is.EqualTo(same.Cases.Select(@case => plan.OwnerOf(same, @case.Name))));
        }
    }

    [Test]
    public void An_experiment_that_cannot_run_on_this_model_is_split_too_and_stops_no_other()
    {
        var broken = Experiments.Of(new PromptSpec(["7 + 5 ="]), new CaseSpec("beyond", [new Ablation(99, Component.Mlp)]), new CaseSpec("further", [new Ablation(100, Component.Mlp)]));
        var plan = lab.Split([broken, Pairs], 2);
        Assert.That(new[] { plan.OwnerOf(broken, "beyond"), plan.OwnerOf(broken, "further"), plan.OwnerOf(broken) }, Is.All.InRange(1, 2));
        Assert.That(plan.OwnerOf(Pairs, "both"), Is.InRange(1, 2));
    }

    private static readonly ExperimentSpec Pairs = Experiments.Of(
        new PromptSpec(["7 + 5 =", "The capital of France is"]),
        new CaseSpec("mlp", [new Ablation(5, Component.Mlp)]),
        new CaseSpec("skip", [new Ablation(2, Component.Block, Replacement.Input)]),
        new CaseSpec("both", [new Ablation(5, Component.Mlp), new Ablation(6, Component.Mlp)])) with
    {
        Measures = [new MeasureSpec(new Interaction(), Reduction.Last)],
        Observations = [new ObservationSpec("lens", new LogitLens()), new ObservationSpec("gradient", new GradientSensitivity())],
    };

    private static readonly ExperimentSpec[] All =
    [
        Pairs,
        Pairs with { Name = "Same" },
        EveryIntervention.OnPrompts() with { Name = "Everything" },
        EveryIntervention.OnPairs() with { Name = "OnPairs" },
    ];

    private static Gen<long[]> Costs => Gen.Choose(0, 50).Select(cost => (long)cost * cost).ArrayOf();

    private static Gen<int> Counts => Gen.Choose(1, 40);

    private static long Cost(int run) => run * 7;

    private static bool Join(List<HashSet<int>> groups, int one)
    {
        var other = groups.Index().First(group => group.Index > one && group.Item.Overlaps(groups[one])).Index;
        groups[one].UnionWith(groups[other]);
        groups.RemoveAt(other);
        return true;
    }

    private static int[] Owners(Laboratory lab)
    {
        var plan = lab.Split(All, 3);
        return [.. All.SelectMany(experiment => experiment.Cases.Select(@case => plan.OwnerOf(experiment, @case.Name)).Append(plan.OwnerOf(experiment)))];
    }
}
