using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>Which interventions may act in one run: the compiler's rule, which holds for cases that were never compiled too.</summary>
[TestFixture]
public sealed class CompanyTests : IDisposable
{
    private const string France = "The capital of France is", Italy = "The capital of Italy is";
    private const string SameValues = "change the same values of block 5, so one of them would have no effect or depend on the order; remove one.";
    private const string Forgotten = "cannot act together: the output of block 5 is replaced whole, by what does not depend on it, so what is changed before it, in block 3, has no effect";

    private static readonly Ablation ZeroBlock = new(5, Component.Block);
    private static readonly Intervention EarlierMlp = new Ablation(3, Component.Mlp);
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    private static IEnumerable<TestCaseData> Hidden()
    {
        yield return Row(SameValues, new Ablation(5, Component.Mlp), new Ablation(5, Component.Mlp));
        yield return Row(SameValues, new Ablation(5, Component.Mlp), new Ablation(5, Component.Mlp, Replacement.Mean));
        yield return Row(SameValues, new Ablation(5, Component.Block, Replacement.Input), new Ablation(5, Component.Mlp));
        yield return Row(SameValues, new Ablation(5, Component.Gate), new Ablation(5, Component.Operator));
        yield return Row(SameValues, Steering(5, 1), Steering(5, -1));
        yield return Row(SameValues, Steering(5, 1), new Perturbation(5, 1, 0.1));
        yield return Row(SameValues, Steering(5, 1), new Ablation(5, Component.Block, Replacement.Mean));
        yield return Row(SameValues, new Shifted(5), new Ablation(5, Component.Mlp));
        yield return Row(SameValues, new Ablation(5, Component.Mlp) { At = PositionSet.Of(1, 2) }, new Ablation(5, Component.Mlp) { At = PositionSet.Of(2, 3) });
        yield return Row(Forgotten, ZeroBlock, EarlierMlp);
        yield return Row(Forgotten, EarlierMlp, ZeroBlock);
        yield return Row(Forgotten, ZeroBlock with { With = Replacement.PromptMean }, EarlierMlp);
        yield return Row(Forgotten, ZeroBlock with { With = Replacement.Resampled }, Steering(3, 1));
        yield return Row(Forgotten, ZeroBlock with { At = PositionSet.Last }, Steering(3, 1));
        yield return Row(Forgotten, ZeroBlock, new Ablation(3, Component.Block));
    }

    private static IEnumerable<TestCaseData> Together()
    {
        yield return Row("", new Ablation(5, Component.Mlp), new Ablation(5, Component.Operator));
        yield return Row("", new Ablation(5, Component.Mlp), Steering(5, 1));
        yield return Row("", new Ablation(4, Component.Head, Head: 1), new Ablation(4, Component.Head, Head: 2));
        yield return Row("", new Ablation(5, Component.Mlp) { At = PositionSet.Of(1) }, new Ablation(5, Component.Mlp) { At = PositionSet.Of(2) });
        yield return Row("", ZeroBlock with { With = Replacement.Mean }, EarlierMlp);
        yield return Row("", ZeroBlock with { With = Replacement.Input }, EarlierMlp);
        yield return Row("", ZeroBlock with { At = PositionSet.Last }, EarlierMlp);
        yield return Row("", ZeroBlock with { At = PositionSet.First }, new Ablation(3, Component.Mlp) { At = PositionSet.First });
        yield return Row("", ZeroBlock with { With = Replacement.PromptMean }, new Ablation(6, Component.Mlp));
        yield return Row("", new Ablation(5, Component.Mlp), EarlierMlp);
    }

    [TestCaseSource(nameof(Hidden))]
    public void Interventions_that_hide_one_another_are_refused_in_a_case_and_in_a_trial(string why, Intervention one, Intervention other)
    {
        var named = $"'{one}' and '{other}' {why}";
        Assert.That(() => lab.Run(Experiments.Of(new PromptSpec([France, Italy]), new CaseSpec("C", [one, other])) with { CompiledFor = "it" }), Throws.TypeOf<LabException>().With.Message.StartsWith($"Trial.C: {named}"));
        Assert.That(() => lab.Try(new PromptSpec([France, Italy]), one, other), Throws.TypeOf<LabException>().With.Message.StartsWith(named));
    }

    [TestCaseSource(nameof(Together))]
    public void Interventions_that_do_not_meet_act_together_and_each_of_them_counts(string none, Intervention one, Intervention other)
    {
        double Kl(params Intervention[] interventions)
        {
            using var trial = lab.Try(new PromptSpec([France, Italy]), interventions);
            return trial.Divergence.Kl.Sum();
        }

        Assert.That(none, Is.Empty);
        Assert.That(Kl(one, other), Is.Not.EqualTo(Kl(one)).And.Not.EqualTo(Kl(other)));
    }

    [Test]
    public void Two_patchings_are_of_one_run_of_the_pair_and_a_whole_stream_hides_what_was_patched_before()
    {
        var pair = new PromptSpec([]) { Pairs = [new PromptPair(France, Italy)] };
        Assert.That(() => lab.Try(pair, new Patching(5, Component.Mlp), new Patching(6, Component.Mlp, PatchInto.Clean)), Throws.TypeOf<LabException>().With.Message.Contains("patch different runs of the pair"));
        Assert.That(() => lab.Try(pair, new Patching(5), new Patching(3, Component.Mlp)), Throws.TypeOf<LabException>().With.Message.Contains(Forgotten));
    }

    [Test]
    public void A_block_that_is_zeroed_at_one_position_does_not_hide_an_earlier_change_there()
    {
        double[] Kl(params Intervention[] interventions)
        {
            using var trial = lab.Try(France, interventions);
            return [.. trial.Divergence.Kl];
        }

        var here = ZeroBlock with { At = PositionSet.Of(2) };
        Assert.That(Kl(here, new Ablation(3, Component.Mlp) { At = PositionSet.Of(2) }), Is.Not.EqualTo(Kl(here)), "block 4 carried it on to later positions");
    }

    [OneTimeTearDown]
    public void Dispose() => lab.Dispose();

    private static Steering Steering(int layer, double scale) => new(layer, new RandomVector(1), scale);

    private static TestCaseData Row(string why, Intervention one, Intervention other) => new TestCaseData(why, one, other).SetArgDisplayNames($"{one}", $"{other}");

    /// <summary>A kind of a user's own, which is taken to replace what it changes.</summary>
    [ActsOn(Component.Block)]
    private sealed record Shifted(int Layer) : Intervention(Layer)
    {
        public override Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> Edit(EditContext context) => value => value + 1;
    }
}
