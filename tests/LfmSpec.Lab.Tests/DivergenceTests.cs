using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace LfmSpec.Lab.Tests;

[TestFixture]
public class DivergenceTests
{
    [Test]
    public void KL_of_two_known_distributions_is_the_formula_worked_by_hand()
    {
        // p = (1/2, 1/4, 1/4), q = (1/8, 1/8, 3/4): KL(p || q) = 1/2 ln 4 + 1/4 ln 2 + 1/4 ln 1/3 = 5/4 ln 2 - 1/4 ln 3. The other way round it is another number.
        using var scope = torch.NewDisposeScope();
        var p = torch.tensor(new[] { 0.5, 0.25, 0.25 }).log().to(torch.ScalarType.Float32).unsqueeze(0);
        var q = torch.tensor(new[] { 0.125, 0.125, 0.75 }).log().to(torch.ScalarType.Float32).unsqueeze(0);
        var divergence = Divergence.Between(p, q);
        Assert.That(divergence.Kl[0], Is.EqualTo((1.25 * Math.Log(2)) - (0.25 * Math.Log(3))).Within(1e-7), "float32 logits carry 1e-7");
        Assert.That(divergence.SameTop1[0], Is.False);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property KL_meets_a_plain_double_loop_and_is_not_negative()
    {
        var logits = Gen.Choose(-8000, 8000).Select(value => value / 1000f).ArrayOf(12);
        return Prop.ForAll(logits.Two().ToArbitrary(), pair =>
        {
            using var scope = torch.NewDisposeScope();
            var actual = Divergence.Between(torch.tensor(pair.Item1).view(2, 6), torch.tensor(pair.Item2).view(2, 6));
            var expected = Enumerable.Range(0, 2).Select(row => Naive(pair.Item1[(6 * row)..(6 * row + 6)], pair.Item2[(6 * row)..(6 * row + 6)])).ToArray();
            return Math.Abs(actual.Kl[0] - expected[0]) < 1e-12 && Math.Abs(actual.Kl[1] - expected[1]) < 1e-12 && actual.Kl.All(kl => kl > -1e-15);
        });
    }

    [Test]
    public void The_three_reductions_are_the_mean_the_sum_and_the_last_position()
    {
        var divergence = new Divergence([1, 2, 6], [true, false, true]);
        Assert.Multiple(() =>
        {
            Assert.That(divergence.Of(new MeasureSpec(Metric.Kl)), Is.EqualTo(3));
            Assert.That(divergence.Of(new MeasureSpec(Metric.Kl, Positions.Sum)), Is.EqualTo(9));
            Assert.That(divergence.Of(new MeasureSpec(Metric.Kl, Positions.Last)), Is.EqualTo(6));
            Assert.That(divergence.Of(new MeasureSpec(Metric.Top1)), Is.EqualTo(2.0 / 3));
        });
    }

    private static double Naive(float[] clean, float[] changed)
    {
        double cleanTotal = clean.Sum(z => Math.Exp(z)), changedTotal = changed.Sum(z => Math.Exp(z));
        return clean.Zip(changed).Sum(pair => Math.Exp(pair.First) / cleanTotal * (Math.Log(Math.Exp(pair.First) / cleanTotal) - Math.Log(Math.Exp(pair.Second) / changedTotal)));
    }
}
