using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class ClippingTests
{
    [Test]
    public void Gradients_beyond_the_norm_are_scaled_to_it_and_the_old_norm_is_returned()
    {
        using var scope = NewDisposeScope();
        Parameter a = With(3, 0), b = With(4), none = new(ones(2));
        double norm = nn.utils.clip_grad_norm_([a, none, b], 1);

        Assert.Multiple(() =>
        {
            Assert.That(norm, Is.EqualTo(5));
            // PyTorch divides by the norm plus 1e-6.
            Assert.That(a.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0.6f, 0 }).Within(3e-7));
            Assert.That(b.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0.8f }).Within(3e-7));
            Assert.That(none.grad, Is.Null);
        });
    }

    [Test]
    public void Gradients_within_the_norm_keep_their_bits()
    {
        using var scope = NewDisposeScope();
        var parameter = With(0.1f, 0.7f);

        Assert.Multiple(() =>
        {
            Assert.That(nn.utils.clip_grad_norm_([parameter], 1), Is.EqualTo(Math.Sqrt(0.5)).Within(1e-7));
            Assert.That(parameter.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0.1f, 0.7f }));
        });
    }

    [TestCase(1, 7)]
    [TestCase(double.PositiveInfinity, 4)]
    [TestCase(3, 4.497941)]
    public void Other_norms_are_of_all_gradients_together(double p, double expected)
    {
        using var scope = NewDisposeScope();

        // The root of the third power goes by logarithms: float32.
        Assert.That(nn.utils.clip_grad_norm_([With(-3, 0), With(4)], 100, p), Is.EqualTo(expected).Within(2e-6));
    }

    [Test]
    public void Without_gradients_the_norm_is_zero()
    {
        using var scope = NewDisposeScope();

        Assert.That(nn.utils.clip_grad_norm_([new Parameter(ones(1))], 1), Is.Zero);
    }

    [Test]
    public void A_norm_that_is_not_a_number_is_returned()
    {
        using var scope = NewDisposeScope();

        Assert.That(nn.utils.clip_grad_norm_([With(float.NaN, 1)], 1), Is.NaN);
    }

    [Test]
    public void Values_are_limited_one_by_one()
    {
        using var scope = NewDisposeScope();
        var parameter = With(-3, 0.2f, 5);
        nn.utils.clip_grad_value_([parameter, new Parameter(ones(1))], 0.5);

        Assert.That(parameter.grad!.data<float>().ToArray(), Is.EqualTo(new[] { -0.5f, 0.2f, 0.5f }));
    }

    private static Parameter With(params float[] gradient) => new(ones(gradient.Length)) { grad = tensor(gradient) };
}
