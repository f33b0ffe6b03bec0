#if EMBEDDED_TORCH
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Embedded;
using TorchSharp.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Nothing of a pass stays behind: bytes and tensors are counted.</summary>
[TestFixture("lfm2-atlas-tiny"), TestFixture("qwen2-atlas-tiny"), TestFixture("llama-atlas-tiny"), NonParallelizable]
public class MemoryTests(string model)
{
    private readonly string folder = RepositoryFiles.Path("models", model);

    [Test]
    public void A_thousand_forward_passes_give_all_their_bytes_back()
    {
        using var checkpoint = Checkpoint.Load(folder);
        using var ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273 }).view(1, 6).DetachFromDisposeScope();
        checkpoint.Model.Forward(ids).Dispose();
        var before = Settled();

        for (var pass = 0; pass < 1000; pass++)
        {
            checkpoint.Model.Forward(ids).Dispose();
        }

        Assert.That(Counted(), Is.EqualTo(before));
    }

    [Test]
    public void A_hundred_steps_of_training_give_all_their_bytes_back()
    {
        using var checkpoint = Checkpoint.Load(folder);
        using var ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273 });
        using var batch = ids.unsqueeze(0);
        checkpoint.Model.Forward(batch).Dispose();
        var start = Settled();
        using (var residual = nn.Parameter(checkpoint.Model.Embed(batch)))
        using (var optimizer = optim.AdamW([residual], 1e-2))
        {
            (long, long) held = default;
            for (var step = 0; step < 100; step++)
            {
                using (NewDisposeScope())
                {
                    optimizer.zero_grad();
                    nn.functional.cross_entropy(checkpoint.Model.Resume(0, residual)[0], ids).backward();
                    nn.utils.clip_grad_norm_([residual], 1);
                    optimizer.step();
                }

                held = step == 0 ? Counted() : held;
            }

            Assert.That(Counted(), Is.EqualTo(held), "after the first step nothing is added");
        }

        Assert.That(Counted(), Is.EqualTo(start));
    }

    private static (long Bytes, long Tensors) Settled()
    {
        ForgottenTensors.Collect();
        return Counted();
    }

    // Nothing is collected here: what a pass only forgets would be given back too late.
    private static (long Bytes, long Tensors) Counted() => (Memory.LiveBytes, Tensor.TotalCount);
}
#endif
