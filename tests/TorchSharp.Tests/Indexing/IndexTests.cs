using static TorchSharp.torch;

namespace TorchSharp.Tests.Indexing;

/// <summary>Index expressions; the values were worked out by PyTorch's rules on arange.</summary>
public class IndexTests
{
    private DisposeScope scope = null!;
    private Tensor x = null!;

    [SetUp]
    public void Begin()
    {
        scope = NewDisposeScope();
        x = arange(24).view(2, 3, 4);
    }

    [TearDown]
    public void End()
    {
        x.Dispose();
        scope.Dispose();
    }

    [Test]
    public void Numbers_take_dimensions_away_and_count_from_the_end_when_negative()
    {
        Assert.Multiple(() =>
        {
            Check(x[1], [3, 4], 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
            Check(x[1, -1], [4], 20, 21, 22, 23);
            Check(x[0, 1, 2], [], 6);
            Check(x[^1, ^1, ^1], [], 23);
        });
    }

    [Test]
    public void Ranges_cut_and_step()
    {
        Assert.Multiple(() =>
        {
            Check(x[1, 1..], [2, 4], 16, 17, 18, 19, 20, 21, 22, 23);
            Check(x[0, ..^1, ^2..], [2, 2], 2, 3, 6, 7);
            Check(x[0, 0, TensorIndex.Slice(null, null, 2)], [2], 0, 2);
            Check(x[0, 0, TensorIndex.Slice(-3, -1)], [2], 1, 2);
            Check(x[0, 0, 3..2], [0]);
            Check(x[0, 0, 1..100], [3], 1, 2, 3);
        });
    }

    [Test]
    public void Ellipsis_stands_for_the_dimensions_between_and_None_puts_one_in()
    {
        Assert.Multiple(() =>
        {
            Check(x[TensorIndex.Ellipsis, 0], [2, 3], 0, 4, 8, 12, 16, 20);
            Check(x[0, TensorIndex.Ellipsis, 1], [3], 1, 5, 9);
            Check(x[1, TensorIndex.None, 1, TensorIndex.Colon, TensorIndex.None], [1, 4, 1], 16, 17, 18, 19);
            Check(x[TensorIndex.Null, 0, 0], [1, 4], 0, 1, 2, 3);
        });
    }

    [Test]
    public void Tensors_pick_indices_and_broadcast_against_each_other()
    {
        var rows = tensor(new long[] { 1, 0 });
        var columns = tensor(new long[] { 2, -1 });
        Assert.Multiple(() =>
        {
            Check(x[rows][.., 0, 0], [2], 12, 0);
            Check(x[0][rows, columns], [2], 6, 3);
            Check(x[0][TensorIndex.Tensor(rows.unsqueeze(1)), TensorIndex.Tensor(columns)], [2, 2], 6, 7, 2, 3);
            // Neighbouring index tensors leave their dimension in place, separated ones move it to the front.
            Check(x[TensorIndex.Colon, TensorIndex.Tensor(rows), TensorIndex.Tensor(columns)], [2, 2], 6, 3, 18, 15);
            Check(x[TensorIndex.Tensor(rows), TensorIndex.Colon, TensorIndex.Tensor(columns)], [2, 3], 14, 18, 22, 3, 7, 11);
            Check(x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Tensor(columns)][0], [3, 2], 2, 3, 6, 7, 10, 11);
        });
    }

    [Test]
    public void Masks_pick_where_they_hold()
    {
        Assert.Multiple(() =>
        {
            Check(x[x % 7 == 0], [4], 0, 7, 14, 21);
            Check(x[tensor(new[] { false, true })][.., 2, 3], [1], 23);
            Check(x.masked_select(x[0] > 10), [2], 11, 23);
            Check(x[x > 100], [0]);
        });
    }

    [Test]
    public void Setting_writes_through_every_kind_of_index()
    {
        Check(Changed(t => t[0, 1] = tensor(new long[] { 9, 8, 7, 6 })), [2, 4], 9, 8, 7, 6, 16, 17, 18, 19);
        Check(Changed(t => t[TensorIndex.Ellipsis, 1..3] = -1), [2, 4], 4, -1, -1, 7, 16, -1, -1, 19);
        Check(Changed(t => t[t > 15] = 0), [2, 4], 4, 5, 6, 7, 0, 0, 0, 0);
        Check(Changed(t => t[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 1 })), TensorIndex.Tensor(tensor(new long[] { 0,
            3 }))] =
            tensor(new long[] { 70, 71 })), [2, 4], 70, 5, 6, 71, 70, 17, 18, 71);

        Tensor Changed(Action<Tensor> change)
        {
            var copy = x.clone();
            change(copy);
            return copy[.., 1];
        }
    }

    [Test]
    public void Accumulating_adds_repeated_indices()
    {
        var counts = zeros(4, ScalarType.Int64);

        counts.index_put_(tensor(new long[] { 1, 1, 1 }), [TensorIndex.Tensor(tensor(new long[] { 2, 0, 2 }))], accumulate: true);

        Check(counts, [4], 1, 0, 2, 0);
    }

    [Test]
    public void Scatter_gather_and_their_kin_agree()
    {
        var index = tensor(new long[] { 2, 0, 1, 1 }).expand(3, 4);
        var values = arange(12).view(3, 4);
        Assert.Multiple(() =>
        {
            Check(values.gather(1, index)[0], [4], 2, 0, 1, 1);
            Check(zeros(3, 4, ScalarType.Int64).scatter(1, index, values)[1], [4], 5, 7, 4, 0);
            Check(zeros(3, 4, ScalarType.Int64).scatter_add(1, index, values)[1], [4], 5, 13, 4, 0);
            Check(zeros(2, 4, ScalarType.Int64).index_add(0, tensor(new long[] { 1, 0, 1 }), values, 2), [2, 4], 8, 10, 12, 14, 16, 20,
                24, 28);
            Check(values.take_along_dim(tensor(new long[] { 3, 0 }).unsqueeze(0), 1), [3, 2], 3, 0, 7, 4, 11, 8);
            Check(values.index_select(0, tensor(new long[] { 2, 2 }))[1], [4], 8, 9, 10, 11);
        });
    }

    [Test]
    public void Order_is_stable_and_ties_go_to_the_first()
    {
        var ties = tensor(new float[] { 2, 1, 2, float.NaN, 1 });
        Assert.Multiple(() =>
        {
            Check(ties.argsort(), [5], 1, 4, 0, 2, 3);
            Check(ties.argsort(descending: true), [5], 3, 0, 2, 1, 4);
            Check(ties.slice(0, 0, 3, 1).argmax(), [], 0);
            Check(ties.topk(2, largest: false).indexes, [2], 1, 4);
            Check(arange(100).topk(3).values, [3], 99, 98, 97);
            Check(tensor(new long[] { 3, 1, 3, 2 }).unique(return_inverse: true, return_counts: true).inverse_indices!, [4], 2, 0, 2, 1);
            Check(tensor(new long[] { 3, 1, 3, 2 }).unique(return_counts: true).counts!, [3], 1, 1, 2);
            Check((x % 8 == 0).nonzero(), [3, 3], 0, 0, 0, 0, 2, 0, 1, 1, 0);
        });
    }

    [Test]
    public void Indices_that_do_not_exist_are_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => x[2],
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("index 2 does not exist in dimension 0 of size 2"));
            Assert.That(() => x[0, 0, 0, 0], Throws.InvalidOperationException.With.Message.StartsWith("select: a tensor without dimensions has nothing to select from."));
            Assert.That(() => x[tensor(new long[] { 5 })],
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Index 5"));
            Assert.That(() => x[TensorIndex.Colon, 1, 1, 1], Throws.ArgumentException.With.Message.Contains("Too many indices"));
            Assert.That(() => x[tensor(new[] { 0.5f })], Throws.ArgumentException.With.Message.Contains("Float32"));
        });
    }

    private static void Check(Tensor actual, long[] shape, params long[] values)
    {
        Assert.That(actual.shape, Is.EqualTo(shape));
        Assert.That(actual.data<long>().ToArray(), Is.EqualTo(values));
    }
}
