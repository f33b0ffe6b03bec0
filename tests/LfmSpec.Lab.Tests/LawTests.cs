using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;

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
    public void A_law_holds_of_every_kind_of_intervention(Law law) => lab.Check(Everything(), law);

    [Test]
    public void A_law_that_applies_to_no_case_is_an_error()
    {
        var experiment = Experiments.On("7 + 5 =", new Ablation(0, Component.Mlp));
        Assert.That(() => lab.Check(experiment, Law.ScaleZeroIsClean), Throws.TypeOf<LawException>().With.Message.Contains("applies to none of its cases"));
    }

    private static ExperimentSpec Everything()
    {
        Component[] components = [Component.Operator, Component.Mlp, Component.Block, Component.Gate, Component.Carrier, Component.Signal];
        var ablations = components.SelectMany(target => new[] { new Ablation(5, target), new Ablation(5, target, Replacement.Mean) });
        var heads = Enumerable.Range(0, 8).Select(head => new Ablation(4, Component.Head, Head: head));
        Place[] places = [Place.Last, Place.First, Place.All];
        var cases = ablations.Concat<Intervention>(heads)
            .Concat(places.Select(place => new Steering(3, 42, -4, place)))
            .Append(new Ablation(6, Component.Block, Replacement.Input));
        return Experiments.On("x = 4\ny = x + 3\nprint(y)\n# prints", cases);
    }

    public void Dispose() => lab.Dispose();
}
