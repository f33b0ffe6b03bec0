using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

/// <summary>
/// The bits of every kernel on fixed inputs, as digests: the same on every processor. Run the tests with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or
/// DOTNET_EnableHWIntrinsic=0 to see narrower vectors and none. A digest changes only with a deliberate change of the numerics.
/// </summary>
public sealed unsafe class DigestTests
{
    private const int Count = 5003;

    [TestCase("Exp", "dce16bd6566467a5")]
    [TestCase("Log", "66f144cc7a196560")]
    [TestCase("Sin", "5a326953a1bef29c")]
    [TestCase("Cos", "e81a620e03e48ec1")]
    [TestCase("Tanh", "5cb6c5643c7d6aad")]
    [TestCase("Sigmoid", "74c8fc1d8aa71e0a")]
    [TestCase("Silu", "261c41b059cf2cd8")]
    [TestCase("Sqrt", "0501b5aed0e28e17")]
    [TestCase("Rsqrt", "35facbfe7add259b")]
    [TestCase("Reciprocal", "b60d90d3372d2d2c")]
    [TestCase("Gelu", "c6a1a3081dbc272c")]
    [TestCase("Erf", "21602eb33f026818")]
    [TestCase("Softplus", "60bd98b35eaba343")]
    public void Functions_have_the_same_bits_everywhere(string name, string digest)
    {
        // Magnitudes from 1e-6 to 1e4, both signs.
        float[] x = Sequence(Count, 1), y = new float[Count];
        for (int i = 0; i < Count; i++)
        {
            x[i] *= MathF.ScaleB(1, (i % 34) - 20);
            x[i] = name is "Log" or "Sqrt" or "Rsqrt" ? Math.Abs(x[i]) : x[i];
        }
        double[] wide = [.. x.Select(v => (double)v)], wideResult = new double[Count];
        fixed (float* from = x, to = y)
        fixed (double* wideFrom = wide, wideTo = wideResult)
        {
            (ElementwiseTests.Function function, ElementwiseTests.WideFunction wideFunction) = Find(name);
            function(from, to, Count);
            wideFunction(wideFrom, wideTo, Count);
        }
        Assert.That(Digest([.. y.Select(BitConverter.SingleToInt32Bits), .. wideResult.Select(BitConverter.DoubleToInt64Bits)]), Is.EqualTo(digest));
    }

    [Test]
    public void Reductions_have_the_same_bits_everywhere()
    {
        float[] x = Sequence(Count, 2), y = new float[Count], z = new float[Count];
        double[] wide = [.. x.Select(v => (double)v)], wideResult = new double[Count];
        List<long> bits = [];
        fixed (float* from = x, to = y, logs = z)
        fixed (double* wideFrom = wide, wideTo = wideResult)
        {
            foreach (float value in new[] { Reductions.Sum(from, Count), Reductions.SumOfSquares(from, Count), Reductions.Dot(from, from + 1, Count - 1), Reductions.Max(from, Count) })
            {
                bits.Add(BitConverter.SingleToInt32Bits(value));
            }
            Reductions.Softmax(from, to, Count);
            Reductions.LogSoftmax(from, logs, Count);
            Reductions.Softmax(wideFrom, wideTo, Count);
        }
        bits.AddRange([.. y.Concat(z).Select(v => (long)BitConverter.SingleToInt32Bits(v)), .. wideResult.Select(BitConverter.DoubleToInt64Bits)]);
        Assert.That(Digest(bits), Is.EqualTo("7bf2b106e6a67969"));
    }

    [Test]
    public void Products_attention_and_convolution_have_the_same_bits_everywhere()
    {
        using Buffer a = new(Sequence(40 * 128, 3)), b = new(Sequence(96 * 128, 4)), c = new(40 * 96), o = new(40 * 64), y = new(64 * 40);
        MatrixProduct.Multiply(a.Data, 128, 40, b.Data, 128, 1, 96, 128, c.Data, 96);
        Attention.Forward(a.Data, 64, b.Data, 64, b.Data + 4096, 64, 40, 40, 64, 0.125f, true, null, 0, o.Data, 64);
        Convolution.Depthwise(a.Data, 1, 64, 64, 40, b.Data, 3, null, 1, 1, 2, y.Data, 1, 64, 40);
        float[] all = [.. c.Values, .. o.Values, .. y.Values];
        Assert.That(Digest([.. all.Select(v => (long)BitConverter.SingleToInt32Bits(v))]), Is.EqualTo("2e00c0b00e758641"));
    }

    [Test]
    public void Fused_rows_have_the_same_bits_everywhere()
    {
        const int n = 1003;
        using Buffer x = new(Sequence(3 * n, 6)), z = new(Sequence(3 * n, 7)), y = new(4 * n), scores = new(Sequence(2 * 1024, 8));
        FusedRows.RmsNorm(x.Data, z.Data, 1e-5f, y.Data, n);
        FusedRows.SiluMultiply(x.Data, z.Data, y.Data + n, n);
        FusedRows.Rotate(x.Data, z.Data, z.Data + n, y.Data + (2 * n), n / 2);
        y.Data[(3 * n) - 1] = 0; // n is odd
        FusedRows.GatedConvolution(x.Data, n, x.Data, n, x.Data, z.Data, 3, z.Data + n, y.Data + (3 * n), 2, n);
        Reductions.ScaledSoftmax(scores.Data, 1024, 2, n, n + 1, 3.3f, null, 0);
        float[] all = [.. y.Values, .. scores.Values[..n], .. scores.Values[1024..(1024 + n + 1)]];
        Assert.That(Digest([.. all.Select(v => (long)BitConverter.SingleToInt32Bits(v))]), Is.EqualTo("535e6541b91bf509"));
    }

    [Test]
    public void Powers_have_the_same_bits_everywhere()
    {
        float[] x = Sequence(2 * Count, 5);
        Assert.That(Digest([.. Enumerable.Range(0, Count).Select(i => BitConverter.DoubleToInt64Bits(ScalarMath.Pow(Math.Abs(x[i]) * 10.0, x[i + Count] * 40.0)))]), Is.EqualTo("c433f74fa3b24c81"));
    }

    private static (ElementwiseTests.Function Float, ElementwiseTests.WideFunction Double) Find(string name) => name switch
    {
        "Exp" => (Elementwise.Exp, Elementwise.Exp),
        "Log" => (Elementwise.Log, Elementwise.Log),
        "Sin" => (Elementwise.Sin, Elementwise.Sin),
        "Cos" => (Elementwise.Cos, Elementwise.Cos),
        "Tanh" => (Elementwise.Tanh, Elementwise.Tanh),
        "Sigmoid" => (Elementwise.Sigmoid, Elementwise.Sigmoid),
        "Silu" => (Elementwise.Silu, Elementwise.Silu),
        "Sqrt" => (Elementwise.Sqrt, Elementwise.Sqrt),
        "Rsqrt" => (Elementwise.Rsqrt, Elementwise.Rsqrt),
        "Reciprocal" => (Elementwise.Reciprocal, Elementwise.Reciprocal),
        "Gelu" => (Elementwise.Gelu, Elementwise.Gelu),
        "Erf" => (Elementwise.Erf, Elementwise.Erf),
        "Softplus" => (Elementwise.Softplus, Elementwise.Softplus),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such function"),
    };

    // Numbers in [-1, 1) by a linear congruential generator (Knuth's MMIX constants).
    private static float[] Sequence(int count, ulong state)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            value = ((long)state >> 40) / (float)(1 << 23);
        }
        return values;
    }

    // FNV-1a over 64-bit words.
    private static string Digest(IEnumerable<long> bits)
    {
        ulong hash = 14695981039346656037;
        foreach (long word in bits)
        {
            hash = (hash ^ (ulong)word) * 1099511628211;
        }
        return hash.ToString("x16");
    }
}
