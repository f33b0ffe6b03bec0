
namespace LfmSpec.Lab.Tests;

[TestFixture]
public class DivergenceTests
{
    [Test]
    public void The_three_reductions_are_the_mean_the_sum_and_the_last_position()
    {
        var divergence = new Divergence([1, 2, 6], [true, false, true]);
        Assert.Multiple(() =>
        {
            Assert.That(divergence.Of(new MeasureSpec(new Kl())), Is.EqualTo(3));
            Assert.That(divergence.Of(new MeasureSpec(new Kl(), Reduction.Sum)), Is.EqualTo(9));
            Assert.That(divergence.Of(new MeasureSpec(new Kl(), Reduction.Last)), Is.EqualTo(6));
            Assert.That(divergence.Of(new MeasureSpec(new Top1())), Is.EqualTo(2.0 / 3));
        });
    }
}
