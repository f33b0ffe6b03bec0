namespace LfmSpec.Scoring.Tests;

/// <summary>Intervals against the examples of the papers that they follow.</summary>
public class ShareTests
{
    // Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3: four decimals.
    [TestCase(81, 263, 0.2553, 0.3662)]
    [TestCase(15, 148, 0.0624, 0.1605)]
    [TestCase(0, 20, 0, 0.1611)]
    [TestCase(1, 29, 0.0061, 0.1718)]
    // CAPABILITY's own: 16 of 18 facts, 3.5 of 5 is none.
    [TestCase(16, 18, 0.67, 0.97)]
    public void Wilsons_interval_is_the_papers(int right, int of, double low, double high)
    {
        var digits = low == 0.67 ? 0.005 : 0.00005;
        Assert.That(new Share(right, of).Interval.Low, Is.EqualTo(low).Within(digits));
        Assert.That(new Share(right, of).Interval.High, Is.EqualTo(high).Within(digits));
    }

    [Test]
    public void An_interval_holds_its_share_and_lies_between_0_and_1()
    {
        for (var of = 1; of <= 40; of++)
        {
            for (var right = 0; right <= of; right++)
            {
                var share = new Share(right, of);
                var (low, high) = share.Interval;
                Assert.That(low, Is.InRange(0, share.Value + 1e-12));
                Assert.That(high, Is.InRange(share.Value - 1e-12, 1));
            }
        }
    }

    // By hand: two-sided sums of binomial(n, 1/2).
    [TestCase(0, 0, 1)]
    [TestCase(1, 0, 1)]
    [TestCase(5, 0, 0.0625)]
    [TestCase(6, 0, 0.03125)]
    [TestCase(1, 9, 22.0 / 1024)]
    [TestCase(3, 3, 1)]
    [TestCase(2, 8, 112.0 / 1024)]
    public void McNemars_test_is_the_exact_binomial_one(int lost, int won, double expected)
    {
        Assert.That(new PairedShares(7, lost, won, 2).P, Is.EqualTo(expected).Within(1e-12));
        Assert.That(new PairedShares(7, won, lost, 2).P, Is.EqualTo(expected).Within(1e-12), "either way");
    }

    // The first is of table II of Newcombe 1998, Statistics in Medicine 17, 2635, method 10; the second by hand: Wilson's interval of 28 in 30 is 0.7868 to 0.9815, phi is (56 - 15) / 56.
    // There the difference is the first less the second, here the second less the first.
    [TestCase(36, 12, 2, 0, 0.0569, 0.3404)]
    [TestCase(28, 0, 0, 2, -0.1160, 0.1160)]
    public void The_interval_of_a_paired_difference_is_the_papers(int both, int lost, int won, int neither, double low, double high)
    {
        var (from, to) = new PairedShares(both, lost, won, neither).Interval;
        Assert.That(-to, Is.EqualTo(low).Within(0.00005));
        Assert.That(-from, Is.EqualTo(high).Within(0.00005));
    }

    [Test]
    public void The_other_way_round_the_interval_is_the_other_way_round()
    {
        var (low, high) = new PairedShares(9, 5, 2, 4).Interval;
        Assert.That(new PairedShares(9, 2, 5, 4).Interval, Is.EqualTo((-high, -low)).Using<(double, double)>((one, other) => Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-12));
    }
}
