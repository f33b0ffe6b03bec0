using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Scopes;

[NonParallelizable]
public class DisposeScopeTests
{
    [Test]
    public void A_new_scope_is_empty_whatever_was_in_those_before_it()
    {
        for (int i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            Assert.That(scope.DisposablesCount, Is.Zero, $"scope {i}");
            ones(3);
            ones(3);
            Assert.That(scope.DisposablesCount, Is.EqualTo(2), $"scope {i}");
        }
    }

    [Test]
    public void A_scope_gives_all_its_bytes_back()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes;
        using (NewDisposeScope())
        {
            var x = randn(8, 16);
            var y = x.t().contiguous().chunk(2, 0)[1].softmax(0) + x.mean();
            var weight = randn(64, 16);
            _ = nn.functional.linear(x, weight)[.., ^1..].sort().Values.roll(1, 0).flip(0);
            _ = nn.functional.scaled_dot_product_attention(x, x, x, is_casual: true).allclose(y[0].expand(8, 8).sum().expand(8, 16));
            _ = x[x > 0].unique(return_inverse: true, return_counts: true);
            _ = x.to(ScalarType.BFloat16).matmul(x.to(ScalarType.BFloat16).t()).masked_fill(eye(8, dtype: ScalarType.Bool), 1);
            _ = x.npstr() + x.str();
            Assert.That(TensorStorage.LiveBytes, Is.GreaterThan(before));
        }
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before));
    }

    [Test]
    public void Operations_leave_only_their_results_in_the_scope()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 6);
        int before = scope.DisposablesCount;

        _ = x.softmax(0);
        _ = x + 1;
        _ = 1 / x;
        _ = x.softplus(2);
        _ = x.flip(0);
        _ = x.roll(1);
        _ = x.logsumexp(1);
        _ = x.std();
        _ = x.norm(1f);
        _ = x.any();
        _ = x.max();
        _ = x.argmin(0);
        _ = x.argsort();
        _ = x[0, 1];
        _ = x[TensorIndex.Ellipsis, 1];
        _ = x[x > 0];
        _ = x.tile([2, 2]);
        _ = x.scatter_add(1, zeros(4, 1, ScalarType.Int64), x);
        _ = x.lerp(x, x);
        _ = nn.functional.pad(x, 1);
        _ = nn.functional.normalize(x);
        _ = nn.functional.layer_norm(x, [6]);
        _ = nn.functional.one_hot(zeros(3, ScalarType.Int64), 4);
        _ = nn.functional.conv1d(x, ones(2, 4, 3));

        // 24 results, and four tensors made as arguments.
        Assert.That(scope.DisposablesCount - before, Is.EqualTo(24 + 4));
    }

    [Test]
    public void A_tensor_moved_out_lives_until_the_outer_scope_ends()
    {
        Tensor inner, outer;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                inner = ones(3);
                outer = (inner * 2).MoveToOuterDisposeScope();
            }
            Assert.Multiple(() =>
            {
                Assert.That(inner.IsInvalid, Is.True);
                Assert.That(outer.sum().ToSingle(), Is.EqualTo(6));
            });
        }
        Assert.That(outer.IsInvalid, Is.True);
    }

    [Test]
    public void A_detached_tensor_is_its_owners()
    {
        Tensor kept;
        using (var scope = NewDisposeScope())
        {
            kept = ones(3).DetachFromDisposeScope();
            Assert.That(scope.Contains(kept), Is.False);
        }
        Assert.That(kept.IsInvalid, Is.False);
        kept.Dispose();
    }

    [Test]
    public void A_tensor_from_outside_can_be_attached()
    {
        var tensor = ones(3);
        using (var scope = NewDisposeScope())
            scope.Attach(tensor);

        Assert.That(tensor.IsInvalid, Is.True);
    }

    [Test]
    public void Everything_but_what_is_kept_is_disposed()
    {
        using var scope = NewDisposeScope();
        Tensor kept = ones(2), gone = ones(2);

        scope.DisposeEverythingBut(kept);

        Assert.Multiple(() =>
        {
            Assert.That(gone.IsInvalid, Is.True);
            Assert.That(kept.IsInvalid, Is.False);
            Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void Scopes_may_end_out_of_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var late = ones(2);
        inner.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(late.IsInvalid, Is.True);
            Assert.That(CurrentDisposeScope, Is.Null);
        });
    }

    [Test]
    public void Views_keep_the_memory_when_their_source_is_disposed()
    {
        using var scope = NewDisposeScope();
        var source = arange(6).view(2, 3);
        var view = source[1];
        source.Dispose();

        Assert.That(view.data<long>().ToArray(), Is.EqualTo(new long[] { 3, 4, 5 }));
    }

    [Test]
    public void A_disposed_tensor_says_so()
    {
        var tensor = ones(2);
        tensor.Dispose();

        var error = Assert.Throws<ObjectDisposedException>(() => _ = tensor + 1);
        // TorchSharp throws InvalidOperationException; code that catches it catches this one.
        Assert.That(error, Is.InstanceOf<InvalidOperationException>().And.Message.Contains("MoveToOuterDisposeScope"));
    }

    [Test]
    public void Statistics_count_what_is_made_and_disposed()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        using (NewDisposeScope())
        {
            _ = ones(2);
            ones(2).DetachFromDisposeScope().Dispose();
        }
        Assert.Multiple(() =>
        {
            Assert.That(statistics.CreatedInScopeCount, Is.EqualTo(2));
            Assert.That(statistics.DetachedFromScopeCount, Is.EqualTo(1));
            Assert.That(statistics.ThreadTotalLiveCount, Is.Zero);
        });
    }

    [Test]
    public void A_tensor_that_nobody_disposed_gives_its_memory_back_when_it_is_collected()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes;
        Forget();
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before + 4096));

        ForgottenTensors.Collect();

        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget() => GC.KeepAlive(ones(1024));
}
