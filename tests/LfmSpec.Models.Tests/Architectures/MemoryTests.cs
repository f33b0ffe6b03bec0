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

    [Test]
    public void A_pass_that_fails_in_its_middle_gives_all_its_bytes_back()
    {
        using var files = WeightFiles.Open(folder);
        using var broken = ModelConfiguration.Read(ConfigurationFile.Read(Path.Combine(folder, "config.json"))).Build(new WithoutAMatrix(new StoredWeights(files, CPU)));
        using var whole = Checkpoint.Load(folder);
        using var ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273 }).view(1, 6).DetachFromDisposeScope();
        using var noTokens = ids.neg();
        whole.Model.Forward(ids).Dispose();
        Assert.That(() => broken.Forward(ids), Throws.TypeOf<OperationCanceledException>());
        using var expected = whole.Model.Forward(ids);
        var before = Settled();

        for (var pass = 0; pass < 10; pass++)
        {
            using var cache = broken.NewCache();
            Assert.That(() => broken.Forward(ids), Throws.TypeOf<OperationCanceledException>());
            Assert.That(() => broken.Next(ids, cache), Throws.TypeOf<OperationCanceledException>());
            Assert.That(() => whole.Model.Forward(noTokens), Throws.InstanceOf<ArgumentException>());
        }

        Assert.That(Counted(), Is.EqualTo(before));
        using var after = whole.Model.Forward(ids);
        Assert.That(after.Equals(expected), Is.True);
    }

    private static (long Bytes, long Tensors) Settled()
    {
        ForgottenTensors.Collect();
        return Counted();
    }

    // Nothing is collected here: what a pass only forgets would be given back too late.
    private static (long Bytes, long Tensors) Counted() => (Memory.LiveBytes, Tensor.TotalCount);

    private sealed class WithoutAMatrix(IWeights weights) : IWeights
    {
        public Device Device => weights.Device;

        public long TakenParameters => weights.TakenParameters;

        public Tensor Take(string name, params long[] shape) => weights.Take(name, shape);

        public WeightMatrix TakeMatrix(string name, long rows, long columns)
        {
            var matrix = weights.TakeMatrix(name, rows, columns);
            return name is "model.layers.5.feed_forward.w2.weight" or "model.layers.5.mlp.down_proj.weight" ? new Missing(matrix) : matrix;
        }
    }

    private sealed class Missing(WeightMatrix matrix) : WeightMatrix
    {
        internal override Tensor Apply(Tensor x, Tensor? bias = null) => throw new OperationCanceledException();

        internal override Tensor Take(Tensor indices) => throw new OperationCanceledException();

        public override void Dispose() => matrix.Dispose();
    }
}
#endif
