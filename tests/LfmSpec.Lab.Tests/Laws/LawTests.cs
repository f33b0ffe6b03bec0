using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>Every law holds of every intervention that the lab has.</summary>
[TestFixture]
public sealed class LawTests : IDisposable
{
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase(Law.CleanIntoCleanIsClean)]
    [TestCase(Law.ResumedEqualsFull)]
    [TestCase(Law.BatchedEqualsSingle)]
    [TestCase(Law.ScaleZeroIsClean)]
    [TestCase(Law.MeanIsNotZero)]
    [TestCase(Law.SkippingEveryBlockIsTheEmbeddingLens)]
    [TestCase(Law.NothingChangesBeforeThePosition)]
    [TestCase(Law.OrderDoesNotMatter)]
    [TestCase(Law.ResamplingIsADerangement)]
    [TestCase(Law.ControlHasEqualNorm)]
    public void A_law_holds_of_every_kind_of_intervention(Law law) => Assert.That(lab.Check(EveryIntervention.OnPrompts(), law).Checked, Is.GreaterThan(0));

    [TestCase(Law.CleanIntoCleanIsClean)]
    [TestCase(Law.ResumedEqualsFull)]
    [TestCase(Law.BatchedEqualsSingle)]
    [TestCase(Law.NothingChangesBeforeThePosition)]
    [TestCase(Law.PatchingFromItselfIsClean)]
    public void A_law_holds_of_every_kind_of_patching(Law law) => Assert.That(lab.Check(EveryIntervention.OnPairs(), law).Checked, Is.GreaterThan(0));

    [Test]
    public void Zero_and_mean_of_a_prompt_of_one_position_are_not_compared() => AssertIdle(
        lab.Check(Experiments.On("", new Ablation(5, Component.Mlp)), Law.MeanIsNotZero), "the prompt has one position, which is its own mean");

    [Test]
    public void Nothing_is_before_the_last_position_of_a_prompt_of_one() => AssertIdle(
        lab.Check(Experiments.On("", new Steering(3, new RandomVector(42), -4)), Law.NothingChangesBeforeThePosition), "the first position is changed, and there is none before it");

    [Test]
    public void Laws_that_compare_whole_runs_are_checked_on_a_prompt_of_one_position_too()
    {
        var experiment = Experiments.On("", new Steering(3, new RandomVector(42), -4));
        foreach (var law in new[] { Law.CleanIntoCleanIsClean, Law.ResumedEqualsFull, Law.BatchedEqualsSingle, Law.ScaleZeroIsClean })
        {
            Assert.That(lab.Check(experiment, law), Has.Property(nameof(LawOutcome.Checked)).EqualTo(1).And.Property(nameof(LawOutcome.Idle)).Empty, $"{law}");
        }
    }

    [Test]
    public void Where_the_first_prompts_leave_nothing_to_check_the_law_is_checked_on_the_first_that_does()
    {
        var experiment = Experiments.Of(new PromptSpec(["", "", "", "7 + 5 =", "12 + 9 ="]), [new CaseSpec("steer", [new Steering(3, new RandomVector(42), -4)])]);
        var outcome = lab.Check(experiment, Law.NothingChangesBeforeThePosition);
        Assert.That(outcome.Checked, Is.EqualTo(1));
        Assert.That(outcome.ToString(), Is.EqualTo("1 checked: the first position is changed, and there is none before it"));
    }

    private static void AssertIdle(LawOutcome outcome, string why)
    {
        Assert.That(outcome.HasNothingToCheck, Is.True);
        Assert.That(outcome.ToString(), Is.EqualTo($"nothing to check: {why}"));
    }

    [Test]
    public void A_law_that_applies_to_no_case_is_an_error()
    {
        var experiment = Experiments.On("7 + 5 =", new Ablation(0, Component.Mlp));
        Assert.That(() => lab.Check(experiment, Law.ScaleZeroIsClean), Throws.TypeOf<LawException>().With.Message.Contains("applies to nothing in it"));
    }

    public void Dispose() => lab.Dispose();
}
