#if EMBEDDED_TORCH
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>A warm pass takes nothing from the managed heap but the handles of its tensors and its dispose scopes.</summary>
[TestFixture("lfm2-atlas-tiny"), TestFixture("qwen2-atlas-tiny"), TestFixture("llama-atlas-tiny"), NonParallelizable]
public class AllocationTests(string model)
{
    private const int Runs = 20;

    [Test]
    public void A_warm_pass_allocates_handles_and_scopes_alone([Values] bool seen)
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", model));
        using var ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273, 5, 6, 7, 8, 9, 10 }).view(1, 12).DetachFromDisposeScope();
        using var without = no_grad();
        var visitor = seen ? new Passing() : null;
        var handle = PerRun(() => ids.alias().Dispose()).Bytes;
        var scope = PerRun(() => NewDisposeScope().Dispose()).Bytes;
        var (bytes, handles) = PerRun(() => checkpoint.Model.Forward(ids, visitor).Dispose());

        // One scope a block, and one each for the pass, what comes before the blocks, the blocks, the head, and the pass from a block on.
        var scopes = checkpoint.Model.Shape.Blocks.Count + 5;
        Assert.That(bytes, Is.EqualTo(handles * handle + scopes * scope), $"{handles} handles of {handle} bytes, {scopes} scopes of {scope}");
    }

    private static (double Bytes, double Handles) PerRun(Action action)
    {
        for (var run = 0; run < Runs; run++)
        {
            action();
        }

        var made = DisposeScopeManager.Statistics;
        made.Reset();
        var bytes = new long[Runs];
        for (var run = 0; run < Runs; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            bytes[run] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The median: a collection in between may have emptied a pool, which one run fills again.
        Array.Sort(bytes);
        return (bytes[Runs / 2], (made.CreatedInScopeCount + made.CreatedOutsideScopeCount) / (double)Runs);
    }

    private sealed class Passing : ISiteVisitor
    {
        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => value;
    }
}
#endif
