using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

/// <summary>
/// Writes to memory that several elements share. What is refused, what is not and the messages are PyTorch's: ATen/MemoryOverlap.cpp for the rules,
/// TensorIteratorBase::compute_mem_overlaps for element-wise operations, TensorAdvancedIndexing.cpp for scatter_, index_add_, index_put_ and
/// masked_fill_, Fill.cpp for fill_ and zero_. Refused here alone: tril_ and triu_, a reduction into its own input, and windows that overlap with
/// other strides than 0, where PyTorch (libtorch 2.10) writes and leaves the result open.
/// </summary>
public class MemoryOverlapTests
{
    private const string Internal = "more than one element of the written-to tensor [3, 2] refers to a single memory location. "
        + "Please clone() the tensor before performing the operation.";

    private static readonly Dictionary<string, Action<Tensor>> Writes = new()
    {
        ["add_"] = x => x.add_(ones(3, 2)),
        ["add_ of a number"] = x => x.add_(1),
        ["add_ with alpha"] = x => x.add_(ones(3, 2), 2),
        ["sub_"] = x => x.sub_(ones(3, 2)),
        ["sub_ of a number"] = x => x.sub_(1),
        ["mul_"] = x => x.mul_(ones(3, 2)),
        ["mul_ by a number"] = x => x.mul_(2),
        ["div_"] = x => x.div_(ones(3, 2)),
        ["div_ by a number"] = x => x.div_(2),
        ["pow_"] = x => x.pow_(ones(3, 2)),
        ["pow_ to a number"] = x => x.pow_(2),
        ["addcmul_"] = x => x.addcmul_(ones(3, 2), ones(3, 2), 1),
        ["addcdiv_"] = x => x.addcdiv_(ones(3, 2), ones(3, 2), 1),
        ["clamp_"] = x => x.clamp_(0, 1),
        ["clamp_ by tensors"] = x => x.clamp_(zeros(3, 2), ones(3, 2)),
        ["clamp_min_"] = x => x.clamp_min_(0),
        ["clamp_max_"] = x => x.clamp_max_(1),
        ["copy_"] = x => x.copy_(ones(3, 2)),
        ["an index expression"] = x => x[TensorIndex.Colon, TensorIndex.Colon] = ones(3, 2),
        ["abs_"] = x => x.abs_(),
        ["neg_"] = x => x.neg_(),
        ["sign_"] = x => x.sign_(),
        ["relu_"] = x => x.relu_(),
        ["floor_"] = x => x.floor_(),
        ["ceil_"] = x => x.ceil_(),
        ["trunc_"] = x => x.trunc_(),
        ["frac_"] = x => x.frac_(),
        ["round_"] = x => x.round_(),
        ["exp_"] = x => x.exp_(),
        ["exp2_"] = x => x.exp2_(),
        ["expm1_"] = x => x.expm1_(),
        ["log_"] = x => x.log_(),
        ["log1p_"] = x => x.log1p_(),
        ["log2_"] = x => x.log2_(),
        ["log10_"] = x => x.log10_(),
        ["sqrt_"] = x => x.sqrt_(),
        ["rsqrt_"] = x => x.rsqrt_(),
        ["reciprocal_"] = x => x.reciprocal_(),
        ["sin_"] = x => x.sin_(),
        ["cos_"] = x => x.cos_(),
        ["tanh_"] = x => x.tanh_(),
        ["sigmoid_"] = x => x.sigmoid_(),
        ["erf_"] = x => x.erf_(),
        ["silu_"] = x => x.silu_(),
        ["gelu_"] = x => x.gelu_(),
        ["tril_"] = x => x.tril_(),
        ["triu_"] = x => x.triu_(),
        ["uniform_"] = x => x.uniform_(0, 1),
        ["normal_"] = x => x.normal_(),
        ["bernoulli_"] = x => x.bernoulli_(),
        ["exponential_"] = x => x.exponential_(),
        ["scatter_"] = x => x.scatter_(0, zeros(3, 2, ScalarType.Int64), ones(3, 2)),
        ["scatter_add_"] = x => x.scatter_add_(0, zeros(3, 2, ScalarType.Int64), ones(3, 2)),
        ["index_add_"] = x => x.index_add_(0, zeros(1, ScalarType.Int64), ones(1, 2), 1),
        ["amax into it"] = x => ones(3, 2, 4).amax([2], @out: x),
    };

    [TestCaseSource(nameof(Operations))]
    public void An_expanded_view_is_not_written_to(string operation)
    {
        using var scope = NewDisposeScope();
        var memory = tensor([1f, 2f]);

        Assert.That(() => Writes[operation](memory.expand(3, 2)), Throws.InvalidOperationException.With.Message.EndsWith(Internal));
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([1f, 2f]), "the memory under it");
    }

    [TestCaseSource(nameof(Operations))]
    public void The_copy_that_the_message_asks_for_is_written_to(string operation)
    {
        using var scope = NewDisposeScope();
        var memory = tensor([1f, 2f]);
        var copy = memory.expand(3, 2).clone();
        long version = copy.Impl.Storage.Version;

        Writes[operation](copy);

        Assert.That(copy.Impl.Storage.Version, Is.GreaterThan(version));
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([1f, 2f]));
    }

    [Test]
    public void An_expanded_view_is_not_written_to_while_gradients_are_recorded()
    {
        using var scope = NewDisposeScope();
        var view = (ones(2, requires_grad: true) * 1).expand(3, 2);

        Assert.That(() => view.add_(1), Throws.InvalidOperationException.With.Message.EqualTo("add_: " + Internal));
        Assert.That(() => view.mul_(ones(3, 2)), Throws.InvalidOperationException.With.Message.EqualTo("mul_: " + Internal));
    }

    [Test]
    public void Windows_that_overlap_without_a_stride_of_zero_are_not_written_to_either()
    {
        using var scope = NewDisposeScope();
        var windows = zeros(4).unfold(0, 2, 1);

        Assert.That(() => windows.add_(1), Throws.InvalidOperationException.With.Message.StartsWith("add_: more than one element of the written-to tensor [3, 2]"));
    }

    [Test]
    public void Windows_that_interleave_without_meeting_are_written_to()
    {
        using var scope = NewDisposeScope();
        var memory = zeros(8);

        memory.as_strided([2, 3], [3, 2]).add_(1);

        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([1f, 0, 1, 1, 1, 1, 0, 1]));
    }

    [Test]
    public void Fill_and_zero_write_one_value_and_so_may_write_to_an_expanded_view()
    {
        using var scope = NewDisposeScope();
        var memory = ones(2);

        memory.expand(3, 2).fill_(5);
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([5f, 5f]));

        memory.expand(3, 2).zero_();
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([0f, 0f]));
    }

    [Test]
    public void Masked_fill_and_index_put_are_only_deprecated_on_an_expanded_view()
    {
        using var scope = NewDisposeScope();
        var memory = ones(2);

        memory.expand(3, 2).masked_fill_(tensor([true, false]), 5);
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([5f, 1f]));

        memory.expand(3, 2).index_put_(tensor([7f, 8f]), TensorIndex.Tensor(tensor([1L])));
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([7f, 8f]));
    }

    private static readonly Dictionary<string, Action<Tensor>> Across = new()
    {
        ["copy_ of a shifted view"] = x => x[1..].copy_(x[..^1]),
        ["add_ of a shifted view"] = x => x[1..].add_(x[..^1]),
        ["add_ of one of its elements"] = x => x.add_(x[0]),
        ["add_ with alpha of one of its elements"] = x => x.add_(x[0], 2),
        ["mul_ by its transpose"] = x => x.view(2, 2).mul_(x.view(2, 2).t()),
        ["addcmul_ of one of its elements"] = x => x.addcmul_(x[0], ones(4), 1),
        ["clamp_ by one of its elements"] = x => x.clamp_(min: x[0]),
        ["scatter_ of itself"] = x => x.scatter_(0, tensor([3L, 2, 1, 0]), x),
        ["scatter_add_ of itself"] = x => x.scatter_add_(0, tensor([3L, 2, 1, 0]), x),
        ["index_add_ of its own part"] = x => x.index_add_(0, tensor([2L, 3]), x[..2], 1),
        ["index_put_ of its own part"] = x => x.index_put_(x[..2], TensorIndex.Tensor(tensor([1L, 2]))),
        ["amax into its own part"] = x => x.view(2, 2).amax([1], @out: x[..2]),
    };

    [TestCaseSource(nameof(Overlaps))]
    public void An_input_that_lies_across_what_is_written_is_refused(string operation)
    {
        using var scope = NewDisposeScope();
        var memory = tensor([1f, 2f, 3f, 4f]);

        Assert.That(() => Across[operation](memory), Throws.InvalidOperationException.With.Message.Contains("refer to a single memory location. "
            + "Please clone() the tensor before performing the operation.").And.Message.Contains(": some elements of the input tensor ["));
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([1f, 2f, 3f, 4f]));
    }

    [Test]
    public void An_input_that_is_the_written_window_itself_is_read_before_it_is_written()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f, 4f]);

        x.add_(x);
        x[..].add_(x.view(4));

        Assert.That(x.data<float>().ToArray(), Is.EqualTo([4f, 8f, 12f, 16f]));
    }

    [Test]
    public void An_input_beside_what_is_written_is_no_overlap()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f, 4f]);

        x[..2].copy_(x[2..]);

        Assert.That(x.data<float>().ToArray(), Is.EqualTo([3f, 4f, 3f, 4f]));
    }

    [Test]
    public void A_number_of_the_tensor_is_read_before_it_is_put_elsewhere()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f, 4f]);

        x[TensorIndex.Tensor(tensor([true, false, true, false]))] = x[3];

        Assert.That(x.data<float>().ToArray(), Is.EqualTo([4f, 2f, 4f, 4f]));
    }

    [Test]
    public void An_optimizer_does_not_step_an_expanded_parameter()
    {
        using var scope = NewDisposeScope();
        var memory = ones(2);
        var parameter = new global::TorchSharp.Modules.Parameter(memory.expand(3, 2));
        parameter.grad = ones(3, 2);

        Assert.That(() => optim.SGD([parameter], 0.1).step(), Throws.InvalidOperationException.With.Message.EqualTo("step: " + Internal));
        Assert.That(memory.data<float>().ToArray(), Is.EqualTo([1f, 1f]));
    }

    private static IEnumerable<string> Operations() => Writes.Keys;

    private static IEnumerable<string> Overlaps() => Across.Keys;
}
