using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Kernels;

/// <summary>The kernel's gradients have the bits of the definition's, with every matrix in memory and every operation on its own.</summary>
[NonParallelizable, RestoreThreads]
public class AttentionGradientTests
{
    // One position, lengths around 16, 32 and a chain, and more than one softmax block; widths of whole vectors and beside them.
    private static readonly long[] Lengths = [1, 2, 5, 16, 17, 31, 33, 70, 100], Widths = [1, 8, 16, 17, 64];

    [Test]
    public void Gradients_have_the_bits_of_the_operations_one_by_one([Values] bool causal, [Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        Prop.ForAll<int>(seed => Check(seed, causal)).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    [Test]
    public void A_head_alone_has_the_bits_of_the_head_in_a_batch()
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(1);
        Tensor[] inputs = [make.Numbers([3, 2, 40, 16]), make.Numbers([3, 2, 40, 16]), make.Numbers([3, 2, 40, 16])];
        var cotangent = make.Numbers([3, 2, 40, 16]);
        var whole = Gradients(inputs, cotangent, causal: true);
        for (int head = 0; head < 6; head++)
        {
            var alone = Gradients([.. inputs.Select(input => input[head / 2, head % 2])], cotangent[head / 2, head % 2], causal: true);
            for (int i = 0; i < 3; i++)
                Assert.That(ShapeGenerator.Bits(alone[i]), Is.EqualTo(ShapeGenerator.Bits(whole[i][head / 2, head % 2])), $"input {i} of head {head}");
        }
    }

    [Test]
    public void Only_inputs_that_need_a_gradient_get_one([Range(0, 6)] int which)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(2);
        Tensor[] inputs = [make.Numbers([2, 9, 8]), make.Numbers([2, 9, 8]), make.Numbers([2, 9, 8])];
        var cotangent = make.Numbers([2, 9, 8]);
        var all = Gradients(inputs, cotangent, causal: true);
        Tensor[] leaves = [.. inputs.Select((input, i) => input.clone().requires_grad_((which + 1 & 1 << i) != 0))];
        scaled_dot_product_attention(leaves[0], leaves[1], leaves[2], null, 0.0, true).backward([cotangent]);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(leaves[i].grad is not null, Is.EqualTo(leaves[i].requires_grad));
            Assert.That(leaves[i].grad is null || ShapeGenerator.Bits(leaves[i].grad!).SequenceEqual(ShapeGenerator.Bits(all[i])), Is.True, $"input {i}");
        }
    }

    private static void Check(int seed, bool causal)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        long groups = make.Size(3), size = make.Size(3), t = Lengths[make.Choose(Lengths.Length)], d = Widths[make.Choose(Widths.Length)];
        long s = make.Choose(2) == 0 ? t : Lengths[make.Choose(Lengths.Length)];
        Tensor query = Laid(make, [groups, size, t, d]), key = Laid(make, [groups, make.Choose(2) == 0 ? 1 : size, s, d]);
        var value = Laid(make, [groups, key.shape[1], s, d]);
        var cotangent = make.Choose(4) == 0 ? ones(1).expand(groups, size, t, d) : Laid(make, [groups, size, t, d]);

        var actual = Gradients([query, key, value], cotangent, causal);

        Tensor wideKey = key.expand(groups, size, s, d), wideValue = value.expand(groups, size, s, d);
        var expected = ByOperations(query, wideKey, wideValue, cotangent, causal);
        string Case(int i) => $"input {i}: {groups} x {size} heads, {t} x {s} x {d}, {key.shape[1]} key heads";
        for (int i = 0; i < 3; i++)
        {
            // The engine sums over the heads that share keys.
            var fitted = i > 0 && key.shape[1] != size ? expected[i].sum(1, keepdim: true) : expected[i];
            Assert.That(ShapeGenerator.Bits(actual[i]), Is.EqualTo(ShapeGenerator.Bits(fitted)), Case(i));
        }
    }

    private static Tensor[] Gradients(Tensor[] inputs, Tensor cotangent, bool causal)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.detach().requires_grad_())];
        var shape = cotangent.shape;
        Tensor Wide(Tensor leaf) => leaf.expand([.. shape[..^2], leaf.shape[^2], leaf.shape[^1]]);
        var result = scaled_dot_product_attention(leaves[0], Wide(leaves[1]), Wide(leaves[2]), null, 0.0, causal);
        return [.. autograd.grad([result], leaves, [cotangent])];
    }

    private static Tensor[] ByOperations(Tensor query, Tensor key, Tensor value, Tensor gradient, bool causal)
    {
        double scale = 1 / Math.Sqrt(query.shape[^1]);
        var scores = query.matmul(key.mT) * scale;
        if (causal)
            scores = scores.masked_fill(ones(scores.shape[^2], scores.shape[^1], ScalarType.Bool).tril().logical_not(), double.NegativeInfinity);
        var weights = scores.softmax(-1);
        var weighted = gradient.matmul(value.mT) * weights;
        var inner = weighted - weights * weighted.sum(-1, keepdim: true);
        return [inner.matmul(key) * scale, inner.mT.matmul(query) * scale, weights.mT.matmul(gradient)];
    }

    /// <summary>In row-major order, with heads and positions exchanged in memory, or with columns that are no neighbours.</summary>
    private static Tensor Laid(ShapeGenerator make, long[] shape) => make.Choose(3) switch
    {
        0 => make.Numbers(shape),
        1 => make.Numbers([shape[0], shape[2], shape[1], shape[3]]).transpose(1, 2),
        _ => make.Numbers([shape[0], shape[1], shape[3], shape[2]]).mT,
    };
}
