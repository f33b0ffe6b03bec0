using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ParameterTests
{
    [Test]
    public void A_parameter_requires_a_gradient_and_takes_its_tensor_over()
    {
        using var scope = NewDisposeScope();
        var data = arange(3, ScalarType.Float32);
        var parameter = new Parameter(data);
        var frozen = nn.Parameter(ones(2), requires_grad: false);

        Assert.Multiple(() =>
        {
            Assert.That(data.IsInvalid, Is.True);
            Assert.That(parameter.requires_grad && parameter.is_leaf, Is.True);
            Assert.That(frozen.requires_grad, Is.False);
            Assert.That(parameter.detach().data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, 2 }));
        });
    }

    [Test]
    public void A_parameter_takes_the_place_of_its_tensor_in_the_dispose_scope()
    {
        Parameter inside, outside;
        var data = ones(2);
        using (var scope = NewDisposeScope())
        {
            inside = ones(2).AsParameter();
            outside = data.AsParameter();
            Assert.Multiple(() =>
            {
                Assert.That(scope.Contains(inside), Is.True);
                Assert.That(scope.Contains(outside), Is.False);
            });
        }
        Assert.Multiple(() =>
        {
            Assert.That(inside.IsInvalid, Is.True);
            Assert.That(outside.IsInvalid, Is.False);
        });
        outside.Dispose();
    }

    [Test]
    public void A_gradient_accumulates_in_a_parameter()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        (parameter * 3).sum().backward();
        (parameter * 2).sum().backward();

        Assert.That(parameter.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 5 }));
    }
}
