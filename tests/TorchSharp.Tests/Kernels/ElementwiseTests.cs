using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

/// <summary>Vector functions against ScalarMath in double precision (itself within one unit of a double), in units in the last place of a float.</summary>
public sealed unsafe class ElementwiseTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    public delegate void Function(float* x, float* y, nint count);

    public delegate void WideFunction(double* x, double* y, nint count);

    [Test]
    public void Exp_is_within_two_units() => Compare(Elementwise.Exp, Elementwise.Exp, 2, Grid(-104, 88.7f), Grid(-1, 1), Grid(-90, -80));

    [Test]
    public void Log_is_within_two_units() => Compare(Elementwise.Log, Elementwise.Log, 2, Bits(1, 0x7F7FFFFF), Grid(0.5f, 2), Grid(0.99f, 1.01f));

    [Test]
    public void Sin_is_within_two_units() =>
        Compare(Elementwise.Sin, Elementwise.Sin, 2, Grid(-10, 10), Grid(-1e5f, 1e5f), Bits(0x30000000, 0x49000000), Bits(0x49000000, 0x7F7FFFFF)[..2000]);

    [Test]
    public void Cos_is_within_two_units() =>
        Compare(Elementwise.Cos, Elementwise.Cos, 2, Grid(-10, 10), Grid(-1e5f, 1e5f), Bits(0x30000000, 0x49000000), Bits(0x49000000, 0x7F7FFFFF)[..2000]);

    [Test]
    public void Tanh_is_within_two_units() => Compare(Elementwise.Tanh, Elementwise.Tanh, 2, Grid(-10, 10), Grid(-1, 1), Bits(1, 0x3F800000));

    [Test]
    public void Erf_is_within_two_units() => Compare(Elementwise.Erf, Elementwise.Erf, 2, Grid(-4.5f, 4.5f), Grid(-1, 1), Bits(0x00800000, 0x3F800000));

    // An exponential, an addition and a division: a unit and a half, and a little.
    [Test]
    public void Sigmoid_is_within_two_and_a_half_units() => Compare(Elementwise.Sigmoid, Elementwise.Sigmoid, 2.5, Grid(-103, 30), Grid(-3, 3));

    // One more multiplication; results below 1e-37 lose bits as subnormal numbers do.
    [Test]
    public void Silu_is_within_three_units() => Compare(Elementwise.Silu, Elementwise.Silu, 3, Grid(-85, 80), Grid(-3, 3));

    [Test]
    public void Softplus_is_within_three_units() => Compare(Elementwise.Softplus, Elementwise.Softplus, 3, Grid(-80, 80), Grid(-3, 3));

    [Test]
    public void Gelu_is_near_its_exact_form()
    {
        // 1 + erf cancels for negative arguments: the error is a few units of 1, times |x| / 2.
        float[] x = Grid(-12, 12), y = Apply(Elementwise.Gelu, x);
        double[] exact = Apply(Elementwise.Gelu, Widen(x));
        for (int i = 0; i < x.Length; i++)
        {
            Assert.That(y[i], Is.EqualTo(exact[i]).Within(2.5e-7 * Math.Max(1e-30, Math.Abs(x[i]))), $"gelu({x[i]:g9})");
        }
    }

    [Test]
    public void Powers_of_whole_numbers_are_rounded_step_by_step()
    {
        float[] x = [.. Bits(1, 0x7F7FFFFF), 0, -0.0f, Inf, NaN, -1.1f];
        Assert.That(Apply(Elementwise.Square, x), Is.EqualTo(x.Select(v => v * v)));
        Assert.That(Apply(Elementwise.Cube, x), Is.EqualTo(x.Select(v => v * v * v)));
        Assert.That(Apply(Elementwise.InverseSquare, x), Is.EqualTo(x.Select(v => 1 / (v * v))));
    }

    [Test]
    public void Roots_and_reciprocals_are_rounded_step_by_step()
    {
        float[] x = [.. Bits(1, 0x7F7FFFFF), 0, -0.0f, Inf, NaN, -1];
        Assert.That(Buffer.FirstDifference(Apply(Elementwise.Sqrt, x), [.. x.Select(MathF.Sqrt)]), Is.EqualTo(-1));
        Assert.That(Buffer.FirstDifference(Apply(Elementwise.Rsqrt, x), [.. x.Select(v => 1 / MathF.Sqrt(v))]), Is.EqualTo(-1));
        Assert.That(Buffer.FirstDifference(Apply(Elementwise.Reciprocal, x), [.. x.Select(v => 1 / v)]), Is.EqualTo(-1));
    }

    [Test]
    public void Special_values_are_those_of_the_standard()
    {
        (Function Function, float X, float Y)[] cases =
        [
            (Elementwise.Exp, 0, 1), (Elementwise.Exp, -Inf, 0), (Elementwise.Exp, Inf, Inf), (Elementwise.Exp, 88.73f, Inf), (Elementwise.Exp, -104, 0), (Elementwise.Exp, NaN, NaN),
            (Elementwise.Exp, -103, 1.4e-45f), (Elementwise.Exp, float.MaxValue, Inf), (Elementwise.Exp, float.MinValue, 0),
            (Elementwise.Log, 1, 0), (Elementwise.Log, 0, -Inf), (Elementwise.Log, -0.0f, -Inf), (Elementwise.Log, -1, NaN), (Elementwise.Log, -Inf, NaN), (Elementwise.Log, Inf, Inf), (Elementwise.Log, NaN, NaN),
            (Elementwise.Sin, 0, 0), (Elementwise.Sin, -0.0f, -0.0f), (Elementwise.Sin, Inf, NaN), (Elementwise.Sin, NaN, NaN), (Elementwise.Cos, 0, 1), (Elementwise.Cos, -Inf, NaN), (Elementwise.Cos, NaN, NaN),
            (Elementwise.Tanh, -0.0f, -0.0f), (Elementwise.Tanh, Inf, 1), (Elementwise.Tanh, -Inf, -1), (Elementwise.Tanh, NaN, NaN), (Elementwise.Tanh, 1e30f, 1),
            (Elementwise.Sigmoid, 0, 0.5f), (Elementwise.Sigmoid, Inf, 1), (Elementwise.Sigmoid, -Inf, 0), (Elementwise.Sigmoid, NaN, NaN),
            (Elementwise.Silu, 0, 0), (Elementwise.Silu, Inf, Inf), (Elementwise.Silu, NaN, NaN),
            (Elementwise.Erf, -0.0f, -0.0f), (Elementwise.Erf, Inf, 1), (Elementwise.Erf, -Inf, -1), (Elementwise.Erf, NaN, NaN), (Elementwise.Gelu, NaN, NaN), (Elementwise.Gelu, 0, 0),
            (Elementwise.Softplus, Inf, Inf), (Elementwise.Softplus, -Inf, 0), (Elementwise.Softplus, NaN, NaN),
            (Elementwise.Relu, -1, 0), (Elementwise.Relu, 2, 2), (Elementwise.Relu, NaN, NaN), (Elementwise.Abs, -2, 2), (Elementwise.Abs, -0.0f, 0), (Elementwise.Neg, 0, -0.0f), (Elementwise.Neg, Inf, -Inf),
        ];
        foreach ((Function function, float x, float y) in cases)
        {
            float actual = Apply(function, [x])[0];
            Assert.That(Buffer.SameBits([actual], [y]), $"{function.Method.Name}({x}) = {actual}, not {y}");
        }
    }

    [Test]
    public void An_element_has_the_same_bits_wherever_it_stands()
    {
        Function[] functions =
        [
            Elementwise.Exp, Elementwise.Log, Elementwise.Sin, Elementwise.Cos, Elementwise.Tanh, Elementwise.Sigmoid, Elementwise.Silu, Elementwise.Sqrt,
            Elementwise.Rsqrt, Elementwise.Reciprocal, Elementwise.Square, Elementwise.Cube, Elementwise.InverseSquare, Elementwise.Neg, Elementwise.Abs, Elementwise.Relu, Elementwise.Gelu, Elementwise.Erf, Elementwise.Softplus,
        ];
        float[] x = [.. Grid(-5, 5)[..67], Inf, NaN, 1e7f];
        foreach (Function function in functions)
        {
            float[] together = Apply(function, x), alone = [.. x.Select(v => Apply(function, [v])[0])];
            Assert.That(Buffer.FirstDifference(together, alone), Is.EqualTo(-1), function.Method.Name);
        }
    }

    [Test]
    public void Arithmetic_is_one_rounding_an_element()
    {
        using Buffer a = Buffer.Random(75, 1), b = Buffer.Random(75, 2), y = new(76);
        float right = b.Values[7];
        (Action Run, Func<float, float, float> One, bool Scalar)[] cases =
        [
            (() => Elementwise.Add(a.Data, b.Data, y.Data, 75), (p, q) => p + q, false), (() => Elementwise.Add(a.Data, right, y.Data, 75), (p, q) => p + q, true),
            (() => Elementwise.Sub(a.Data, b.Data, y.Data, 75), (p, q) => p - q, false), (() => Elementwise.Sub(a.Data, right, y.Data, 75), (p, q) => p - q, true),
            (() => Elementwise.Mul(a.Data, b.Data, y.Data, 75), (p, q) => p * q, false), (() => Elementwise.Mul(a.Data, right, y.Data, 75), (p, q) => p * q, true),
            (() => Elementwise.Div(a.Data, b.Data, y.Data, 75), (p, q) => p / q, false), (() => Elementwise.Div(a.Data, right, y.Data, 75), (p, q) => p / q, true),
        ];
        foreach ((Action run, Func<float, float, float> one, bool scalar) in cases)
        {
            y.Values.Fill(NaN);
            run();
            float[] expected = [.. Enumerable.Range(0, 75).Select(i => one(a.Values[i], scalar ? right : b.Values[i])), NaN];
            Assert.That(Buffer.FirstDifference(expected, y.Values), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Doubles_go_through_the_scalar_functions()
    {
        double[] x = [-2.5, 0.3, 7];
        Assert.That(Apply(Elementwise.Exp, x), Is.EqualTo(x.Select(ScalarMath.Exp)));
        Assert.That(Apply(Elementwise.Sqrt, [4.0]), Is.EqualTo(new[] { 2.0 }));
        double[] y = new double[3];
        fixed (double* a = x, b = y)
        {
            Elementwise.Mul(a, a, b, 3);
            Assert.That(y, Is.EqualTo(new[] { 6.25, 0.09, 49 }));
            Elementwise.Sub(a, 1.0, b, 3);
            Assert.That(y, Is.EqualTo(new[] { -3.5, -0.7, 6 }));
        }
    }

    [Test]
    public void Every_half_widens_exactly()
    {
        ushort[] halves = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)];
        float[] wide = new float[65536];
        fixed (ushort* x = halves)
        fixed (float* y = wide)
        {
            Elementwise.WidenHalf(x, y, 65536);
        }
        Assert.That(Buffer.FirstDifference(wide, [.. halves.Select(h => (float)BitConverter.UInt16BitsToHalf(h))]), Is.EqualTo(-1));
    }

    [Test]
    public void Every_bfloat16_survives_widening_and_narrowing()
    {
        ushort[] narrow = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)], back = new ushort[65536];
        float[] wide = new float[65536];
        fixed (ushort* x = narrow, z = back)
        fixed (float* y = wide)
        {
            Elementwise.WidenBFloat16(x, y, 65536);
            Elementwise.NarrowBFloat16(y, z, 65536);
        }
        for (int i = 0; i < 65536; i++)
        {
            bool isNaN = (i & 0x7FFF) > 0x7F80;
            if (BitConverter.SingleToUInt32Bits(wide[i]) >> 16 != i || back[i] != (isNaN ? i | 0x40 : i))
            {
                Assert.Fail($"{i:X4} becomes {wide[i]} and {back[i]:X4}");
            }
        }
    }

    [Test]
    public void Narrowing_rounds_to_nearest_even()
    {
        float[] x = [.. Bits(0, 0x7F7FFFFF), .. Bits(0x33000000, 0x47800000), .. Bits(0x33000000, 0x47800000).Select(v => -v), Inf, -Inf, NaN, 65519.99f, 65520, 1.00390625f, 1.01171875f];
        ushort[] half = new ushort[x.Length], bfloat = new ushort[x.Length];
        fixed (float* from = x)
        fixed (ushort* h = half, b = bfloat)
        {
            Elementwise.NarrowHalf(from, h, x.Length);
            Elementwise.NarrowBFloat16(from, b, x.Length);
        }
        for (int i = 0; i < x.Length; i++)
        {
            Half actual = BitConverter.UInt16BitsToHalf(half[i]), expected = (Half)x[i];
            if (float.IsNaN(x[i]))
            {
                Assert.That((Half.IsNaN(actual), (bfloat[i] & 0x7FFF) > 0x7F80), Is.EqualTo((true, true)));
                continue;
            }
            // Of the two neighbours the nearer, at a tie the even one.
            uint bits = BitConverter.SingleToUInt32Bits(x[i]), below = bits >> 16, rest = bits & 0xFFFF;
            uint wanted = rest > 0x8000 || (rest == 0x8000 && below % 2 == 1) ? below + 1 : below;
            if (actual != expected || bfloat[i] != wanted)
            {
                Assert.Fail($"{x[i]:g9} is {actual} and {bfloat[i]:X4}, not {expected} and {wanted:X4}");
            }
        }
    }

    private static void Compare(Function fast, WideFunction exact, double bound, params float[][] arguments)
    {
        float[] x = [.. arguments.SelectMany(a => a)], y = Apply(fast, x);
        double[] wanted = Apply(exact, Widen(x));
        double worst = 0;
        int at = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double unit = Math.ScaleB(1, Math.Max(wanted[i] == 0 ? -126 : Math.ILogB(wanted[i]), -126) - 23);
            double error = Math.Abs(y[i] - wanted[i]) / unit;
            if (!(error <= worst))
            {
                (worst, at) = (error, i);
            }
        }
        TestContext.Out.WriteLine($"{fast.Method.Name}: worst {worst:f3} units in the last place, at {x[at]:g9}, of {x.Length} arguments");
        Assert.That(worst, Is.LessThanOrEqualTo(bound), $"{fast.Method.Name}({x[at]:g9}) = {y[at]:g9}, not {wanted[at]:g12}");
    }

    private static float[] Apply(Function function, float[] x)
    {
        float[] y = new float[x.Length];
        fixed (float* from = x, to = y)
        {
            function(from, to, x.Length);
        }
        return y;
    }

    private static double[] Apply(WideFunction function, double[] x)
    {
        double[] y = new double[x.Length];
        fixed (double* from = x, to = y)
        {
            function(from, to, x.Length);
        }
        return y;
    }

    private static double[] Widen(float[] x) => [.. x.Select(v => (double)v)];

    private static float[] Grid(float from, float to) => [.. Enumerable.Range(0, 60_001).Select(i => (float)(from + (((double)to - from) * i / 60_000)))];

    // Floats of all magnitudes: equal steps through the bit patterns.
    private static float[] Bits(int from, int to) => [.. Enumerable.Range(0, 60_001).Select(i => BitConverter.Int32BitsToSingle((int)(from + (((long)to - from) * i / 60_000))))];
}
