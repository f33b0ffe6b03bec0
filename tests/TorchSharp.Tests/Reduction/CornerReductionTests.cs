using static TorchSharp.torch;

namespace TorchSharp.Tests.Reduction;

/// <summary>Reductions and index operations at empty tensors, NaN, infinities and the ends of a dimension, with PyTorch's values and errors.</summary>
public class CornerReductionTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    // get_result_or_bytebool_dtype in ATen/native/ReduceOpsUtils.h: uint8 answers in uint8, everything else in bool.
    [TestCase(ScalarType.Byte, ScalarType.Byte)]
    [TestCase(ScalarType.Int8, ScalarType.Bool)]
    [TestCase(ScalarType.Int64, ScalarType.Bool)]
    [TestCase(ScalarType.Float32, ScalarType.Bool)]
    [TestCase(ScalarType.Bool, ScalarType.Bool)]
    public void Any_and_all_answer_bytes_in_bytes(ScalarType type, ScalarType answer)
    {
        using var scope = NewDisposeScope();
        var x = tensor([0L, 3, 0, 0], [2, 2]).to(type);
        Assert.Multiple(() =>
        {
            Assert.That((x.any().dtype, x.all().dtype, x.any(0).dtype, x.all(1, true).dtype), Is.EqualTo((answer, answer, answer, answer)));
            Assert.That(x.any(1).to(ScalarType.Int64).data<long>().ToArray(), Is.EqualTo([1L, 0]));
            Assert.That(x.all().to(ScalarType.Int64).item<long>(), Is.Zero);
            Assert.That(zeros(0, type).all().to(ScalarType.Int64).item<long>(), Is.EqualTo(1), "all of nothing");
            Assert.That(zeros(0, type).any().to(ScalarType.Int64).item<long>(), Is.Zero, "any of nothing");
        });
    }

    // zero_numel_check_dims in ATen/native/ReduceOpsUtils.h: only a reduced dimension must not be empty.
    [Test]
    public void Extremes_over_the_columns_of_no_rows_are_no_numbers_and_of_nothing_an_error()
    {
        using var scope = NewDisposeScope();
        var none = zeros(0, 3);
        Assert.Multiple(() =>
        {
            Assert.That(none.amax([1]).shape, Is.EqualTo([0L]));
            Assert.That(none.argmin(1, true).shape, Is.EqualTo([0L, 1]));
            Assert.That(none.max(1).indexes.shape, Is.EqualTo([0L]));
            Assert.That(() => none.amax([0]), Throws.InvalidOperationException.With.Message.EqualTo("amax: the tensor [0, 3] has no elements in the dimensions [0] that are reduced."));
            Assert.That(() => none.max(), Throws.InvalidOperationException.With.Message.EqualTo("max: the tensor [0, 3] has no elements."));
            Assert.That(() => none.argmax(0), Throws.InvalidOperationException.With.Message.EqualTo("argmax: the tensor [0, 3] has no elements in the dimensions [0] that are reduced."));
        });
    }

    // compare_base_kernel and the arg kernels in ATen/native/cpu: NaN counts as the extreme, the first of equal ones has the place.
    [Test]
    public void Not_a_number_is_every_extreme_and_the_first_of_equal_ones_has_the_place()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, NaN, 3f, NaN]);
        Assert.Multiple(() =>
        {
            Assert.That((x.argmax().ToInt64(), x.argmin().ToInt64(), x.max(0).indexes.ToInt64()), Is.EqualTo((1L, 1L, 1L)));
            Assert.That((x.amax([0]).ToSingle(), x.amin([0]).ToSingle()), Is.EqualTo((NaN, NaN)));
            Assert.That(tensor([2f, 5f, 5f]).argmax().ToInt64(), Is.EqualTo(1));
            Assert.That(tensor([-0f, 0f]).argmax().ToInt64(), Is.Zero, "zeros of both signs are equal");
        });
    }

    // ReduceOps.cpp: sum 0, prod 1, mean, var and std NaN; logsumexp is log of a sum of 0.
    [Test]
    public void Reductions_of_nothing_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        var none = zeros(2, 0);
        Assert.Multiple(() =>
        {
            Assert.That(none.sum(1).data<float>().ToArray(), Is.EqualTo([0f, 0f]));
            Assert.That(none.prod(1).data<float>().ToArray(), Is.EqualTo([1f, 1f]));
            Assert.That(none.mean([1]).data<float>().ToArray(), Is.EqualTo([NaN, NaN]));
            Assert.That(none.var(1).data<float>().ToArray(), Is.EqualTo([NaN, NaN]));
            Assert.That(none.logsumexp(1).data<float>().ToArray(), Is.EqualTo([-Inf, -Inf]));
            Assert.That(none.norm().ToSingle(), Is.Zero);
            Assert.That(none.cumsum(1).shape, Is.EqualTo([2L, 0]));
            Assert.That(none.count_nonzero().ToInt64(), Is.Zero);
        });
    }

    // SoftMaxKernel.cpp and logsumexp_out_impl in ReduceOps.cpp.
    [Test]
    public void Rows_of_infinities_reduce_as_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        var x = tensor([-Inf, -Inf, Inf, 0f], [2, 2]);
        Assert.Multiple(() =>
        {
            Assert.That(x.logsumexp(1).data<float>().ToArray(), Is.EqualTo([-Inf, Inf]));
            Assert.That(x.softmax(1).data<float>().ToArray(), Is.EqualTo([NaN, NaN, NaN, NaN]));
            Assert.That(tensor([0f, -Inf]).softmax(0).data<float>().ToArray(), Is.EqualTo([1f, 0f]));
            Assert.That(tensor([0f, -Inf]).log_softmax(0).data<float>().ToArray(), Is.EqualTo([0f, -Inf]));
            Assert.That(tensor([1f]).var().ToSingle(), Is.NaN, "one number has no unbiased variance");
            Assert.That(tensor([Inf, -Inf]).sum().ToSingle(), Is.NaN);
        });
    }

    // std_var_out in ReduceOps.cpp.
    [Test]
    public void The_spread_of_integers_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => tensor([1L, 2]).std(), Throws.InvalidOperationException.With.Message.EqualTo("std: not defined for Int64. Convert to a floating-point type first."));
        Assert.That(() => tensor([true]).var(), Throws.InvalidOperationException.With.Message.EqualTo("var: not defined for Bool. Convert to a floating-point type first."));
    }

    // SortingKernel.cpp: NaN counts as largest.
    [Test]
    public void Not_a_number_sorts_as_largest()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2f, NaN, -Inf, Inf]);
        Assert.Multiple(() =>
        {
            Assert.That(x.sort().Indices.data<long>().ToArray(), Is.EqualTo([2L, 0, 3, 1]));
            Assert.That(x.sort(descending: true).Indices.data<long>().ToArray(), Is.EqualTo([1L, 3, 0, 2]));
            Assert.That(x.topk(2).indexes.data<long>().ToArray(), Is.EqualTo([1L, 3]));
        });
    }

    // "index out of range in self" in index_select_out_cpu_ and index_add_cpu_ (TensorAdvancedIndexing.cpp); index expressions alone count from the end.
    [Test]
    public void Only_index_expressions_count_from_the_end()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1f, 2f, 3f]), last = tensor([-1L]);
        Assert.Multiple(() =>
        {
            Assert.That(x[TensorIndex.Tensor(last)].item<float>(), Is.EqualTo(3));
            Assert.That(() => x.index_select(0, last), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("index_select: index -1 is out of range"));
            Assert.That(() => x.index_add_(0, last, ones(1), 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Index -1 does not exist in a dimension of size 3."));
            Assert.That(() => x.gather(0, last), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Index -1 does not exist in a dimension of size 3."));
            Assert.That(x.data<float>().ToArray(), Is.EqualTo([1f, 2f, 3f]));
        });
    }

    // index_func_meta_impl in TensorAdvancedIndexing.cpp.
    [Test]
    public void Index_add_wants_an_index_for_each_slice()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => zeros(3).index_add_(0, tensor([0L]), ones(2), 1), Throws.ArgumentException.With.Message.StartsWith("index_add_: 1 indices are given for 2 slices of dimension 0 of the source [2]; their numbers must be equal."));
    }
}
