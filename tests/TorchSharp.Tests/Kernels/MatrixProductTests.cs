using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

/// <summary>The oracle is the definition: for every element chains of 32 (64 where k is above 512) fused multiply-adds over ascending k, their sums added in order, then the bias.</summary>
[NonParallelizable]
public sealed unsafe class MatrixProductTests
{
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (1, 1, 1), (1, 32, 64), (1, 33, 65), (1, 160, 96), (1, 300, 70), (2, 64, 40), (2, 224, 33), (3, 96, 50), (3, 31, 100), (4, 100, 64), (5, 64, 64), (6, 131, 40),
        (7, 32, 77), (8, 96, 128), (9, 40, 64), (10, 1, 300), (11, 65, 64), (12, 32, 32), (13, 47, 96), (14, 128, 17), (15, 33, 33), (16, 64, 100),
        (29, 70, 64), (40, 96, 55), (113, 37, 41), (3, 5, 0), (7, 33, 4099), (1, 40, 9001),
    ];

    public enum Family
    {
        Avx512,
        Avx2AndFma,
        Vector128Bit,
        Scalar,
    }

    [Test]
    public void Every_family_gives_the_bits_of_the_chains_with_packed_float_weights([Values] Family family) => CompareWithChains(family, false);

    [Test]
    public void Every_family_gives_the_bits_of_the_chains_with_packed_bfloat16_weights([Values] Family family) => CompareWithChains(family, true);

    [Test]
    public void Every_family_gives_the_bits_of_the_chains_with_an_unpacked_right_side([Values] Family family)
    {
        KernelFamily* kernels = Supported(family);
        foreach ((int m, int n, int k) in Shapes)
        {
            foreach ((int strideN, int strideK) in new[] { (1, n + 3), (k + 2, 1), (2, 2 * n), (1, n) })
            {
                using Buffer a = Buffer.Random(m * (k + 1), 1), b = Buffer.Random((n * strideN) + (k * strideK) + 1, 2), c = new(m * (n + 2));
                MatrixProduct.Multiply(kernels, a.Data, k + 1, m, b.Data, strideN, strideK, n, k, c.Data, n + 2);
                Check(a.Values, k + 1, m, (l, j) => b.Data[(l * strideN) + (j * strideK)], n, k, null, c.Values, n + 2);
            }
        }
    }

    [Test]
    public void The_chains_are_near_the_product_in_double_precision()
    {
        // Each step rounds its partial sum once: the error is at most the sum of 2^-24 |partial sum| (a little more, for the errors in those).
        foreach ((int m, int n, int k) in Shapes)
        {
            using Buffer a = Buffer.Random(m * k, 1), w = Buffer.Random(n * k, 2), c = new(m * n);
            using PackedMatrix packed = PackedMatrix.Pack(w.Data, n, k, k, 1);
            MatrixProduct.Multiply(a.Data, k, m, packed, null, c.Data, n);
            for (int i = 0; i < m * n; i++)
            {
                double sum = 0, bound = 0;
                for (int j = 0; j < k; j++)
                {
                    sum += (double)a.Data[(i / n * k) + j] * w.Data[(i % n * k) + j];
                    bound += Math.Abs(sum) / (1 << 24);
                }
                Assert.That(c.Data[i], Is.EqualTo(sum).Within(1.01 * bound), $"element {i} of {m}x{n}, k = {k}");
            }
        }
    }

    [Test]
    public void A_row_has_the_same_bits_alone_and_among_forty([Values] bool bfloat16)
    {
        const int n = 200, k = 130;
        using Buffer a = Buffer.Random(40 * k, 1), w = Buffer.Random(n * k, 2), alone = new(40 * n), together = new(40 * n);
        using PackedMatrix packed = Pack(w, n, k, bfloat16);
        for (int i = 0; i < 40; i++)
        {
            MatrixProduct.Multiply(a.Data + (i * k), k, 1, packed, null, alone.Data + (i * n), n);
        }
        for (int m = 1; m <= 40; m++)
        {
            together.Values.Fill(float.NaN);
            MatrixProduct.Multiply(a.Data, k, m, packed, null, together.Data, n);
            Assert.That(Buffer.FirstDifference(alone.Values[..(m * n)], together.Values[..(m * n)]), Is.EqualTo(-1), $"first difference with m = {m}");
            Assert.That(together.Values[(m * n)..].ToArray(), Has.All.NaN, "rows after the last must not be written");
        }
    }

    [Test]
    public void The_thread_count_does_not_change_a_bit()
    {
        const int m = 100, n = 700, k = 200;
        using Buffer a = Buffer.Random(m * k, 1), w = Buffer.Random(n * k, 2), one = new(m * n), more = new(m * n);
        using PackedMatrix packed = PackedMatrix.Pack(w.Data, n, k, k, 1);
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            MatrixProduct.Multiply(a.Data, k, m, packed, null, one.Data, n);
            foreach (int threads in new[] { 2, 5 })
            {
                WorkerPool.Threads = threads;
                more.Values.Fill(float.NaN);
                MatrixProduct.Multiply(a.Data, k, m, packed, null, more.Data, n);
                Assert.That(Buffer.FirstDifference(one.Values, more.Values), Is.EqualTo(-1), $"packed, {threads} threads");
                more.Values.Fill(float.NaN);
                MatrixProduct.Multiply(a.Data, k, m, w.Data, k, 1, n, k, more.Data, n);
                Assert.That(Buffer.FirstDifference(one.Values, more.Values), Is.EqualTo(-1), $"unpacked, {threads} threads");
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Test]
    public void Bfloat16_weights_take_half_the_bytes()
    {
        using Buffer w = Buffer.Random(64 * 48, 2);
        using PackedMatrix wide = Pack(w, 64, 48, false), narrow = Pack(w, 64, 48, true);
        Assert.That((wide.Rows, wide.Columns, wide.ByteLength, narrow.ByteLength), Is.EqualTo(((nint)64, (nint)48, (nint)(64 * 48 * 4), (nint)(64 * 48 * 2))));
    }

    [Test]
    public void The_double_product_is_one_chain()
    {
        double[] a = [1, 1e-17, 3, 1 + 1e-15], b = [1, 5, 1 / 3.0, 1 - 1e-15], c = new double[1];
        fixed (double* pa = a, pb = b, pc = c)
        {
            MatrixProduct.Multiply(pa, 4, 1, pb, 4, 1, 1, 4, pc, 1);
        }
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            sum = Math.FusedMultiplyAdd(a[i], b[i], sum);
        }
        Assert.That(c[0], Is.EqualTo(sum));
    }

    private static void CompareWithChains(Family family, bool bfloat16)
    {
        KernelFamily* kernels = Supported(family);
        foreach ((int m, int n, int k) in Shapes)
        {
            using Buffer a = Buffer.Random(m * (k + 3), 1), w = Buffer.Random(n * k, 2), bias = Buffer.Random(n, 3), c = new(m * (n + 1));
            using PackedMatrix packed = Pack(w, n, k, bfloat16);
            foreach (bool withBias in new[] { true, false })
            {
                c.Values.Fill(float.NaN);
                MatrixProduct.Multiply(kernels, a.Data, k + 3, m, packed, withBias ? bias.Data : null, c.Data, n + 1);
                Check(a.Values, k + 3, m, (l, j) => bfloat16 ? Rounded(w.Data[(l * k) + j]) : w.Data[(l * k) + j], n, k, withBias ? bias.Data : null, c.Values, n + 1);
            }
        }
    }

    private static void Check(Span<float> a, int lda, int m, Func<int, int, float> b, int n, int k, float* bias, Span<float> c, int ldc)
    {
        for (int i = 0; i < m; i++)
        {
            for (int l = 0; l < n; l++)
            {
                float sum = 0;
                for (int link = 0, length = k <= 512 ? 32 : 64; link < k; link += length)
                {
                    float chain = 0;
                    for (int j = link; j < Math.Min(k, link + length); j++)
                    {
                        chain = MathF.FusedMultiplyAdd(a[(i * lda) + j], b(l, j), chain);
                    }
                    sum = link == 0 ? chain : sum + chain;
                }
                sum = bias == null ? sum : sum + bias[l];
                if (BitConverter.SingleToInt32Bits(sum) != BitConverter.SingleToInt32Bits(c[(i * ldc) + l]))
                {
                    Assert.Fail($"element ({i}, {l}) of {m}x{n}, k = {k}: {c[(i * ldc) + l]:g9}, the chains give {sum:g9}");
                }
            }
            Assert.That(c[((i * ldc) + n)..((i + 1) * ldc)].ToArray(), Has.All.NaN, $"row {i} of {m}x{n}: nothing may be written between the rows");
        }
    }

    private static float Rounded(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static PackedMatrix Pack(Buffer w, int n, int k, bool bfloat16)
    {
        if (!bfloat16)
        {
            return PackedMatrix.Pack(w.Data, n, k, k, 1);
        }
        ushort[] narrow = [.. w.Values.ToArray().Select(x => (ushort)(BitConverter.SingleToUInt32Bits(Rounded(x)) >> 16)), 0];
        fixed (ushort* data = narrow)
        {
            return PackedMatrix.PackBFloat16(data, n, k, k, 1);
        }
    }

    private static KernelFamily* Supported(Family family)
    {
        KernelFamily* kernels = family switch
        {
            Family.Avx512 => KernelFamily.Avx512,
            Family.Avx2AndFma => KernelFamily.Avx2AndFma,
            Family.Vector128Bit => KernelFamily.Vector128Bit,
            _ => KernelFamily.Scalar,
        };
        if (kernels == null)
        {
            Assert.Ignore($"This processor has no {family}.");
        }
        return kernels;
    }
}
