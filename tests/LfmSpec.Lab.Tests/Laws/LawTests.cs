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
    public void A_law_holds_of_every_kind_of_intervention(Law law) => lab.Check(EveryIntervention.OnPrompts(), law);

    [TestCase(Law.CleanIntoCleanIsClean)]
    [TestCase(Law.ResumedEqualsFull)]
    [TestCase(Law.BatchedEqualsSingle)]
    [TestCase(Law.NothingChangesBeforeThePosition)]
    [TestCase(Law.PatchingFromItselfIsClean)]
    public void A_law_holds_of_every_kind_of_patching(Law law) => lab.Check(EveryIntervention.OnPairs(), law);

    [Test]
    public void A_law_that_applies_to_no_case_is_an_error()
    {
        var experiment = Experiments.On("7 + 5 =", new Ablation(0, Component.Mlp));
        Assert.That(() => lab.Check(experiment, Law.ScaleZeroIsClean), Throws.TypeOf<LawException>().With.Message.Contains("applies to nothing in it"));
    }

    public void Dispose() => lab.Dispose();
}
