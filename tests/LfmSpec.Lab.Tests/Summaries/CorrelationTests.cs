using FsCheck;
using FsCheck.Fluent;

namespace LfmSpec.Lab.Tests.Summaries;

[TestFixture]
public class CorrelationTests
{
    [Test]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        Assert.That(Correlation.Ranks([10, 20, 10, 5, 10]), Is.EqualTo(new double[] { 3, 5, 3, 1, 3 }));

    [Test]
    public void Pearson_s_correlation_is_worked_by_hand() =>
        Assert.That(Correlation.Pearson([1, 2, 3], [2, 2, 5]), Is.EqualTo(3 / Math.Sqrt(2 * 6)).Within(1e-15), "deviations -1 0 1 and -1 -1 2: products 3, squares 2 and 6");

    [Test]
    public void Spearman_s_correlation_with_ties_is_worked_by_hand() =>
        Assert.That(Correlation.Spearman([1, 100, 100, 1000], [4, 3, 2, 1]), Is.EqualTo(-4.5 / Math.Sqrt(4.5 * 5)).Within(1e-15), "ranks 1 2.5 2.5 4 and 4 3 2 1: products -4.5, squares 4.5 and 5");

    [Test]
    public void Spearman_s_correlation_without_ties_is_the_formula_of_squared_differences() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new Random(seed);
            var n = random.Next(2, 20);
            double[] x = [.. Enumerable.Range(0, n)], y = [.. x];
            random.Shuffle(y);
            Assert.That(Correlation.Spearman(x, y), Is.EqualTo(1 - 6 * x.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / (n * (n * (double)n - 1))).Within(1e-12));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Test]
    public void What_does_not_vary_has_no_correlation()
    {
        Assert.That(Correlation.Pearson([0.1, 0.1, 0.1], [1, 2, 3]), Is.NaN);
        Assert.That(Correlation.Spearman([1, 2, 3], [7, 7, 7]), Is.NaN);
    }
}
