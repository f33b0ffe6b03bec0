using System.Runtime.CompilerServices;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

/// <summary>What stands behind a handle is used again for other tensors; nobody who still has an old handle may notice.</summary>
[NonParallelizable]
public class ReuseTests
{
    [Test]
    public void The_parts_of_a_disposed_tensor_serve_the_next()
    {
        var first = ones(3, 5);
        var (impl, storage) = (first.Impl, first.Impl.Storage);
        int version = storage.Version;
        first.add_(1);
        first.Dispose();
        using var second = zeros(7, ScalarType.Int64);

        Assert.Multiple(() =>
        {
            Assert.That(second.Impl, Is.SameAs(impl));
            Assert.That(second.Impl.Storage, Is.SameAs(storage));
            Assert.That(second.Impl.Storage.Version, Is.GreaterThan(version + 1), "a version never comes twice");
            Assert.That(second.shape, Is.EqualTo(new long[] { 7 }));
            Assert.That(second.stride(), Is.EqualTo(new long[] { 1 }));
            Assert.That(second.dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That(second.is_contiguous(), Is.True);
            Assert.That(second.data<long>().ToArray(), Is.EqualTo(new long[7]));
        });
    }

    [Test]
    public void A_disposed_handle_stays_disposed_when_its_parts_serve_others()
    {
        var old = ones(3, 5);
        var impl = old.Impl;
        old.Dispose();
        using var scope = NewDisposeScope();
        var others = Enumerable.Range(0, 100).Select(i => full([3, 5], (float)i)).ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(others.Count(other => ReferenceEquals(other.Impl, impl)), Is.EqualTo(1), "another has its parts");
            Assert.That(old.IsInvalid, Is.True);
            Assert.That(() => old.shape, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => old.data<float>(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => old + 1, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => old.fill_(9), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => old.alias(), Throws.TypeOf<ObjectDisposedException>());
        });
        AssertValues(others);
    }

    [Test]
    public void Disposing_twice_gives_back_once()
    {
        var old = ones(4);
        old.Dispose();
        using var scope = NewDisposeScope();
        var first = zeros(4);
        old.Dispose();
        var second = ones(4);

        Assert.Multiple(() =>
        {
            Assert.That(second.Impl, Is.Not.SameAs(first.Impl));
            Assert.That(second.Impl.Storage, Is.Not.SameAs(first.Impl.Storage));
            Assert.That(first.data<float>().ToArray(), Is.EqualTo(new float[4]));
        });
    }

    [Test]
    public void Views_and_aliases_outlive_their_source_whatever_is_made_meanwhile()
    {
        using var scope = NewDisposeScope();
        var root = arange(12);
        var source = root.view(3, 4);
        var row = source[1];
        var part = row.narrow(0, 1, 2);
        var alias = source.alias();
        root.Dispose();
        source.Dispose();
        var others = Enumerable.Range(0, 100).Select(i => full([3, 4], (float)i)).ToArray();
        row.Dispose();
        AssertValues([.. others, .. Enumerable.Range(100, 100).Select(i => full([3, 4], (float)i))]);

        Assert.Multiple(() =>
        {
            Assert.That(part.data<long>().ToArray(), Is.EqualTo(new long[] { 5, 6 }));
            Assert.That(alias.data<long>().ToArray(), Is.EqualTo(Enumerable.Range(0, 12).Select(i => (long)i)));
        });
        AssertValues(others);
    }

    [Test]
    public void A_scope_that_ends_gives_back_what_others_can_use()
    {
        TensorImpl impl;
        using (NewDisposeScope())
            impl = ones(3).Impl;
        using var next = ones(3);

        Assert.That(next.Impl, Is.SameAs(impl));
    }

    [Test]
    public void A_tensor_may_be_disposed_on_another_thread_and_its_parts_serve_there()
    {
        ForgottenTensors.Collect();
        long before = TensorStorage.LiveBytes;
        var tensor = ones(1000);
        var impl = tensor.Impl;
        Elsewhere(() =>
        {
            tensor.Dispose();
            using var scope = NewDisposeScope();
            var other = full([1000], 7f);
            Assert.That(other.Impl, Is.SameAs(impl));
            Assert.That(other.sum().ToSingle(), Is.EqualTo(7000));
        });
        Assert.That(tensor.IsInvalid, Is.True);
        Assert.That(TensorStorage.LiveBytes, Is.EqualTo(before));
    }

    [Test]
    public void Threads_share_no_parts_that_wait()
    {
        var tensor = ones(3);
        var (impl, storage) = (tensor.Impl, tensor.Impl.Storage);
        tensor.Dispose();
        Elsewhere(() =>
        {
            using var other = ones(3);
            Assert.That(other.Impl, Is.Not.SameAs(impl));
            Assert.That(other.Impl.Storage, Is.Not.SameAs(storage));
        });
    }

    [Test]
    public void Threads_that_make_and_others_that_dispose_never_see_each_others_numbers()
    {
        using var queue = new System.Collections.Concurrent.BlockingCollection<(Tensor Tensor, Tensor View, int Value)>(64);
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var makers = Start(3, maker =>
        {
            for (int i = 0; i < 3000; i++)
            {
                using var scope = NewDisposeScope();
                int value = maker * 10000 + i;
                var tensor = full([5, 1 + i % 7], value, ScalarType.Int64).DetachFromDisposeScope();
                // Some come back here, so that this thread has parts to use again.
                var product = tensor * 2;
                if (product.min().ToInt64() != 2 * value)
                    faults.Enqueue($"{product} instead of twice {value}");
                queue.Add((tensor, tensor.select(0, 3).DetachFromDisposeScope(), value));
            }
        });
        var readers = Start(3, _ =>
        {
            foreach (var (tensor, view, value) in queue.GetConsumingEnumerable())
            {
                using var scope = NewDisposeScope();
                bool right = tensor.min().ToInt64() == value && tensor.max().ToInt64() == value;
                tensor.Dispose();
                var other = zeros(5, 7, ScalarType.Int64);
                if (!right || view.min().ToInt64() != value || view.max().ToInt64() != value || other.max().ToInt64() != 0)
                    faults.Enqueue($"{view} instead of {value}");
                view.Dispose();
            }
        });
        makers.ForEach(thread => thread.Join());
        queue.CompleteAdding();
        readers.ForEach(thread => thread.Join());

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void What_a_collected_handle_showed_is_left_to_the_collector()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(3);
        var (impl, storage) = (tensor.Impl, tensor.Impl.Storage);
        Forget(tensor);
        ForgottenTensors.Collect();
        tensor.Dispose();

        AssertUnused(impl, storage);
    }

    [Test]
    public void What_gradients_know_is_left_to_the_collector()
    {
        TensorImpl impl, used;
        using (NewDisposeScope())
        {
            impl = ones(3).requires_grad_().Impl;
            var leaf = ones(3).requires_grad_();
            used = leaf.Impl;
            leaf.square().sum().backward();
        }
        using var scope = NewDisposeScope();
        AssertUnused(impl, impl.Storage);
        AssertUnused(used, used.Storage);
        Assert.That(Others().Any(other => other.requires_grad), Is.False);
    }

    [Test]
    public void What_served_the_memory_of_an_array_serves_memory_of_the_pool()
    {
        var numbers = new float[] { 1, 2, 3 };
        using (var scope = NewDisposeScope())
        {
            var shared = from_array(numbers);
            var storage = shared.Impl.Storage;
            shared.Dispose();
            var next = full([3], 5f);
            Assert.That(next.Impl.Storage, Is.SameAs(storage));
            next.Dispose();
            from_array(numbers).add_(1);
        }
        using var last = zeros(3);
        Assert.That(numbers, Is.EqualTo(new float[] { 2, 3, 4 }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Tensor tensor) => GC.KeepAlive(tensor.alias().DetachFromDisposeScope());

    private static Tensor[] Others() => [.. Enumerable.Range(0, 1100).Select(_ => ones(1))];

    private static void AssertUnused(TensorImpl impl, TensorStorage storage)
    {
        var others = Others();
        Assert.Multiple(() =>
        {
            Assert.That(others.Select(other => other.Impl), Has.None.SameAs(impl));
            Assert.That(others.Select(other => other.Impl.Storage), Has.None.SameAs(storage));
        });
    }

    private static void AssertValues(Tensor[] tensors)
    {
        for (int i = 0; i < tensors.Length; i++)
            Assert.That(tensors[i].data<float>(), Has.All.EqualTo((float)i), $"tensor {i}");
    }

    private static void Elsewhere(Action action)
    {
        Exception? fault = null;
        Start(1, _ =>
        {
            try
            {
                action();
            }
            catch (Exception caught)
            {
                fault = caught;
            }
        })[0].Join();
        Assert.That(fault, Is.Null);
    }

    private static List<Thread> Start(int count, Action<int> body)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => body(i))).ToList();
        threads.ForEach(thread => thread.Start());
        return threads;
    }
}
