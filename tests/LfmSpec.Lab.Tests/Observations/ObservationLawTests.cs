using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Observations;

/// <summary>The laws hold of the model, and each sees an implementation that breaks it.</summary>
[TestFixture]
public sealed class ObservationLawTests : IDisposable
{
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    private CausalModel Model => lab.Checkpoint.Model;

    private CleanRun Clean => lab.Clean(new Prompt("", "The capital of France is"));

    [TestCase(Law.LaterTokensChangeNothingBefore)]
    [TestCase(Law.LensAfterTheLastBlockIsTheModel)]
    [TestCase(Law.CkaOfItselfIsOne)]
    [TestCase(Law.AttentionIsADistribution)]
    public void A_law_holds_of_the_model(Law law)
    {
        foreach (var text in new[] { "The capital of France is", "x = 4\ny = x + 3\nprint(y)\n# prints", "7", "" })
        {
            var clean = lab.Clean(new Prompt("", text));
            Assert.That(ObservationLaws.Broken(lab, Experiments.On(text), law, clean), Is.Null, text);
        }
    }

    [Test]
    public void A_model_that_looks_one_token_ahead_is_seen()
    {
        using var scope = NewDisposeScope();
        var broken = ObservationLaws.LaterTokensChangeNothingBefore(ids => Model.Forward(ids, new LooksAhead()), Clean.Ids, Model.Shape.Vocabulary);
        Assert.That(broken, Does.Match(@"another token at position \d+ changes [\d,]+ of [\d,]+ logits, by up to .+ before it"));
    }

    [Test]
    public void A_lens_that_is_off_by_one_is_seen()
    {
        using var scope = NewDisposeScope();
        var broken = ObservationLaws.LensAfterTheLastBlockIsTheModel(place => LogitLens.Lens(Model, Clean.Residual(place - 1)), Clean, Model.Shape);
        Assert.That(broken, Does.Match(@"differs from the model's own prediction in [\d,]+ of 1,024 logits, by up to"));
    }

    [Test]
    public void A_lens_that_is_off_by_one_bit_is_seen()
    {
        using var scope = NewDisposeScope();
        Tensor Lens(int place)
        {
            var logits = LogitLens.Lens(Model, Clean.Residual(place));
            logits[0, 0, 5] = (logits[0, 0, 5] * (1 + 1.2e-7)) + Rounding.OrNone(0.01);
            return logits;
        }

        Assert.That(ObservationLaws.LensAfterTheLastBlockIsTheModel(Lens, Clean, Model.Shape), Does.Contain(" of 1,024 logits"));
    }

    [Test]
    public void A_Cka_that_does_not_centre_its_norms_alike_is_seen()
    {
        using var scope = NewDisposeScope();
        // The estimators mixed: the numerator centred twice, the denominator once.
        double Mixed(Tensor x, Tensor y, bool unbiased)
        {
            double[] a = LinearCka.Gram(x), b = LinearCka.Gram(y), u = LinearCka.UnbiasedCentring(a, (int)x.shape[0]);
            return LinearCka.Dot(u, b) / Math.Sqrt(LinearCka.Dot(a, a) * LinearCka.Dot(b, b));
        }

        Assert.That(ObservationLaws.CkaOfItselfIsOne(Mixed, Clean, Model.Shape), Does.Match("biased CKA of embedding with itself is .+, off 1 by"));
    }

    [Test]
    public void A_similarity_that_depends_on_the_axes_is_seen()
    {
        using var scope = NewDisposeScope();
        double Elementwise(Tensor x, Tensor y, bool unbiased) => ((x * y).sum() / (x.norm() * y.norm())).ToDouble();
        Assert.That(ObservationLaws.CkaOfItselfIsOne(Elementwise, Clean, Model.Shape), Does.Contain("with itself, rotated and scaled by 3"));
    }

    [Test]
    public void A_similarity_that_depends_on_the_scale_is_seen()
    {
        using var scope = NewDisposeScope();
        double Covariance(Tensor x, Tensor y, bool unbiased) => LinearCka.Dot(LinearCka.Gram(x), LinearCka.Gram(y)) / LinearCka.Dot(LinearCka.Gram(x), LinearCka.Gram(x));
        Assert.That(ObservationLaws.CkaOfItselfIsOne(Covariance, Clean, Model.Shape), Does.StartWith("biased CKA of embedding with itself, rotated and scaled by 3 is 9"));
    }

    [TestCase(0, "queries do not sum to 1")]
    [TestCase(1, "weights on later positions are not 0")]
    public void Attention_weights_that_are_no_distribution_are_seen(int mistake, string message)
    {
        using var scope = NewDisposeScope();
        Tensor Weights(int layer)
        {
            using var weights = AttentionStatistics.Weights(Model, Clean, layer);
            return mistake == 0 ? weights * 1.001 : nn.functional.softmax(weights, -1);
        }

        var broken = ObservationLaws.AttentionIsADistribution(Weights, Model.Shape);
        Assert.That(broken, Does.StartWith("attention weights of L02: ").And.Contain(message));
    }

    [Test]
    public void A_law_of_an_intervention_is_none_of_these() =>
        Assert.That(() => ObservationLaws.Broken(lab, Experiments.On("A"), Law.ResumedEqualsFull, Clean), Throws.InstanceOf<ArgumentOutOfRangeException>());

    public void Dispose() => lab.Dispose();

    /// <summary>Gives each position the operator's output of the next.</summary>
    private sealed class LooksAhead : ISiteVisitor
    {
        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => site is { Kind: SiteKind.OperatorOutput, Layer: 3 } ? value.roll(-1, 1) : value;
    }
}
