using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.LinearAlgebra;

public class LinearTests
{
    [Test]
    public void A_weight_that_is_written_to_is_packed_again()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 64);
        var weight = randn(64, 64);
        var before = linear(x, weight);

        weight[5].mul_(2);

        var after = linear(x, weight);
        Assert.Multiple(() =>
        {
            Assert.That(after[.., 5], Is.EqualTo(before[.., 5] * 2));
            Assert.That(after[.., ..5], Is.EqualTo(before[.., ..5]));
        });
    }

    [Test]
    public void A_weight_that_is_written_as_bytes_is_packed_again()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 64);
        var weight = randn(64, 64);
        _ = linear(x, weight);

        weight.bytes = (weight * 2).bytes;

        Assert.That(linear(x, weight), Is.EqualTo(matmul(x, weight.t())));
    }

    [Test]
    public void Windows_of_one_storage_are_packed_each_for_itself()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 48);
        var all = randn(96, 48);
        var halves = all.chunk(2, 0);

        var joined = cat([linear(x, halves[0]), linear(x, halves[1])], 1);

        Assert.Multiple(() =>
        {
            Assert.That(joined, Is.EqualTo(linear(x, all)));
            Assert.That(linear(x, all[..48].t()), Is.EqualTo(matmul(x, all[..48])));
        });
    }

    [Test]
    public void BFloat16_operands_sum_in_float32_and_round_once()
    {
        using var scope = NewDisposeScope();
        var x = randn(5, 64, ScalarType.BFloat16);
        var weight = randn(40, 64, ScalarType.BFloat16);

        var actual = linear(x, weight);

        Assert.That(actual, Is.EqualTo(linear(x.@float(), weight.@float()).bfloat16()));
    }

    [Test]
    public void A_bfloat16_weight_and_a_float32_input_are_an_error_that_says_what_to_do()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<InvalidOperationException>(() => linear(randn(2, 8), randn(4, 8, ScalarType.BFloat16)));

        Assert.That(error.Message,
            Is.EqualTo("linear: the operands have the types Float32 and BFloat16; they must agree. Convert one with to()."));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(() => linear(randn(2, 8), randn(4, 9)),
                Throws.InvalidOperationException.With.Message.Contains("[2, 8]").And.Message.Contains("[4, 9]"));
            Assert.That(() => matmul(randn(2, 8), randn(4, 9)),
                Throws.InvalidOperationException.With.Message.Contains("8 columns against 4 rows"));
        });
    }

    [TestCase(0, 5, 7)]
    [TestCase(5, 0, 7)]
    [TestCase(5, 7, 0)]
    public void Products_without_rows_columns_or_terms_are_empty_or_zero(int m, int k, int n)
    {
        using var scope = NewDisposeScope();

        var product = matmul(randn(m, k), randn(k, n));

        Assert.That(product, Is.EqualTo(zeros(m, n)));
    }

    [Test]
    public void Addmm_scales_both_addends()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(3, 4), b = randn(4, 5), c = randn(5);

        Assert.That(c.addmm(a, b, beta: 2, alpha: 3).allclose(c * 2 + a.mm(b) * 3, rtol: 1e-6), Is.True);
    }

    [Test]
    public void The_gradient_of_a_bias_is_the_sum_over_the_rows()
    {
        using var scope = NewDisposeScope();
        var bias = zeros(2).requires_grad_();
        var factors = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).view(3, 2);
        (nn.functional.linear(ones(3, 4), ones(2, 4), bias) * factors).sum().backward();
        Assert.That(bias.grad!.data<float>().ToArray(), Is.EqualTo([9f, 12]));
    }
}
