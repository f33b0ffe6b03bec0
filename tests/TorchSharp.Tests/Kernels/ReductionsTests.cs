using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

/// <summary>Reductions against their definition: 32 lanes, sets of 4096 elements, then halving.</summary>
public sealed unsafe class ReductionsTests
{
    private static readonly int[] Lengths = [0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 100, 1000, 4095, 4096, 4097, 4100, 9000];

    [Test]
    public void Sums_have_the_order_of_the_lanes([ValueSource(nameof(Lengths))] int count)
    {
        using Buffer x = Buffer.Random(count, 1), y = Buffer.Random(count, 2);
        float[] a = x.Values.ToArray(), b = y.Values.ToArray();
        Assert.That(Reductions.Sum(x.Data, count), Is.EqualTo(Fold(count, (sum, i) => sum + a[i])));
        Assert.That(Reductions.SumOfSquares(x.Data, count), Is.EqualTo(Fold(count, (sum, i) => MathF.FusedMultiplyAdd(a[i], a[i], sum))));
        Assert.That(Reductions.Dot(x.Data, y.Data, count), Is.EqualTo(Fold(count, (sum, i) => MathF.FusedMultiplyAdd(a[i], b[i], sum))));
    }

    [Test]
    public void A_sum_of_rounded_squares_rounds_each_square([ValueSource(nameof(Lengths))] int count)
    {
        using Buffer x = Buffer.Random(count, 1);
        float[] a = x.Values.ToArray();
        Assert.That(Reductions.SumOfRoundedSquares(x.Data, count), Is.EqualTo(Fold(count, (sum, i) => sum + (a[i] * a[i]))));
    }

    [Test]
    public void A_scaled_softmax_has_the_bits_of_its_operations_one_by_one([ValueSource(nameof(Lengths))] int count, [Values] bool masked)
    {
        const int rows = 3;
        int limit = Math.Max(1, count + 1), step = (count + rows + 31) / 32 * 32;
        using Buffer x = Buffer.Random(rows * step, 1), mask = Buffer.Random(rows * step, 2), row = new(step);
        if (masked)
        {
            mask.Values[..(count + 1)].Fill(float.NegativeInfinity);
            mask.Values[step] = float.NegativeInfinity;
        }
        float[] before = x.Values.ToArray();
        Reductions.ScaledSoftmax(x.Data, step, rows, count, limit, 3.7f, masked ? mask.Data : null, step);
        for (int i = 0; i < rows; i++)
        {
            int length = Math.Min(limit, count + i);
            for (int j = 0; j < length; j++)
            {
                row.Values[j] = before[(i * step) + j] * 3.7f;
                row.Values[j] += masked ? mask.Values[(i * step) + j] : 0;
            }
            bool hidden = masked && row.Values[..length].IndexOfAnyExcept(float.NegativeInfinity) < 0;
            Reductions.Softmax(row.Data, row.Data, length);
            if (hidden)
            {
                row.Values[..length].Clear();
            }
            Assert.That(Buffer.FirstDifference(x.Values.Slice(i * step, length), row.Values[..length]), Is.EqualTo(-1), $"row {i}");
        }
    }

    [Test]
    public void A_scaled_softmax_keeps_what_is_not_a_number()
    {
        Assert.That(Scaled([float.NegativeInfinity, float.NegativeInfinity], masked: false), Has.All.NaN);
        Assert.That(Scaled([1, float.NaN, 2], masked: false), Has.All.NaN);
        Assert.That(Scaled([float.NaN, float.NegativeInfinity], masked: true), Has.All.NaN);
        Assert.That(Scaled([float.PositiveInfinity, 1], masked: false)[0], Is.NaN);

        static float[] Scaled(float[] values, bool masked)
        {
            using Buffer x = new([.. values, .. new float[32]]), mask = new(new float[values.Length]);
            Reductions.ScaledSoftmax(x.Data, 32, 1, values.Length, values.Length, 1, masked ? mask.Data : null, 0);
            return x.Values[..values.Length].ToArray();
        }
    }

    [Test]
    public void A_long_sum_stays_accurate()
    {
        using Buffer x = new(3_000_000);
        x.Values.Fill(0.1f);
        // Each lane adds 128 times in a set and the sets 733 times: far from the 93750 additions a lane of plain lanes would have.
        Assert.That(Reductions.Sum(x.Data, x.Count), Is.EqualTo(3e6 * 0.1f).Within(1e-3).Percent);
    }

    [Test]
    public void Elements_that_change_nothing_behind_the_end_leave_every_bit([ValueSource(nameof(Lengths))] int count)
    {
        using Buffer x = Buffer.Random(count + 50, 1), y = new(count + 50), z = new(count + 50);
        x.Values[count..].Clear();
        Assert.That(Reductions.Sum(x.Data, count + 50), Is.EqualTo(Reductions.Sum(x.Data, count)));
        if (count > 0)
        {
            x.Values[count..].Fill(float.NegativeInfinity);
            Reductions.Softmax(x.Data, y.Data, count + 50);
            Reductions.Softmax(x.Data, z.Data, count);
            Assert.That(Buffer.FirstDifference(y.Values[..count], z.Values[..count]), Is.EqualTo(-1));
            Assert.That(y.Values[count..].ToArray(), Has.All.Zero);
        }
    }

    [Test]
    public void Max_and_its_place_are_found_at_every_place([Values(1, 16, 31, 32, 33, 70)] int count)
    {
        using Buffer x = Buffer.Random(count, 1);
        for (int i = 0; i < count; i++)
        {
            float before = x.Values[i];
            foreach (float value in new[] { 5, float.PositiveInfinity, float.NaN })
            {
                x.Values[i] = value;
                Assert.That(Reductions.Max(x.Data, count), Is.EqualTo(value));
                Assert.That(Reductions.ArgMax(x.Data, count), Is.EqualTo((nint)i));
            }
            x.Values[i] = before;
        }
        Assert.That(Reductions.Max(x.Data, count), Is.EqualTo(x.Values.ToArray().Max()));
    }

    [Test]
    public void The_first_of_equal_maxima_counts_and_the_first_nan_before_all()
    {
        float[] x = new float[50];
        (x[20], x[40]) = (3, 3);
        Assert.That(ArgMax(x), Is.EqualTo((nint)20));
        (x[45], x[47], x[1]) = (float.NaN, float.NaN, float.PositiveInfinity);
        Assert.That(ArgMax(x), Is.EqualTo((nint)45));
        Assert.That(ArgMax([float.NegativeInfinity, float.NegativeInfinity]), Is.EqualTo((nint)0));
    }

    [Test]
    public void Softmax_is_near_the_one_in_double_precision([Values(1, 7, 32, 100, 5000)] int count)
    {
        using Buffer x = Buffer.Random(count, 1), y = new(count), z = new(count);
        Elementwise.Mul(x.Data, 20, x.Data, count);
        Reductions.Softmax(x.Data, y.Data, count);
        Reductions.LogSoftmax(x.Data, z.Data, count);
        double max = x.Values.ToArray().Max(), sum = x.Values.ToArray().Sum(v => Math.Exp(v - max));
        for (int i = 0; i < count; i++)
        {
            // The difference to the maximum is rounded: up to 40 * 2^-24 relative error in the exponential.
            double exact = Math.Exp(x.Values[i] - max) / sum;
            Assert.That(y.Values[i], Is.EqualTo(exact).Within(4e-6 * exact));
            Assert.That(z.Values[i], Is.EqualTo(x.Values[i] - max - Math.Log(sum)).Within(1e-5));
        }
    }

    [Test]
    public void Softmax_may_write_over_its_input()
    {
        using Buffer x = Buffer.Random(77, 1), y = new(77);
        Reductions.Softmax(x.Data, y.Data, 77);
        Reductions.Softmax(x.Data, x.Data, 77);
        Assert.That(Buffer.FirstDifference(x.Values, y.Values), Is.EqualTo(-1));
    }

    [Test]
    public void Softmax_of_a_row_with_minus_infinity_is_zero_there()
    {
        float[] y = Softmax([1, float.NegativeInfinity, 1]);
        Assert.That(y, Is.EqualTo(new[] { 0.5f, 0, 0.5f }));
    }

    [Test]
    public void Softmax_of_only_minus_infinity_or_with_a_nan_is_nan()
    {
        Assert.That(Softmax([float.NegativeInfinity, float.NegativeInfinity]), Has.All.NaN);
        Assert.That(Softmax([1, float.NaN, 2]), Has.All.NaN);
        using Buffer x = new([float.NegativeInfinity, float.NegativeInfinity]), y = new(2);
        Reductions.LogSoftmax(x.Data, y.Data, 2);
        Assert.That(y.Values.ToArray(), Has.All.NaN);
    }

    [Test]
    public void Doubles_follow_the_same_rules()
    {
        double[] x = [3, -1, 7, 7, 2];
        double[] y = new double[5];
        fixed (double* from = x, to = y)
        {
            Assert.That((Reductions.Sum(from, 5), Reductions.SumOfSquares(from, 5), Reductions.Max(from, 5), Reductions.ArgMax(from, 5)), Is.EqualTo((18.0, 112.0, 7.0, (nint)2)));
            Reductions.Softmax(from, to, 5);
            Assert.That(y.Sum(), Is.EqualTo(1).Within(1e-15));
            Assert.That(y[0] / y[1], Is.EqualTo(Math.Exp(4)).Within(1e-14).Percent);
            Reductions.LogSoftmax(from, to, 5);
            Assert.That(y[0] - y[1], Is.EqualTo(4).Within(1e-14));
        }
    }

    private static float Fold(int count, Func<float, int, float> add)
    {
        float[] total = new float[32];
        for (int start = 0; start < count; start += 4096)
        {
            float[] lanes = new float[32];
            for (int i = start; i < Math.Min(count, start + 4096); i++)
            {
                lanes[i % 32] = add(lanes[i % 32], i);
            }
            for (int l = 0; l < 32; l++)
            {
                total[l] += lanes[l];
            }
        }
        for (int width = 16; width > 0; width /= 2)
        {
            for (int l = 0; l < width; l++)
            {
                total[l] += total[l + width];
            }
        }
        return total[0];
    }

    private static nint ArgMax(float[] x)
    {
        fixed (float* data = x)
        {
            return Reductions.ArgMax(data, x.Length);
        }
    }

    private static float[] Softmax(float[] x)
    {
        float[] y = new float[x.Length];
        fixed (float* from = x, to = y)
        {
            Reductions.Softmax(from, to, x.Length);
        }
        return y;
    }
}
