using TorchSharp.Embedded;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Storage;

/// <summary>A warm operation takes nothing from the managed heap but the handles of the tensors that it makes.</summary>
[NonParallelizable]
public class AllocationTests
{
    private const int Runs = 200;

    private static readonly Dictionary<string, Action> Operations = Table();

    private static IEnumerable<string> Names() => Operations.Keys;

    [TestCaseSource(nameof(Names))]
    public void A_warm_operation_allocates_the_handles_of_its_tensors_alone(string name)
    {
        using var without = no_grad();
        using var tensor = ones(2);
        var (handle, _) = PerRun(() => tensor.alias().Dispose());
        var (bytes, handles) = PerRun(Operations[name]);

        // A handle is an object of two references: what it shows, and its scope.
        Assert.That(handle, Is.EqualTo(16 + 2 * IntPtr.Size), "bytes of a handle");
        Assert.That(bytes, Is.EqualTo(handles * handle), $"bytes of {name}, which makes {handles} tensors");
    }

    [Test]
    public void A_scope_allocates_itself_alone() => Assert.That(PerRun(() => NewDisposeScope().Dispose()).Bytes, Is.EqualTo(16 + 3 * IntPtr.Size));

    private static (double Bytes, double Handles) PerRun(Action action)
    {
        for (int i = 0; i < Runs; i++)
            action();
        var made = DisposeScopeManager.Statistics;
        made.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Runs; i++)
            action();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (bytes / (double)Runs, (made.CreatedInScopeCount + made.CreatedOutsideScopeCount) / (double)Runs);
    }

    private static Dictionary<string, Action> Table()
    {
        Tensor x = randn(2, 12, 64), y = randn(2, 12, 64), weight = randn(64), half = x.to(ScalarType.BFloat16), ids = arange(10).view(2, 5);
        Tensor q = randn(2, 4, 12, 16), k = randn(2, 1, 12, 16).expand(2, 4, 12, 16), matrix = randn(96, 64), bias = randn(96), angles = randn(12, 16);
        Tensor taps = randn(64, 1, 3), heads = randn(2, 12, 4, 16);
        long[] rows = [12, 64], split = [2, 12, 4, -1], joined = [24, 64];
        var packed = PackedWeight.Pack(matrix.bytes, ScalarType.Float32, 96, 64);
        return new Dictionary<string, Action>
        {
            ["add"] = () => (x + y).Dispose(),
            ["multiply by a row"] = () => (x * weight).Dispose(),
            ["in place"] = () => y.mul_(weight),
            ["16-bit"] = () => half.mul(half).Dispose(),
            ["exp"] = () => x.exp().Dispose(),
            ["silu"] = () => silu(x).Dispose(),
            ["convert"] = () => half.to(ScalarType.Float32).Dispose(),
            ["transpose"] = () => x.transpose(0, 1).Dispose(),
            ["narrow"] = () => x.narrow(-1, 3, 5).Dispose(),
            ["select"] = () => x.select(1, 3).Dispose(),
            ["squeeze"] = () => x.squeeze().Dispose(),
            ["unsqueeze"] = () => x.unsqueeze(1).Dispose(),
            ["flatten"] = () => x.flatten(1).Dispose(),
            ["expand"] = () => weight.expand(rows.AsSpan()).Dispose(),
            ["view"] = () => ShapeOperations.View(x, split).Dispose(),
            ["reshape"] = () => ShapeOperations.Reshape(x, joined).Dispose(),
            ["detach"] = () => x.detach().Dispose(),
            ["copy of a turned tensor"] = () =>
            {
                using var turned = x.mT;
                turned.contiguous().Dispose();
            },
            ["cat"] = () => cat((ReadOnlySpan<Tensor>)[x, y], 1).Dispose(),
            ["copy_"] = () => y.copy_(x),
            ["sum"] = () => x.sum().Dispose(),
            ["sum over a dimension"] = () => x.sum(1, keepdim: true).Dispose(),
            ["softmax"] = () => x.softmax(-1).Dispose(),
            ["matmul"] = () =>
            {
                using var turned = y.mT;
                x.matmul(turned).Dispose();
            },
            ["linear"] = () => linear(x, matrix, bias).Dispose(),
            ["attention"] = () => scaled_dot_product_attention(q, k, k, is_casual: true).Dispose(),
            ["a packed weight"] = () => packed.Linear(x, bias).Dispose(),
            ["two packed weights"] = () => PackedWeight.Gated(x, packed, packed).Dispose(),
            ["rows of a packed weight"] = () => packed.Take(ids).Dispose(),
            ["norm"] = () => FusedOperations.RmsNorm(x, weight, 1e-5).Dispose(),
            ["gated activation"] = () => FusedOperations.SiluMultiply(x, y).Dispose(),
            ["rotation"] = () => FusedOperations.Rotate(heads, angles, angles).Dispose(),
            ["gated convolution"] = () => FusedOperations.GatedConvolution(x, y, x, taps, null).Dispose(),
            ["a scope of tensors that move out"] = () =>
            {
                using var _ = x.alias();
                x.alias().MoveToOuterDisposeScope().DetachFromDisposeScope().Dispose();
            },
        };
    }
}
