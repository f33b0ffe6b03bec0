using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests.Loading;

[TestFixture]
public class WeightMatrixTests
{
    [TestCase(torch.ScalarType.BFloat16)]
    [TestCase(torch.ScalarType.Float16)]
    [TestCase(torch.ScalarType.Float32)]
    [TestCase(torch.ScalarType.Float64)]
    public void An_engines_own_form_has_the_bits_of_the_plain_one(torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(3);
        var stored = torch.randn(40, 24, generator: generator).to(type);
        Assert.That(stored.dtype, Is.EqualTo(type));
        var x = torch.randn(5, 24, generator: generator);
        void Read(long start, Span<byte> destination) => stored.bytes.Slice((int)start, destination.Length).CopyTo(destination);
        var ids = torch.tensor(new long[] { 0, 39, 7 });
        using WeightMatrix own = WeightMatrix.Of(Read, type, 40, 24, torch.CPU), plain = WeightMatrix.Plain(Read, type, 40, 24, torch.CPU);
        Assert.That(own.Apply(x).Equals(plain.Apply(x)), Is.True);
        Assert.That(own.Take(ids).Equals(plain.Take(ids)), Is.True);
    }
}
