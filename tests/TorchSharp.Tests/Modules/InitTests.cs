using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.Modules;

public class InitTests
{
    [Test]
    public void Gains_are_those_of_PyTorch() => Assert.Multiple(() =>
    {
        Assert.That(init.calculate_gain(init.NonlinearityType.Linear), Is.EqualTo(1));
        Assert.That(init.calculate_gain(init.NonlinearityType.Tanh), Is.EqualTo(5.0 / 3));
        Assert.That(init.calculate_gain(init.NonlinearityType.ReLU), Is.EqualTo(Math.Sqrt(2)));
        Assert.That(init.calculate_gain(init.NonlinearityType.LeakyReLU, 2), Is.EqualTo(Math.Sqrt(0.4)));
    });

    [Test]
    public void Fans_count_the_taps()
    {
        using var weight = empty(6, 4, 3);

        Assert.Multiple(() =>
        {
            Assert.That(init.CalculateFanInAndFanOut(weight), Is.EqualTo((12, 18)));
            Assert.That(() => init.CalculateFanInAndFanOut(weight[0, 0]), Throws.ArgumentException);
        });
    }

    [Test]
    public void Each_distribution_is_the_generators_with_its_own_width() => Assert.Multiple(() =>
    {
        // fan in 32, fan out 8
        Check(x => init.kaiming_uniform_(x), x => x.uniform_(-Math.Sqrt(6.0 / 32), Math.Sqrt(6.0 / 32)));
        Check(x => init.kaiming_uniform_(x, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.Linear),
            x => x.uniform_(-Math.Sqrt(3.0 / 8), Math.Sqrt(3.0 / 8)));
        Check(x => init.kaiming_normal_(x, nonlinearity: init.NonlinearityType.ReLU), x => x.normal_(0, Math.Sqrt(2.0 / 32)));
        Check(x => init.xavier_uniform_(x, 2), x => x.uniform_(-2 * Math.Sqrt(6.0 / 40), 2 * Math.Sqrt(6.0 / 40)));
        Check(x => init.xavier_normal_(x), x => x.normal_(0, Math.Sqrt(2.0 / 40)));
        Check(x => init.uniform_(x, -1, 2), x => x.uniform_(-1, 2));
        Check(x => init.normal_(x, 1, 3), x => x.normal_(1, 3));
        Check(x => init.constant_(x, 0.5), x => x.fill_(0.5));
        Check(x => init.ones_(x), x => x.fill_(1));
        Check(x => init.zeros_(x), x => x.fill_(0));
    });

    private static void Check(Func<Tensor, Tensor> initialize, Func<Tensor, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var actual = initialize(Parameter(empty(8, 32)));
        manual_seed(11);
        var expected = draw(empty(8, 32));

        // The width is worked by another formula: it may differ in its last bit, and so may what is scaled by it.
        Assert.That(actual.detach().allclose(expected, rtol: 2e-7, atol: 0), Is.True);
    }
}
