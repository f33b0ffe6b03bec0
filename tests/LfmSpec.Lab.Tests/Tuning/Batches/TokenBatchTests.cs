using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>Texts side by side and what is summed over them.</summary>
[TestFixture]
public class TokenBatchTests
{
    private const int VectorBytes = 64;

    private readonly TokenBatch batch = TokenBatch.Of([new TokenRow([1, 2, 3], [false, true, true]), new TokenRow([4, 5], [false, true])], padding: 0);

    [TestCase(false, new[] { 1f, 1, 0, 0, 0, 1 })]
    [TestCase(true, new[] { 0.5f, 0.5f, 0, 0, 0, 1 })]
    public void Sums_and_means_are_over_the_predictions_of_a_text(bool mean, float[] expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(batch.Sums(CPU, mean).data<float>().ToArray(), Is.EqualTo(expected));
    }

    // libtorch's product of a matrix and a vector rounds by where the matrix starts (measured on 2.10: by its place modulo 16 bytes), and an array of .NET,
    // on which torch.tensor builds, starts elsewhere in each run.
    [Test]
    public void A_factor_of_a_product_starts_where_the_engine_puts_its_own_tensors()
    {
        using var scope = NewDisposeScope();
        for (var made = 0; made < 50; made++)
        {
            // An odd number of small objects in between moves the next array.
            GC.KeepAlive(new byte[8 * made]);
            ref var first = ref MemoryMarshal.GetReference(batch.Sums(CPU).bytes);
            Assert.That((long)Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref first) % VectorBytes, Is.Zero);
        }
    }
}
