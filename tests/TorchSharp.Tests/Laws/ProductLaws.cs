using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Laws;

public class ProductLaws
{
    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void A_product_of_any_ranks_is_the_sum_over_the_common_index_in_double(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var (batchA, batchB) = make.Broadcasting();
        long m = make.Size(9), k = make.Size(40), n = make.Size(9);
        var a = make.Choose(4) == 0 ? make.Numbers([k]) : make.Numbers([.. batchA, m, k]);
        var b = make.Choose(4) == 0 ? make.Numbers([k]) : make.Choose(2) == 0 ? make.Numbers([.. batchB, n,
            k]).mT : make.Numbers([.. batchB, k, n]);

        var actual = matmul(a, b);

        var left = a.ndim == 1 ? a.unsqueeze(0) : a;
        var right = b.ndim == 1 ? b.unsqueeze(1) : b;
        var expected = (left.unsqueeze(-1).to(ScalarType.Float64) * right.unsqueeze(-3).to(ScalarType.Float64)).sum(-2);
        expected = a.ndim == 1 ? expected.squeeze(-2) : expected;
        expected = b.ndim == 1 ? expected.squeeze(-1) : expected;
        Assert.That(actual.shape, Is.EqualTo(expected.shape), $"{a} times {b}");
        // k products of at most 4, each sum rounded to 24 bits.
        Assert.That(actual.to(ScalarType.Float64).allclose(expected, rtol: 0, atol: 4 * k * k * 6e-8), Is.True, $"{a} times {b}");
        Assert.That(matmul(a.to(ScalarType.Float64), b.to(ScalarType.Float64)).allclose(expected, rtol: 1e-13, atol: 1e-13), Is.True,
            "double");
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void Linear_is_the_product_with_the_transpose_and_has_its_bits(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        long k = make.Size(70), n = make.Size(70);
        var x = make.Numbers([.. make.Shape(0, 2), k]);
        var weight = make.Choose(2) == 0 ? make.Numbers([n, k]) : make.Numbers([k, n]).t();

        Assert.That(ShapeGenerator.Bits(linear(x, weight)), Is.EqualTo(ShapeGenerator.Bits(matmul(x, weight.t()))), $"{x} with {weight}");
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void A_row_of_a_batch_has_the_bits_of_the_row_alone(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var x = make.Numbers([make.Size(30), 48]);
        var weight = make.Numbers([64, 48]);

        var all = linear(x, weight);

        for (long row = 0; row < x.shape[0]; row++)
            Assert.That(ShapeGenerator.Bits(all[row]), Is.EqualTo(ShapeGenerator.Bits(linear(x[row], weight))),
                $"row {row} of {x.shape[0]}");
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void A_convolution_is_the_sum_over_taps_and_channels(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        long groups = make.Size(3), perGroup = make.Choose(2) == 0 ? 1 : 2, outputs = groups * (perGroup == 1 ? 1 : make.Size(2)),
            taps = make.Size(4);
        long stride = make.Size(2), padding = make.Size(3) - 1, dilation = make.Size(2), length = 9;
        var x = make.Numbers([2, length, groups * perGroup]).transpose(1, 2);
        var weight = make.Numbers([outputs, perGroup, taps]);
        var bias = make.Numbers([outputs]);

        var actual = conv1d(x, weight, bias, stride, padding, dilation, groups);

        foreach (var index in ShapeGenerator.Indices(actual.shape))
        {
            double sum = ShapeGenerator.At(bias, [index[1]]);
            for (long channel = 0; channel < perGroup; channel++)
            {
                for (long tap = 0; tap < taps; tap++)
                {
                    long at = index[2] * stride + tap * dilation - padding;
                    long source = index[1] / (outputs / groups) * perGroup + channel;
                    if (at >= 0 && at < length)
                        sum += (double)ShapeGenerator.At(x, [index[0], source, at]) * ShapeGenerator.At(weight, [index[1], channel, tap]);
                }
            }
            Assert.That(ShapeGenerator.At(actual, index), Is.EqualTo(sum).Within(5e-6),
                $"{x}, {weight} in {groups} groups at [{string.Join(", ", index)}]");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void Attention_is_its_formula_in_double(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        long t = make.Size(6), s = make.Size(6), d = make.Size(9);
        var q = make.Numbers([2, t, 3, d]).transpose(1, 2);
        var k = make.Numbers([2, s, 3, d]).transpose(1, 2);
        var v = make.Numbers([2, 3, s, d]);
        bool causal = make.Choose(2) == 0;
        var mask = causal || make.Choose(2) == 0 ? null : make.Numbers([t, s]);

        var actual = scaled_dot_product_attention(q, k, v, mask, is_casual: causal);

        var scores = matmul(q.to(ScalarType.Float64), k.to(ScalarType.Float64).mT) / Math.Sqrt(d);
        if (mask is not null)
            scores += mask;
        if (causal)
            scores = scores.masked_fill(ones(t, s, ScalarType.Bool).tril().logical_not(), double.NegativeInfinity);
        var expected = matmul(scores.softmax(-1), v.to(ScalarType.Float64));
        // Values of at most 2, weights that sum to one: a few float32 roundings.
        Assert.That(actual.to(ScalarType.Float64).allclose(expected, rtol: 0, atol: 2e-6), Is.True,
            $"t {t}, s {s}, d {d}, causal {causal}");
    }
}
