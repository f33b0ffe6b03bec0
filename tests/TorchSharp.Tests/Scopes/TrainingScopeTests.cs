using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Scopes;

[NonParallelizable]
public class TrainingScopeTests
{
    [Test]
    public void A_hundred_steps_of_training_give_all_their_bytes_back()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes, tensors = Tensor.TotalCount;
        using (var model = nn.Sequential(nn.Embedding(5, 8), nn.Linear(8, 16), nn.GELU(), nn.Dropout(0.1), nn.LayerNorm(16),
            nn.Linear(16, 1)))
        using (var optimizer = optim.AdamW(model.parameters(), 0.01, weight_decay: 0.1, amsgrad: true))
        {
            var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 100);
            long held = 0;
            for (int step = 0; step < 100; step++)
            {
                using (NewDisposeScope())
                {
                    optimizer.zero_grad();
                    var loss = model.call(tensor(new long[] { 0, 1, 2, 3, 4 })).square().mean();
                    loss.backward();
                    nn.utils.clip_grad_norm_(model.parameters(), 1);
                    optimizer.step();
                    schedule.step();
                }
                if (step == 0)
                    held = TensorStorage.LiveBytes;
            }
            Assert.That(TensorStorage.LiveBytes, Is.EqualTo(held), "after the first step nothing is added");
            model.zero_grad();
        }
        Assert.Multiple(() =>
        {
            Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before), "bytes");
            Assert.That(Tensor.TotalCount, Is.EqualTo(tensors), "tensors");
        });
    }

    [Test]
    public void A_state_that_was_loaded_in_a_scope_outlives_it()
    {
        using var outer = NewDisposeScope();
        var parameter = nn.Parameter(ones(2));
        using var source = optim.Adam([parameter]);
        using var target = optim.Adam([parameter]);
        using (NewDisposeScope())
            target.load_state_dict(source.state_dict());
        parameter.grad = ones(2);

        target.step();

        // The moments that were loaded are zeros, so the first step is one of the learning rate against the gradient's sign.
        Assert.That(parameter.detach().data<float>().ToArray(), Is.All.EqualTo(0.999f).Within(1e-6f));
    }
}
