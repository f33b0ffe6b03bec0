using System.Security.Cryptography;
using TorchSharp.Modules;
using TorchSharp.Optimizers;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Kernels;

/// <summary>The bits of the steps of optimizers, as digests: the same for every width of vectors. See <see cref="DigestTests"/>.</summary>
public class StepDigestTests
{
    [TestCase(ScalarType.Float32, "22f012aaa8325030")]
    [TestCase(ScalarType.Float64, "34e08aa2641ef706")]
    [TestCase(ScalarType.BFloat16, "7d120af9246e05ae")]
    [TestCase(ScalarType.Float16, "832e12f59b27c98f")]
    public void Steps_have_the_same_bits_everywhere(ScalarType type, string digest)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Parameter[] parameters = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(randn(1003, type)))];
        optim.Optimizer[] optimizers =
        [
            optim.AdamW([parameters[0]], 0.01, weight_decay: 0.1),
            optim.Adam([parameters[1]], 0.01, beta1: 0.4, weight_decay: 0.1, amsgrad: true),
            optim.SGD([parameters[2]], 0.01, 0.9, weight_decay: 0.1, nesterov: true),
        ];
        for (int step = 0; step < 5; step++)
        {
            foreach (var parameter in parameters)
                parameter.grad = randn(1003, type);
            foreach (var optimizer in optimizers)
                optimizer.step();
        }
        foreach (var optimizer in optimizers)
            optimizer.Dispose();
        byte[] bits = [.. parameters.SelectMany(parameter => parameter.bytes.ToArray())];

        Assert.That(Convert.ToHexStringLower(SHA256.HashData(bits)[..8]), Is.EqualTo(digest));
    }

    [TestCase(0.999, 0, 1)]
    [TestCase(0.5, 10, 0.0009765625)]
    [TestCase(3, 5, 243)]
    public void Powers_by_multiplication_are_powers(double value, long exponent, double expected) =>
        Assert.That(StepMath.Power(value, exponent), Is.EqualTo(expected));
}
