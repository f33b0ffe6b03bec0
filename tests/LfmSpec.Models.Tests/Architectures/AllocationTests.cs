#if EMBEDDED_TORCH
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>A warm forward pass takes nothing from the managed heap but what its code holds in its hands: handles of tensors, and dispose scopes.</summary>
[TestFixture("lfm2-atlas-tiny"), TestFixture("qwen2-atlas-tiny"), TestFixture("llama-atlas-tiny"), NonParallelizable]
public class AllocationTests(string model)
{
    private const int Runs = 20;

    [Test]
    public void A_warm_forward_pass_allocates_handles_and_scopes_alone()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", model));
        using var ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273, 5, 6, 7, 8, 9, 10 }).view(1, 12).DetachFromDisposeScope();
        using var without = no_grad();
        var handle = PerRun(() => ids.alias().Dispose()).Bytes;
        var scope = PerRun(() => NewDisposeScope().Dispose()).Bytes;
        var (bytes, handles) = PerRun(() => checkpoint.Model.Forward(ids).Dispose());

        // One scope a block, and one each for the pass, what comes before the blocks, the blocks, the head, and the pass from a block on.
        var scopes = checkpoint.Model.Shape.Blocks.Count + 5;
        Assert.That(handles, Is.InRange(10 * checkpoint.Model.Shape.Blocks.Count, 40 * checkpoint.Model.Shape.Blocks.Count), "tensors of a pass");
        Assert.That(bytes, Is.EqualTo(handles * handle + scopes * scope), $"{handles} handles of {handle} bytes, {scopes} scopes of {scope}");
        Assert.That(bytes, Is.LessThan(16_000), "bytes of a pass");
    }

    private static (double Bytes, double Handles) PerRun(Action action)
    {
        for (var run = 0; run < Runs; run++)
        {
            action();
        }

        var made = DisposeScopeManager.Statistics;
        made.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < Runs; run++)
        {
            action();
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (bytes / (double)Runs, (made.CreatedInScopeCount + made.CreatedOutsideScopeCount) / (double)Runs);
    }
}
#endif
