using System.Runtime.CompilerServices;
using TorchSharp.Embedded;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Embedded;

/// <summary>In a region the handles that nobody outside can hold serve again; every other one is what it is without a region.</summary>
[NonParallelizable]
public class HandleReuseTests
{
    // What can happen to a handle of a region that somebody outside may hold afterwards; the other scope is older than the region.
    private static readonly Dictionary<string, Action<DisposeScope, Tensor>> WaysOut = new()
    {
        ["moved to the outer scope"] = (_, handle) => handle.MoveToOuterDisposeScope(),
        ["moved to an older scope"] = (older, handle) => handle.MoveToOtherDisposeScope(older),
        ["attached to an older scope"] = (older, handle) => older.Attach(handle),
        ["detached"] = (_, handle) => handle.DetachFromDisposeScope(),
        ["detached and brought back"] = (_, handle) => CurrentDisposeScope!.Attach(handle.DetachFromDisposeScope()),
        ["moved out and brought back"] = (older, handle) => older.MoveToOther(CurrentDisposeScope, handle.MoveToOtherDisposeScope(older)),
        ["brought back by a scope inside"] = (_, handle) =>
        {
            handle.DetachFromDisposeScope();
            using var inner = NewDisposeScope();
            inner.Attach(handle);
            handle.MoveToOuterDisposeScope();
        },
        ["kept by another scope too"] = (older, handle) => older.DisposeEverythingBut(handle),
        ["named"] = (_, handle) => handle.name = "known",
        ["disposed on another thread"] = (_, handle) => Elsewhere(handle.Dispose),
        ["a leaf that needs a gradient"] = (_, handle) => handle.requires_grad_(),
        ["alive when a gradient is recorded"] = (_, _) => ones(2).requires_grad_().square(),
    };

    private static IEnumerable<string> Ways() => WaysOut.Keys;

    [Test]
    public void A_handle_that_was_disposed_in_a_region_serves_again()
    {
        using var region = HandleReuse.Begin();
        using var scope = NewDisposeScope();
        var first = ones(3, 5);
        first.Dispose();
        var second = full([7], 4, ScalarType.Int64);

        Assert.Multiple(() =>
        {
            Assert.That(second, Is.SameAs(first));
            Assert.That(second.shape, Is.EqualTo(new long[] { 7 }));
            Assert.That(second.data<long>().ToArray(), Has.All.EqualTo(4));
            Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_scope_and_what_it_held_serve_again()
    {
        using var region = HandleReuse.Begin();
        using var around = NewDisposeScope();
        DisposeScope scope;
        Tensor moved, left;
        using (scope = NewDisposeScope())
        {
            moved = ones(3).MoveToOuterDisposeScope();
            left = ones(3);
        }
        using var next = NewDisposeScope();
        var made = zeros(2);

        Assert.Multiple(() =>
        {
            Assert.That(next, Is.SameAs(scope));
            Assert.That(made, Is.SameAs(left));
            Assert.That(moved.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 1 }));
            Assert.That(next.DisposablesCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void Outside_of_a_region_nothing_serves_again()
    {
        Tensor waiting;
        using (HandleReuse.Begin())
        {
            using var scope = NewDisposeScope();
            waiting = ones(3);
        }
        var outer = NewDisposeScope();
        var old = ones(3);
        outer.Dispose();
        using var next = NewDisposeScope();

        Assert.Multiple(() =>
        {
            Assert.That(old, Is.Not.SameAs(waiting));
            Assert.That(next, Is.Not.SameAs(outer));
            Assert.That(Served(old, regions: false), Is.False);
            Assert.That(Served(old), Is.False);
        });
    }

    [TestCaseSource(nameof(Ways))]
    public void A_handle_that_somebody_may_hold_is_never_another_tensor(string way)
    {
        using var older = NewDisposeScope();
        using var region = HandleReuse.Begin();
        Tensor handle;
        using (NewDisposeScope())
        {
            Warm();
            handle = full([2], 5f);
            WaysOut[way](older, handle);
        }
        if (!handle.IsInvalid)
        {
            Assert.That(Served(handle), Is.False);
            Assert.That(handle.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 5 }), "it is alive and keeps its values");
            handle.Dispose();
        }

        Assert.That(Served(handle), Is.False);
        Assert.That(handle.IsInvalid, Is.True, "it stays disposed");
        Assert.That(() => handle + 1, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_handle_of_one_threads_region_that_another_disposes_in_its_own_serves_neither() => Elsewhere(() =>
    {
        using var region = HandleReuse.Begin();
        using var scope = NewDisposeScope();
        var handle = ones(2);
        Elsewhere(() =>
        {
            using var other = HandleReuse.Begin();
            handle.Dispose();
            Assert.That(Served(handle), Is.False);
        });
        Assert.That(Served(handle), Is.False);
    });

    [Test]
    public void A_handle_that_outlives_its_region_is_an_ordinary_one()
    {
        DisposeScope open;
        Tensor handle;
        using (HandleReuse.Begin())
        {
            Warm();
            open = NewDisposeScope();
            handle = full([2], 5f);
        }
        using (HandleReuse.Begin())
        {
            Assert.That(Served(handle), Is.False);
            Assert.That(handle.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 5 }));
            open.Dispose();
            Assert.That(Served(handle), Is.False);
            using var next = NewDisposeScope();
            Assert.That(next, Is.Not.SameAs(open));
        }
        Assert.That(handle.IsInvalid, Is.True);
    }

    [Test]
    public void A_name_stays_with_its_handle()
    {
        using var region = HandleReuse.Begin();
        using var scope = NewDisposeScope();
        using (NewDisposeScope())
            ones(2).name = "known";

        Assert.That(Enumerable.Range(0, 300).Select(_ => ones(1).name), Has.All.Null);
    }

    [Test]
    public void A_parameter_serves_as_no_other_tensor()
    {
        using var region = HandleReuse.Begin();
        using var around = NewDisposeScope();
        Tensor source, parameter;
        using (NewDisposeScope())
        {
            source = ones(2);
            parameter = nn.Parameter(source, requires_grad: false);
        }

        Assert.That(parameter.IsInvalid, Is.True);
        Assert.That(Served(parameter), Is.False);
        Assert.That(Served(source), Is.False);
    }

    [Test]
    public void Once_a_gradient_is_recorded_a_region_makes_ordinary_handles()
    {
        using var leaf = ones(2).requires_grad_();
        using var region = HandleReuse.Begin();
        using (NewDisposeScope())
        {
            Warm();
            _ = leaf * 2;
        }
        using var around = NewDisposeScope();
        using var inner = HandleReuse.Begin();
        var later = ones(3);
        later.Dispose();

        Assert.That(Served(later), Is.False);
    }

    [Test]
    public void What_a_rule_of_gradients_refers_to_is_there_when_it_is_asked()
    {
        using var leaf = arange(6, ScalarType.Float32).view(2, 3).requires_grad_();
        Tensor loss;
        using (NewDisposeScope())
        {
            using var region = HandleReuse.Begin();
            using var scope = NewDisposeScope();
            Warm();
            var index = tensor(new long[] { 1, 0 });
            loss = (leaf.index_select(0, index) * tensor(new float[] { 1, 10, 100 })).sum().DetachFromDisposeScope();
        }
        Assert.That(Served(loss), Is.False);
        loss.backward();
        loss.Dispose();
        using var gradient = leaf.grad!;

        Assert.That(gradient.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 10, 100, 1, 10, 100 }));
    }

    [Test]
    public void Regions_in_a_region_belong_to_it()
    {
        using var region = HandleReuse.Begin();
        using var scope = NewDisposeScope();
        Tensor inner;
        using (HandleReuse.Begin())
        {
            using var inside = NewDisposeScope();
            inner = full([2], 5f).MoveToOuterDisposeScope();
        }
        Assert.That(Served(inner), Is.False, "it is in use");
        inner.Dispose();

        Assert.That(ones(2), Is.SameAs(inner));
    }

    [Test]
    public void A_region_that_ends_before_those_in_it_ends_them()
    {
        var outer = HandleReuse.Begin();
        var inner = HandleReuse.Begin();
        outer.Dispose();
        inner.Dispose();
        outer.Dispose();
        var scope = NewDisposeScope();
        var old = ones(2);
        scope.Dispose();

        Assert.That(Served(old), Is.False);
    }

    [Test]
    public void What_waits_is_bounded()
    {
        using var region = HandleReuse.Begin();
        using var around = NewDisposeScope();
        var first = Many();
        var second = Many();
        Assert.That(second.Intersect(first, ReferenceEqualityComparer.Instance).Count(), Is.InRange(1, 256));

        static object[] Many()
        {
            using var scope = NewDisposeScope();
            return [.. Enumerable.Range(0, 1000).Select(_ => ones(1))];
        }
    }

    [Test]
    public void Scopes_that_wait_are_bounded()
    {
        using var region = HandleReuse.Begin();
        var first = Many();
        var second = Many();
        Assert.That(second.Intersect(first).Count(), Is.InRange(1, 32));

        static DisposeScope[] Many()
        {
            DisposeScope[] scopes = [.. Enumerable.Range(0, 100).Select(_ => NewDisposeScope())];
            Array.ForEach(scopes, scope => scope.Dispose());
            return scopes;
        }
    }

    [Test]
    public void A_pass_that_throws_gives_its_bytes_back_at_once()
    {
        ForgottenTensors.Collect();
        long bytes = TensorStorage.LiveBytes, tensors = Tensor.TotalCount;
        Assert.That(Throwing, Throws.ArgumentException);
        Assert.Multiple(() =>
        {
            Assert.That(TensorStorage.LiveBytes, Is.EqualTo(bytes));
            Assert.That(Tensor.TotalCount, Is.EqualTo(tensors));
            Assert.That(CurrentDisposeScope, Is.Null);
        });

        static void Throwing()
        {
            using var region = HandleReuse.Begin();
            using var around = NewDisposeScope();
            for (int i = 0; i < 3; i++)
            {
                using var scope = NewDisposeScope();
                var x = ones(100, 100);
                _ = x + i;
                _ = i == 2 ? x.view(3) : x.mul(2).MoveToOuterDisposeScope();
            }
        }
    }

    [TestCase("a scope that nobody closed")]
    [TestCase("detached")]
    [TestCase("moved to the outer scope")]
    [TestCase("disposed twice before")]
    public void A_forgotten_handle_gives_its_bytes_back_when_it_is_collected(string way)
    {
        ForgottenTensors.Collect();
        long bytes = TensorStorage.LiveBytes, tensors = Tensor.TotalCount;
        // The thread ends, and with it its scopes and what waits there.
        Elsewhere(() => Forget(way));
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(bytes + 4096), "one tensor is alive");

        ForgottenTensors.Collect();

        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(bytes));
        Assert.That(Tensor.TotalCount, Is.EqualTo(tensors));
    }

    [Test]
    public void A_result_that_is_forgotten_after_its_region_gives_its_bytes_back()
    {
        ForgottenTensors.Collect();
        long bytes = TensorStorage.LiveBytes;
        Forget("detached");
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(bytes + 4096));

        ForgottenTensors.Collect();

        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(bytes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(string way)
    {
        using var region = HandleReuse.Begin();
        Warm();
        var scope = NewDisposeScope();
        if (way == "disposed twice before")
        {
            var old = ones(1);
            old.Dispose();
            old.Dispose();
        }
        var handle = ones(1024);
        if (way == "a scope that nobody closed")
            return;
        _ = way == "moved to the outer scope" ? handle.MoveToOuterDisposeScope() : handle.DetachFromDisposeScope();
        scope.Dispose();
    }

    // Handles and scopes wait afterwards, so that those of the test were used before.
    private static void Warm()
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < 10; i++)
        {
            using var inner = NewDisposeScope();
            ones(1);
        }
    }

    // Is the object another tensor now, among more than can wait? None waits afterwards.
    private static bool Served(Tensor handle, bool regions = true)
    {
        using var region = regions ? HandleReuse.Begin() : default;
        using var scope = NewDisposeScope();
        Tensor[] others = [.. Enumerable.Range(0, 300).Select(i => full([2], (float)i).DetachFromDisposeScope())];
        Array.ForEach(others, other => other.Dispose());
        return others.Contains(handle, ReferenceEqualityComparer.Instance);
    }

    // On a thread that is new.
    private static void Elsewhere(Action action)
    {
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception caught)
            {
                fault = caught;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(fault, Is.Null);
    }
}
