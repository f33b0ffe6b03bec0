using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

/// <summary>What gradients keep in memory, and when it goes.</summary>
[NonParallelizable]
public class GraphMemoryTests
{
    [Test]
    public void What_was_saved_survives_its_tensors_and_goes_with_the_graph()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes;
        using (NewDisposeScope())
        {
            var x = ones(1000).requires_grad_();
            Tensor y;
            using (var inner = NewDisposeScope())
                y = x.exp().square().sum().MoveToOuterDisposeScope();

            y.backward();
            Assert.That(x.grad!.sum().ToDouble(), Is.EqualTo(2000 * Math.E * Math.E).Within(1e-2));
        }
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before));
    }

    [Test]
    public void A_graph_that_never_ran_backward_is_given_back_too()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes;
        using (NewDisposeScope())
        {
            var x = ones(1000).requires_grad_();
            var y = x;
            for (int i = 0; i < 10; i++)
                y = y.exp()[TensorIndex.Slice(0, 500)].clone().mul_(2).repeat(2);
        }
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before));
    }
}
