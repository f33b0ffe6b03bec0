using static TorchSharp.torch;

namespace TorchSharp.Tests.Reduction;

/// <summary>
/// The bits of a Euclidean norm. The scheme is that of norm_kernel_tensor_iterator_impl in ATen/native/cpu/ReduceOpsKernel.cpp as PyTorch 2.14.1 on x64 was
/// compiled: of the orders and roundings that a compiler may choose for it, it alone fits every stored norm.
/// </summary>
public class NormTests
{
    // PyTorch 2.14.1: randn(width) after manual_seed(seed), norm(). 0x1.350ab8p3, where one rounding for product and sum gives 0x1.350abap3; of the second
    // seed it is known that this rounding, 0x1.85f6d0p2, is not PyTorch's.
    [TestCase(7L, 96L, 9.65755844116211)]
    [TestCase(2147483648L, 48L, 6.093188762664795)]
    public void A_drawn_vector_has_the_length_that_PyTorch_finds(long seed, long width, double expected)
    {
        using var scope = NewDisposeScope();

        Assert.That((double)Drawn(seed, width).norm().ToSingle(), Is.EqualTo(expected));
    }

    [Test]
    public void Squares_are_rounded_before_eight_sums_and_joined_in_their_order([Values(1, 7, 8, 9, 16, 31, 48, 96, 100, 128, 1024, 2048)] long width, [Range(0, 9)] long seed)
    {
        using var scope = NewDisposeScope();
        var x = Drawn(seed, width);

        Assert.That(x.norm().ToSingle(), Is.EqualTo(Slowly(x.data<float>().ToArray())));
    }

    [Test]
    public void The_norm_of_each_row_is_that_of_the_row_alone()
    {
        using var scope = NewDisposeScope();
        var rows = Drawn(3, 5 * 96).view(5, 96);

        Assert.That(rows.norm(1).data<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, 5).Select(row => Slowly(rows[row].data<float>().ToArray()))));
    }

    private static Tensor Drawn(long seed, long width) => randn(width, generator: new Generator((ulong)seed));

    private static float Slowly(float[] x)
    {
        var lanes = new float[8];
        int whole = x.Length - (x.Length % lanes.Length);
        for (int i = 0; i < whole; i++)
        {
            float square = x[i] * x[i];
            lanes[i % lanes.Length] += square;
        }
        float sum = lanes[0];
        foreach (float lane in lanes.Skip(1))
            sum += lane;
        foreach (float rest in x.Skip(whole))
            sum = MathF.FusedMultiplyAdd(rest, rest, sum);
        return MathF.Sqrt(sum);
    }
}
