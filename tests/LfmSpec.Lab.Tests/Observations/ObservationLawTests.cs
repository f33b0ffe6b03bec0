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
    [TestCase(nameof(LogitLens.LensAfterTheLastBlockIsTheModel))]
    [TestCase(nameof(Cka.CkaOfItselfIsOne))]
    [TestCase(nameof(AttentionStatistics.AttentionIsADistribution))]
    public void A_law_holds_of_the_model(object law)
    {
        foreach (var text in new[] { "The capital of France is", "x = 4\ny = x + 3\nprint(y)\n# prints", "7" })
        {
            var clean = lab.Clean(new Prompt("", text));
            Assert.That(Check(law, clean), Is.EqualTo(LawVerdict.Holds), text);
        }
    }

    [TestCase(Law.LaterTokensChangeNothingBefore, "the prompt has one position, and no later token")]
    [TestCase(nameof(Cka.CkaOfItselfIsOne), "the prompt has one position, and CKA compares positions")]
    [TestCase(nameof(AttentionStatistics.AttentionIsADistribution), "the prompt has one position, which a query gives its whole weight whatever it computes")]
    public void A_law_that_compares_positions_has_nothing_to_check_in_a_prompt_of_one(object law, string why) =>
        Assert.That(Check(law, lab.Clean(new Prompt("", ""))), Is.EqualTo(LawVerdict.NothingToCheck(why)));

    [Test]
    public void The_lens_is_compared_at_a_single_position_too() =>
        Assert.That(Check(nameof(LogitLens.LensAfterTheLastBlockIsTheModel), lab.Clean(new Prompt("", ""))), Is.EqualTo(LawVerdict.Holds));

    [Test]
    public void Attention_has_nothing_to_check_in_a_model_without_it() => Assert.That(
        AttentionStatistics.AttentionIsADistribution(_ => throw new InvalidOperationException("There is no such block."), Model.Shape with { Blocks = [OperatorKind.Convolution, OperatorKind.Convolution] }),
        Is.EqualTo(LawVerdict.NothingToCheck("the model has no attention block")));

    [Test]
    public void Weights_of_a_single_position_that_are_none_are_seen_all_the_same()
    {
        using var scope = NewDisposeScope();
        Assert.That(AttentionStatistics.AttentionIsADistribution(_ => full([1, 1, 1, 1], 0.5f), Model.Shape).Wrong, Does.Contain("1 queries do not sum to 1"));
    }

    [Test]
    public void A_model_that_looks_one_token_ahead_is_seen()
    {
        using var scope = NewDisposeScope();
        var broken = ObservationLaws.LaterTokensChangeNothingBefore(ids => Model.Forward(ids, new LooksAhead()), Clean.Ids, Model.Shape.Vocabulary);
        Assert.That(broken.Wrong, Does.Match(@"another token at position \d+ changes [\d,]+ of [\d,]+ logits, by up to .+ before it"));
    }

    [Test]
    public void A_lens_that_is_off_by_one_is_seen()
    {
        using var scope = NewDisposeScope();
        var broken = LogitLens.LensAfterTheLastBlockIsTheModel(place => LogitLens.Lens(Model, Clean.Residual(place - 1)), Clean, Model.Shape);
        Assert.That(broken.Wrong, Does.Match(@"differs from the model's own prediction in [\d,]+ of 1,024 logits, by up to"));
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

        Assert.That(LogitLens.LensAfterTheLastBlockIsTheModel(Lens, Clean, Model.Shape).Wrong, Does.Contain(" of 1,024 logits"));
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

        Assert.That(Cka.CkaOfItselfIsOne(Mixed, Clean, Model.Shape).Wrong, Does.Match("biased CKA of embedding with itself is .+, off 1 by"));
    }

    [Test]
    public void A_similarity_that_depends_on_the_axes_is_seen()
    {
        using var scope = NewDisposeScope();
        double Elementwise(Tensor x, Tensor y, bool unbiased) => ((x * y).sum() / (x.norm() * y.norm())).ToDouble();
        Assert.That(Cka.CkaOfItselfIsOne(Elementwise, Clean, Model.Shape).Wrong, Does.Contain("with itself, rotated and scaled by 3"));
    }

    [Test]
    public void A_similarity_that_depends_on_the_scale_is_seen()
    {
        using var scope = NewDisposeScope();
        double Covariance(Tensor x, Tensor y, bool unbiased) => LinearCka.Dot(LinearCka.Gram(x), LinearCka.Gram(y)) / LinearCka.Dot(LinearCka.Gram(x), LinearCka.Gram(x));
        Assert.That(Cka.CkaOfItselfIsOne(Covariance, Clean, Model.Shape).Wrong, Does.StartWith("biased CKA of embedding with itself, rotated and scaled by 3 is 9"));
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

        var broken = AttentionStatistics.AttentionIsADistribution(Weights, Model.Shape);
        Assert.That(broken.Wrong, Does.StartWith("attention weights of L02: ").And.Contain(message));
    }

    [Test]
    public void A_law_of_an_intervention_is_none_of_these() =>
        Assert.That(() => ObservationLaws.Check(Model, Law.ResumedEqualsFull, Clean), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("This is no law of an observation"));

    public void Dispose() => lab.Dispose();

    // The lab's own way to a law of a kind: by its name.
    private LawVerdict Check(object law, CleanRun clean)
    {
        if (law is Law ofRuns)
        {
            return ObservationLaws.Check(Model, ofRuns, clean);
        }

        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        IObservation[] kinds = [new LogitLens(), new VocabularyContribution(), new Cka(), new AttentionStatistics()];
        var experiment = Experiments.On(clean.Prompt.Text) with { Observations = [.. kinds.Select(Observe.Spec)] };
        LawVerdict[] verdicts =
        [
            .. KindLaws.With(experiment, (string)law).Select(kind => KindLaws.Check(kind, (string)law, new CleanRuns("", lab.Bench.Runs, lab.Prompts(experiment), repeatsPublished: false), clean)),
        ];
        Assert.That(verdicts.Distinct().ToArray(), Has.Length.EqualTo(1), "every kind that has it says the same");
        return verdicts[0];
    }

    /// <summary>Gives each position the operator's output of the next.</summary>
    private sealed class LooksAhead : ISiteVisitor
    {
        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => site is { Kind: SiteKind.OperatorOutput, Layer: 3 } ? value.roll(-1, 1) : value;
    }
}
