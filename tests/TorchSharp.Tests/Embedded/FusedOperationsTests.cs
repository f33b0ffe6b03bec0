using TorchSharp.Embedded;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Embedded;

/// <summary>Fused operations have the bits of the plain ones, whatever the shape, the strides and the threads: the oracle is the public API.</summary>
[NonParallelizable, RestoreThreads]
public class FusedOperationsTests
{
    // From a single element to several pieces of work for the threads; lengths beside multiples of a vector, and beyond a set of 4096.
    private static readonly long[][] Shapes = [[1], [5, 7], [3, 64], [2, 3, 31], [1, 9, 8200], [2, 150, 1000], [70_001]];

    [Test]
    public void RmsNorm_has_the_bits_of_the_plain_operations([Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        foreach (var shape in Shapes)
        {
            using var scope = NewDisposeScope();
            Tensor x = Random(1, shape), weight = Random(2, shape[^1]);
            AssertSame(FusedOperations.RmsNorm(x, weight, 1e-5), PlainRmsNorm(x, weight, 1e-5));
        }
    }

    [Test]
    public void RmsNorm_is_near_the_one_in_double_precision()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(1, 20, 1000), weight = Random(2, 1000);
        var oracle = PlainRmsNorm(x.to(ScalarType.Float64), weight.to(ScalarType.Float64), 1e-5);
        var distance = (FusedOperations.RmsNorm(x, weight, 1e-5).to(ScalarType.Float64) - oracle).abs() / (oracle.abs() + 1e-30);
        // The root halves the error of the mean (a few 2^-24); division, root and two products add half a unit each.
        Assert.That(distance.max().item<double>(), Is.LessThan(4e-7));
    }

    [Test]
    public void SiluMultiply_has_the_bits_of_the_plain_operations([Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        foreach (var shape in Shapes)
        {
            using var scope = NewDisposeScope();
            Tensor x = Random(1, shape) * 20, y = Random(2, shape);
            AssertSame(FusedOperations.SiluMultiply(x, y), silu(x) * y);
        }
    }

    [Test]
    public void SiluMultiply_is_near_the_one_in_double_precision()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(1, 5000) * 10, y = Random(2, 5000);
        var wide = x.to(ScalarType.Float64);
        var oracle = wide / (1 + (-wide).exp()) * y.to(ScalarType.Float64);
        var distance = (FusedOperations.SiluMultiply(x, y).to(ScalarType.Float64) - oracle).abs() / (oracle.abs() + 1e-30);
        // exp is good to two units (2.4e-7), quotient and products to half a unit each.
        Assert.That(distance.max().item<double>(), Is.LessThan(6e-7));
    }

    [Test]
    public void Rotate_has_the_bits_of_the_plain_operations([Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        foreach (var (batch, positions, heads, length) in new[] { (1, 1, 1, 2), (2, 3, 5, 6), (1, 7, 2, 64), (2, 40, 4, 90), (1, 300, 8, 64) })
        {
            using var scope = NewDisposeScope();
            Tensor x = Random(1, batch, positions, heads, length), cos = Random(2, positions, length), sin = Random(3, positions, length);
            AssertSame(FusedOperations.Rotate(x, cos, sin), PlainRotate(x, cos, sin));
        }
    }

    [Test]
    public void Rotate_turns_each_pair_by_its_angle()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 4 }).view(1, 1, 1, 4);
        Tensor cos = tensor(new float[] { 0, 1, 0, 1 }).view(1, 4), sin = tensor(new float[] { 1, 0, 1, 0 }).view(1, 4);
        Assert.That(FusedOperations.Rotate(x, cos, sin).data<float>().ToArray(), Is.EqualTo([-3f, 2, 1, 4]));
    }

    [Test]
    public void GatedConvolution_has_the_bits_of_the_plain_operations([Values(1, 2, 5)] int count, [Values] bool biased)
    {
        set_num_threads(count);
        foreach (var (batch, positions, channels, taps) in new[] { (1, 1, 1, 3), (2, 2, 5, 3), (1, 20, 33, 4), (3, 9, 16, 1), (2, 150, 500, 3) })
        {
            using var scope = NewDisposeScope();
            var parts = Random(1, batch, positions, 3 * channels).chunk(3, dim: -1);
            Tensor weight = Random(2, channels, 1, taps);
            var bias = biased ? Random(3, channels) : null;
            AssertSame(FusedOperations.GatedConvolution(parts[0], parts[2], parts[1], weight, bias), PlainConvolution(parts[0], parts[2], parts[1], weight, bias));
        }
    }

    [Test]
    public void Operands_that_are_views_or_of_another_type_give_the_plain_result()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(1, 2, 6, 4, 10).transpose(1, 2), y = Random(2, 2, 4, 6, 10), weight = Random(3, 20).slice(0, 0, 20, 2);
        Tensor cos = Random(4, 10, 4).t(), sin = Random(5, 10, 4).t();
        AssertSame(FusedOperations.RmsNorm(x, weight, 0.1), PlainRmsNorm(x, weight, 0.1));
        AssertSame(FusedOperations.SiluMultiply(x, y), silu(x) * y);
        AssertSame(FusedOperations.SiluMultiply(x, y.narrow(1, 0, 1)), silu(x) * y.narrow(1, 0, 1));
        AssertSame(FusedOperations.Rotate(x.transpose(1, 2), cos.repeat(2, 1).narrow(0, 0, 6), sin.repeat(2, 1).narrow(0, 0, 6)),
            PlainRotate(x.transpose(1, 2), cos.repeat(2, 1).narrow(0, 0, 6), sin.repeat(2, 1).narrow(0, 0, 6)));
        Tensor wide = x.to(ScalarType.Float64), half = x.to(ScalarType.BFloat16);
        AssertSame(FusedOperations.RmsNorm(wide, weight, 0.1), PlainRmsNorm(wide, weight, 0.1));
        AssertSame(FusedOperations.SiluMultiply(half, y), silu(half) * y);
        Tensor gate = Random(6, 2, 8, 5).transpose(1, 2), filters = Random(7, 8, 1, 3);
        AssertSame(FusedOperations.GatedConvolution(gate, gate, gate, filters, null), PlainConvolution(gate, gate, gate, filters, null));
    }

    [Test]
    public void Gradients_are_those_of_the_plain_operations()
    {
        AssertSameGradients(leaves => FusedOperations.RmsNorm(leaves[0], leaves[1], 1e-5), leaves => PlainRmsNorm(leaves[0], leaves[1], 1e-5), [3, 8], [8]);
        AssertSameGradients(leaves => FusedOperations.SiluMultiply(leaves[0], leaves[1]), leaves => silu(leaves[0]) * leaves[1], [3, 8], [3, 8]);
        AssertSameGradients(leaves => FusedOperations.Rotate(leaves[0], leaves[1], leaves[2]), leaves => PlainRotate(leaves[0], leaves[1], leaves[2]), [2, 3, 4, 8], [3, 8], [3, 8]);
        AssertSameGradients(leaves => FusedOperations.GatedConvolution(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4]),
            leaves => PlainConvolution(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4]), [2, 5, 4], [2, 5, 4], [2, 5, 4], [4, 1, 3], [4]);
    }

    [Test]
    public void Nothing_stays_in_memory()
    {
        ForgottenTensors.Collect();
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            Tensor x = Random(1, 2, 5, 3, 8).requires_grad_(), table = Random(2, 5, 8);
            foreach (var input in new[] { x, x.detach() })
            {
                FusedOperations.Rotate(input, table, table).sum();
                FusedOperations.SiluMultiply(input, input).sum();
                FusedOperations.RmsNorm(input, table[0], 1e-5).sum();
            }
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private static Tensor PlainRmsNorm(Tensor x, Tensor weight, double eps) => weight * (x * rsqrt(x.pow(2).mean([-1], keepdim: true) + eps));

    private static Tensor PlainRotate(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        return x * cos.unsqueeze(-2) + cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1) * sin.unsqueeze(-2);
    }

    private static Tensor PlainConvolution(Tensor gate, Tensor signal, Tensor carrier, Tensor weight, Tensor? bias) =>
        carrier * conv1d((gate * signal).transpose(1, 2), weight, bias, padding: weight.shape[2] - 1, groups: weight.shape[0]).narrow(2, 0, gate.shape[1]).transpose(1, 2);

    private static void AssertSameGradients(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain, params long[][] shapes)
    {
        using var scope = NewDisposeScope();
        Tensor[] first = [.. shapes.Select((shape, i) => Random(i + 1, shape).requires_grad_())];
        Tensor[] second = [.. first.Select(leaf => leaf.detach().clone().requires_grad_())];
        Tensor result = fused(first), expected = plain(second), weights = Random(99, result.shape);
        AssertSame(result.detach(), expected.detach());
        (result * weights).sum().backward();
        (expected * weights).sum().backward();
        for (var i = 0; i < first.Length; i++)
            AssertSame(first[i].grad!, second[i].grad!);
    }

    private static Tensor Random(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, generator: generator);
    }

    private static void AssertSame(Tensor result, Tensor expected)
    {
        Assert.That(result.shape, Is.EqualTo(expected.shape));
        Assert.That(result.dtype, Is.EqualTo(expected.dtype));
        Assert.That(result.Equals(expected), Is.True, $"bits of {string.Join(" x ", result.shape)}");
    }
}
