using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Functional;

/// <summary>Attention over batches and heads: shared key-value heads, threads and layouts change no bit.</summary>
[NonParallelizable, RestoreThreads]
public class ScaledDotProductTests
{
    [Test]
    public void Query_heads_that_share_expanded_keys_have_the_bits_of_repeated_keys([Values] bool causal, [Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        foreach (var (groups, size, t, s) in new[] { (1, 1, 1, 1), (3, 2, 5, 5), (2, 4, 1, 40), (2, 3, 33, 70), (4, 2, 150, 150) })
        {
            using var scope = NewDisposeScope();
            Tensor query = Random(1, groups, size, t, 64), key = Random(2, groups, 1, s, 64).expand(groups, size, s, 64), value = Random(3, groups, 1, s, 64).expand(groups, size, s, 64);
            var shared = scaled_dot_product_attention(query, key, value, null, 0.0, causal);
            var repeated = scaled_dot_product_attention(query, key.contiguous(), value.contiguous(), null, 0.0, causal);
            Assert.That(shared.Equals(repeated), Is.True, $"{groups} x {size} heads, {t} x {s}");
        }
    }

    [Test]
    public void Heads_with_the_same_keys_and_other_values_keep_their_own_values()
    {
        using var scope = NewDisposeScope();
        Tensor query = Random(1, 4, 20, 64), key = Random(2, 1, 20, 64).expand(4, 20, 64), value = Random(3, 4, 20, 64);
        Assert.That(scaled_dot_product_attention(query, key, value).Equals(scaled_dot_product_attention(query, key.contiguous(), value)), Is.True);
        Assert.That(scaled_dot_product_attention(query, value, key).Equals(scaled_dot_product_attention(query, value, key.contiguous())), Is.True);
    }

    [Test]
    public void The_bits_do_not_depend_on_threads_or_on_the_other_heads_of_a_batch()
    {
        using var scope = NewDisposeScope();
        // Packed keys and values of 64 heads are more than are held at one time.
        Tensor query = Random(1, 8, 8, 130, 32), key = Random(2, 8, 8, 130, 32), value = Random(3, 8, 8, 130, 32), mask = Random(4, 8, 1, 130, 130);
        set_num_threads(1);
        var expected = scaled_dot_product_attention(query, key, value, mask);
        foreach (var count in new[] { 2, 5 })
        {
            set_num_threads(count);
            Assert.That(scaled_dot_product_attention(query, key, value, mask).Equals(expected), Is.True, $"{count} threads");
        }

        for (var i = 0; i < 8; i++)
        {
            var alone = scaled_dot_product_attention(query[i, i], key[i, i], value[i, i], mask[i, 0]);
            Assert.That(alone.Equals(expected[i, i]), Is.True, $"head {i} alone");
        }
    }

    [Test]
    public void The_dimensions_of_the_result_lie_in_the_order_of_those_of_the_query()
    {
        using var scope = NewDisposeScope();
        Tensor key = Random(2, 2, 7, 3, 16).transpose(1, 2);
        Tensor turned = Random(1, 2, 7, 3, 16).transpose(1, 2), gaps = Random(3, 2, 7, 3, 20).transpose(1, 2).narrow(3, 0, 16), expanded = Random(4, 1, 3, 7, 16).expand(2, 3, 7, 16);
        foreach (var query in new[] { turned, gaps, expanded })
        {
            var result = scaled_dot_product_attention(query, key, key);
            Assert.That(result.Equals(scaled_dot_product_attention(query.contiguous(), key, key)), Is.True);
            Assert.That(result.stride(), Is.EqualTo(ReferenceEquals(query, expanded) ? new long[] { 336, 112, 16, 1 } : new long[] { 336, 16, 48, 1 }));
        }
    }

    [Test]
    public void Gradients_reach_expanded_keys_and_values()
    {
        using var scope = NewDisposeScope();
        Tensor query = Random(1, 2, 3, 5, 8), key = Random(2, 2, 1, 5, 8).requires_grad_(), value = Random(3, 2, 1, 5, 8).requires_grad_();
        scaled_dot_product_attention(query, key.expand(2, 3, 5, 8), value.expand(2, 3, 5, 8), null, 0.0, true).square().sum().backward();
        Tensor repeatedKey = key.detach().repeat(1, 3, 1, 1).requires_grad_(), repeatedValue = value.detach().repeat(1, 3, 1, 1).requires_grad_();
        scaled_dot_product_attention(query, repeatedKey, repeatedValue, null, 0.0, true).square().sum().backward();
        // Sums of three gradients of order 1.
        Assert.That(key.grad!.allclose(repeatedKey.grad!.sum(1, keepdim: true), 1e-5, 1e-6), Is.True);
        Assert.That(value.grad!.allclose(repeatedValue.grad!.sum(1, keepdim: true), 1e-5, 1e-6), Is.True);
    }

    private static Tensor Random(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, generator: generator);
    }
}
