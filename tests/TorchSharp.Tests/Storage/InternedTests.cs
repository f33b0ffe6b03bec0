using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Storage;
using TorchSharp.Tests.Autograd;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

public class InternedTests
{
    [Test]
    public void The_array_has_the_values_and_serves_again() => Prop.ForAll<long[]>(values =>
    {
        var array = Interned.Of(values);
        return array.SequenceEqual(values) && ReferenceEquals(Interned.Of([.. values]), array);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Test]
    public void More_shapes_than_the_table_holds_are_right_too()
    {
        for (int round = 0; round < 2; round++)
        {
            for (long i = 0; i < 30_000; i++)
            {
                long[] values = [i, i % 7, 3];
                Assert.That(Interned.Of(values).AsSpan().SequenceEqual(values), Is.True, $"{i}");
            }
        }
        Assert.That(Interned.FindOverwritten(), Is.Null);
    }

    [Test]
    public void Tensors_of_one_shape_share_its_array_and_hand_out_copies()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(2, 3, 4), b = zeros(2, 3, 4);
        a.shape[0] = 99;
        a.stride()[0] = 99;

        Assert.Multiple(() =>
        {
            Assert.That(a.Sizes, Is.SameAs(b.Sizes));
            Assert.That(a.Strides, Is.SameAs(b.Strides));
            Assert.That(b.shape, Is.EqualTo(new long[] { 2, 3, 4 }));
            Assert.That(b.stride(), Is.EqualTo(new long[] { 12, 4, 1 }));
        });
    }

    [Test]
    public void The_callers_own_arrays_are_not_kept()
    {
        using var scope = NewDisposeScope();
        long[] sizes = [2, 3], strides = [3, 1], order = [1, 0];
        Tensor[] tensors =
        [
            ones(sizes), zeros(6).view(sizes), zeros(6).reshape(sizes), ones(1, 3).expand(sizes), zeros(6).as_strided(sizes, strides), ones(3, 2).permute(order),
        ];
        sizes[0] = strides[0] = order[0] = 99;

        Assert.That(tensors.Select(tensor => tensor.shape), Has.All.EqualTo(new long[] { 2, 3 }));
    }

    [Test]
    public void No_operation_writes_to_a_shared_array()
    {
        Assert.Multiple(() =>
        {
            foreach (var (name, operation) in GradientTable.OfOne)
                Check(name, make => operation(make, make.Numbers([3, 4], ScalarType.Float64).requires_grad_()));
            foreach (var (name, (shapes, operation)) in GradientTable.OfSeveral)
                Check(name, make => operation(make, [.. shapes(make).Select(shape => make.Numbers(shape, ScalarType.Float64).requires_grad_())]));
        });

        static void Check(string name, Func<ShapeGenerator, Tensor> operation)
        {
            using var scope = NewDisposeScope();
            operation(new ShapeGenerator(1)).sum().backward();
            Assert.That(Interned.FindOverwritten(), Is.Null, name);
        }
    }

    [Test]
    public void An_array_that_was_written_to_is_found()
    {
        var array = Interned.Of([123456, 654321]);
        Assert.That(Interned.FindOverwritten(), Is.Null);
        array[0]++;
        try
        {
            Assert.That(Interned.FindOverwritten(), Is.SameAs(array));
        }
        finally
        {
            array[0]--;
        }
    }
}
