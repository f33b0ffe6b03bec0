using LfmSpec.Models;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>The planner changes the cost of an experiment and none of its bits.</summary>
[TestFixture]
public sealed class SweepTests : IDisposable
{
    private static readonly string Folder = RepositoryFiles.Path("models", "lfm2-atlas-tiny");
    private readonly Laboratory lab = Laboratory.Open(Folder);

    private static IEnumerable<ExperimentSpec> Everything()
    {
        MeasureSpec[] all = [new(new Kl()), new(new Top1()), new(new LogitShift())];
        yield return EveryIntervention.OnPrompts() with { Name = "everywhere", Measures = all };
        yield return EveryIntervention.OnPrompts() with { Name = "last", Measures = [new(new Kl(), Reduction.Last)] };
        yield return EveryIntervention.OnPairs() with { Name = "pairs" };
    }

    [TestCaseSource(nameof(Everything))]
    public void A_sweep_gives_the_bits_of_one_full_forward_a_case(ExperimentSpec experiment)
    {
        var swept = lab.Run(experiment).Cases;
        Assert.Multiple(() =>
        {
            foreach (var result in swept)
            {
                Same(result.Divergences, NaiveRun.Of(lab.Bench, experiment, result.Case), result.Case.Name);
            }
        });
    }

    [Test]
    public void A_budget_for_a_single_row_gives_the_same_bits()
    {
        using var narrow = Laboratory.Open(Folder, new LaboratoryOptions { MemoryBudget = 1 });
        var experiment = EveryIntervention.OnPrompts() with { Measures = [new(new Kl()), new(new LogitShift())] };
        foreach (var (one, other) in lab.Run(experiment).Cases.Zip(narrow.Run(experiment).Cases))
        {
            Same(one.Divergences, other.Divergences, one.Case.Name);
        }
    }

    [Test]
    public void Clean_runs_that_are_freed_between_prompts_give_the_same_bits()
    {
        using var forgetful = Laboratory.Open(Folder, new LaboratoryOptions { CleanRunBudget = 0 });
        foreach (var experiment in new[] { EveryIntervention.OnPrompts(), EveryIntervention.OnPairs() })
        {
            foreach (var (one, other) in lab.Run(experiment).Cases.Zip(forgetful.Run(experiment).Cases))
            {
                Same(one.Divergences, other.Divergences, one.Case.Name);
            }
        }
    }

    [Test]
    public void A_single_case_runs_alone()
    {
        using var fresh = Laboratory.Open(Folder);
        var experiment = EveryIntervention.OnPrompts();
        fresh.Run(experiment, experiment.Cases[3]);
        Assert.That(fresh.Bench.Cache.Count, Is.EqualTo(fresh.Prompts(experiment).Count));
    }

    [Test]
    public void A_plan_counts_the_blocks_that_each_case_needs()
    {
        var experiment = Experiments.Of(
            new PromptSpec(["7 + 5 =", "12 + 9 ="]),
            new CaseSpec("mlp", [new Ablation(5, Component.Mlp)]),
            new CaseSpec("skip", [new Ablation(5, Component.Block, Replacement.Input)])) with { Measures = [new(new Kl(), Reduction.Last)] };
        var plan = lab.Plan(experiment)[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(plan.Runs, Is.EqualTo(4));
            Assert.That(plan.BlockPasses, Is.EqualTo(2 * (9 + 8)), "14 blocks less the first 5, and less one more where only the block's output changes");
            Assert.That(plan.CleanBlockPasses, Is.EqualTo(2 * 14));
            Assert.That(plan.NaiveBlockPasses, Is.EqualTo(4 * 14));
            Assert.That(plan.HeadPositions, Is.EqualTo(4));
            Assert.That(plan.NaiveHeadPositions, Is.EqualTo(2 * lab.Provenance(experiment).Positions));
        }

        lab.Run(experiment);
        Assert.That(lab.Plan(experiment)[0], Is.EqualTo(plan with { Known = 4, BlockPasses = 0, CleanBlockPasses = 0, HeadPositions = 0 }));
    }

    [Test]
    public void What_one_experiment_makes_known_costs_the_next_nothing()
    {
        var one = Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp));
        var two = one with { Name = "Two", Cases = [.. one.Cases, new CaseSpec("skip", [new Ablation(5, Component.Block, Replacement.Input)])] };
        using var knowsNothing = Laboratory.Open(Folder);
        Assert.That(knowsNothing.Plan(one, two).Select(plan => (plan.BlockPasses, plan.CleanBlockPasses, plan.Known)), Is.EqualTo(new[] { (9L, 14L, 0L), (8L, 0L, 1L) }));
    }

    [Test]
    public void Progress_ends_at_the_whole()
    {
        var reports = new List<SweepProgress>();
        using var reporting = Laboratory.Open(Folder, new LaboratoryOptions { Progress = new Collecting(reports), MemoryBudget = 1 });
        var experiment = Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp), new Ablation(6, Component.Mlp));
        reporting.Run(experiment);
        Assert.That(reports.Select(report => (report.Experiment, report.Done, report.Total)), Is.EqualTo(new[] { ("Trial", 1, 2), ("Trial", 2, 2) }));
        Assert.That(reports[^1].Remaining, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void The_interaction_of_two_is_what_they_do_together_less_each_alone()
    {
        MeasureSpec[] measures = [new(new Kl(), Reduction.Last), new(new Interaction(), Reduction.Last)];
        Ablation one = new(2, Component.Mlp), other = new(9, Component.Mlp);
        var experiment = Experiments.Of(EveryIntervention.Prompts, new CaseSpec("both", [one, other]), new CaseSpec("one", [one]), new CaseSpec("other", [other])) with { Measures = measures };
        var results = lab.Run(experiment).Cases;
        Assert.That(results[0].Mean(measures[1]), Is.EqualTo(results[0].Mean(measures[0]) - results[1].Mean(measures[0]) - results[2].Mean(measures[0])).Within(1e-12));
        Assert.That((results[1].Mean(measures[1]), results[2].Mean(measures[1])), Is.EqualTo((0.0, 0.0)), "one alone does nothing that it does not do alone");
    }

    [Test]
    public void An_experiment_that_cannot_be_made_fails_when_it_is_run_and_says_which_kind_threw()
    {
        var experiment = ExperimentSpec.Made("Broken", "lfm2-atlas-tiny", () => throw new TypeInitializationException("X", new ArgumentException("a factor is 0 to 1")));
        Assert.That((experiment.Name, experiment.OnModel), Is.EqualTo(("Broken", "lfm2-atlas-tiny")));
        foreach (var run in (Action[])[() => lab.Run(experiment), () => lab.Plan(experiment), () => lab.Check(experiment, Law.ScaleZeroIsClean)])
        {
            Assert.That(run, Throws.TypeOf<LabException>().With.Message.StartsWith("Broken: one of its kinds cannot be made: ArgumentException: a factor is 0 to 1").And.Message.Contains("Correct the constructor or the setting."));
        }

        var whole = Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp));
        Assert.That(ExperimentSpec.Made("Whole", null, () => whole), Is.SameAs(whole));
    }

    [Test]
    public void One_case_under_two_names_is_an_error() => Assert.That(
        () => lab.Run(Experiments.Of(EveryIntervention.Prompts, new CaseSpec("one", [new Ablation(2, Component.Mlp)]), new CaseSpec("again", [new Ablation(2, Component.Mlp)]))),
        Throws.TypeOf<LabException>().With.Message.Contains("again").And.Message.Contains("it is one under another name, with the same settings. Remove one of them."));

    [Test]
    public void A_position_that_a_prompt_does_not_have_is_an_error_that_names_the_prompt() =>
        Assert.That(
            () => lab.Run(Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp) { At = PositionSet.Of(6) })),
            Throws.TypeOf<LabException>().With.Message.Contains("position 6").And.Message.Contains("'7 + 5 ='").And.Message.Contains("0 to 5"));

    [Test]
    public void A_pair_of_unequal_lengths_is_an_error_that_says_both() =>
        Assert.That(
            () => lab.Run(Experiments.Of(new PromptSpec([]) { Pairs = [new PromptPair("7 + 5 =", "The capital of France is")] }, new CaseSpec("patch", [new Patching(3)]))),
            Throws.TypeOf<LabException>().With.Message.Contains("6 and 8 tokens"));

    [Test]
    public void Patching_where_both_runs_are_still_the_same_recovers_nothing()
    {
        var pairs = new PromptSpec([]) { Pairs = [new PromptPair("The capital of Spain is", "The capital of Italy is")] };
        var measure = new MeasureSpec(new Recovery(), Reduction.Last);
        var result = lab.Run(Experiments.Of(pairs, new CaseSpec("before", [new Patching(3) { At = PositionSet.Of(1) }])) with { Measures = [measure] }).Cases[0];
        Assert.That(result.ChangedElements, Is.Zero);
        Assert.That(result.Mean(measure), Is.Zero.Within(Rounding.OrNone(1e-5)));
    }

    [Test]
    public void A_pair_of_the_same_tokens_is_an_error() =>
        Assert.That(
            () => lab.Run(Experiments.Of(new PromptSpec([]) { Pairs = [new PromptPair("7 + 5 =", "7 + 5 =")] }, new CaseSpec("patch", [new Patching(3)]))),
            Throws.TypeOf<LabException>().With.Message.Contains("the same tokens twice"));

    [Test]
    public void Patching_needs_pairs_and_pairs_need_patching()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => lab.Run(Experiments.On("7 + 5 =", new Patching(3))), Throws.TypeOf<LabException>().With.Message.Contains("on pairs"));
            Assert.That(() => lab.Run(Experiments.Of(EveryIntervention.Pairs, new CaseSpec("x", [new Ablation(3, Component.Mlp)]))), Throws.TypeOf<LabException>().With.Message.Contains("on pairs"));
        }
    }

    public void Dispose() => lab.Dispose();

    private static void Same(IReadOnlyList<Divergence> one, IReadOnlyList<Divergence> other, string name)
    {
        Assert.That(one, Has.Count.EqualTo(other.Count));
        foreach (var (a, b) in one.Zip(other))
        {
            Assert.That(a.Kl, Is.EqualTo(b.Kl).Within(Rounding.OrNone(1e-5)), name);
            Assert.That(a.SameTop1, Is.EqualTo(b.SameTop1), name);
            Assert.That(a.Values.Keys, Is.EquivalentTo(b.Values.Keys), name);
            foreach (var (measure, values) in a.Values)
            {
                Assert.That(values, Is.EqualTo(b.Values[measure]).Within(Rounding.OrNone(1e-5)), $"{name}: {measure}");
            }

            if (TensorEngine.KeepsBits)
            {
                // An element that both prompts have in common is one that libtorch may round otherwise.
                Assert.That(a.ChangedElements, Is.EqualTo(b.ChangedElements), name);
            }
        }
    }

    private sealed class Collecting(List<SweepProgress> reports) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => reports.Add(value);
    }
}
