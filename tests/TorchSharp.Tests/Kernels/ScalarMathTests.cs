using System.Numerics;
using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

/// <summary>Every function against its series in fixed-point numbers of 320 to 2500 bits; the bound is one unit in the last place.</summary>
public sealed class ScalarMathTests
{
    private const int Samples = 250;
    // The wide one holds every double; the narrow one is for functions whose values are not tiny.
    private static readonly HighPrecision Exact = new(1300), Narrow = new(320);

    [Test]
    public void Exp_is_within_one_unit() => Compare(Exact, ScalarMath.Exp, Exact.Exp, Uniform(-745, 709.7), Uniform(-1, 1), Logarithmic(1e-18, 1));

    // Below -708 the vector form gives 0.
    [Test]
    public void Exp_of_a_vector_is_within_one_unit() =>
        Compare(Exact, x => VectorMath.Exp(System.Runtime.Intrinsics.Vector512.Create(x))[3], Exact.Exp, Uniform(-708, 709), Uniform(-30, 1), Logarithmic(1e-18, 1));

    [Test]
    public void Exp_of_a_vector_keeps_its_limits()
    {
        double[] x = [double.NegativeInfinity, -709, 0, -0.0, 710, double.PositiveInfinity, double.NaN, -1e300], y = new double[8];
        System.Runtime.Intrinsics.Vector512.CopyTo(VectorMath.Exp(System.Runtime.Intrinsics.Vector512.Create(x)), y);
        Assert.That(y, Is.EqualTo(new[] { 0, 0, 1, 1, double.PositiveInfinity, double.PositiveInfinity, double.NaN, 0 }));
    }

    [Test]
    public void Expm1_is_within_one_unit() =>
        Compare(Narrow, ScalarMath.Expm1, x => Narrow.Exp(x) - Narrow.One, Uniform(-40, 70), Uniform(-1.5, 1.5), Logarithmic(1e-18, 1));

    [Test]
    public void Log_is_within_one_unit() => Compare(Exact, ScalarMath.Log, Exact.Log, Positive(Logarithmic(1e-320, 1e305)), Uniform(0.4, 2.5), Uniform(0.9999, 1.0001));

    [Test]
    public void Log1p_is_within_one_unit() =>
        Compare(Exact, ScalarMath.Log1p, x => Exact.Log(Exact.One + x), Positive(Logarithmic(1e-20, 1e305)), Uniform(-0.9999, 3), Logarithmic(1e-20, 0.5));

    [Test]
    public void Sin_is_within_one_unit() => Compare(Narrow, ScalarMath.Sin, Narrow.Sin, Uniform(-10, 10), Logarithmic(1e-12, 1e7), Multiples);

    [Test]
    public void Cos_is_within_one_unit() => Compare(Narrow, ScalarMath.Cos, Narrow.Cos, Uniform(-10, 10), Logarithmic(1e-12, 1e7), Multiples);

    [Test]
    public void Sin_and_cos_of_huge_arguments_are_within_one_unit()
    {
        HighPrecision wide = new(2500);
        // The last of the named ones comes closest of all doubles to a multiple of pi / 2.
        Random random = new(6);
        double[] arguments = [1e22, 1e300, double.MaxValue, -3.7e150, 1e15, 5.319372648326541e255, .. Enumerable.Range(0, 150).Select(_ => Logarithmic(1e6, 1e308)(random))];
        Compare(wide, ScalarMath.Sin, wide.Sin, arguments);
        Compare(wide, ScalarMath.Cos, wide.Cos, arguments);
    }

    [Test]
    public void Tanh_is_within_one_unit() => Compare(Narrow, ScalarMath.Tanh, Narrow.Tanh, Uniform(-23, 23), Uniform(-1, 1), Logarithmic(1e-12, 1));

    [Test]
    public void Erf_is_within_one_unit() => Compare(Narrow, ScalarMath.Erf, Narrow.Erf, Uniform(-6.1, 6.1), Uniform(0.9, 1.6), Logarithmic(1e-12, 1));

    [Test]
    public void Pow_is_within_one_unit()
    {
        Random random = new(4);
        for (int i = 0; i < Samples; i++)
        {
            double x = Math.Abs(Logarithmic(1e-30, 1e30)(random)), y = (random.NextDouble() - 0.5) * 1400 / Math.Max(1, Math.Abs(Math.Log(x)));
            double error = Exact.UnitsInLastPlace(ScalarMath.Pow(x, y), Exact.Exp(Exact.Multiply(Exact.From(y), Exact.Log(Exact.From(x)))));
            Assert.That(error, Is.LessThanOrEqualTo(1), $"pow({x:r}, {y:r}) = {ScalarMath.Pow(x, y):r}");
        }
    }

    [Test]
    public void Pow_of_whole_numbers_is_exact_where_the_result_is()
    {
        Assert.That(Enumerable.Range(0, 17).Select(n => ScalarMath.Pow(7.0, n)), Is.EqualTo(Enumerable.Range(0, 17).Select(n => (double)BigInteger.Pow(7, n))));
        Assert.That((ScalarMath.Pow(-3.0, 3), ScalarMath.Pow(-3.0, 4), ScalarMath.Pow(2.0, -1074)), Is.EqualTo((-27.0, 81.0, double.Epsilon)));
    }

    [Test]
    public void Pow_has_the_special_values_of_the_standard()
    {
        // Math.Pow has them by definition; only these exact cases are compared with it.
        double[] special = [0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, -1e300, 9007199254740993];
        foreach (double x in special)
        {
            foreach (double y in special.Where(y => Math.Abs(x) is 0 or 1 || !double.IsFinite(x) || y is 0 or 1 || !double.IsFinite(y) || Math.Abs(y) > 1e10))
            {
                double expected = Math.Pow(x, y), actual = ScalarMath.Pow(x, y);
                Assert.That(BitConverter.DoubleToInt64Bits(actual) == BitConverter.DoubleToInt64Bits(expected) || (double.IsNaN(actual) && double.IsNaN(expected)),
                    $"pow({x}, {y}) = {actual}, not {expected}");
            }
        }
    }

    [Test]
    public void Special_values_are_those_of_the_standard()
    {
        const double inf = double.PositiveInfinity, nan = double.NaN;
        (Func<double, double> Function, double X, double Y)[] cases =
        [
            (ScalarMath.Exp, 0, 1), (ScalarMath.Exp, -inf, 0), (ScalarMath.Exp, inf, inf), (ScalarMath.Exp, 710, inf), (ScalarMath.Exp, -746, 0), (ScalarMath.Exp, nan, nan),
            (ScalarMath.Expm1, -0.0, -0.0), (ScalarMath.Expm1, -inf, -1), (ScalarMath.Expm1, inf, inf), (ScalarMath.Expm1, nan, nan),
            (ScalarMath.Log, 1, 0), (ScalarMath.Log, 0, -inf), (ScalarMath.Log, -0.0, -inf), (ScalarMath.Log, -1, nan), (ScalarMath.Log, inf, inf), (ScalarMath.Log, nan, nan),
            (ScalarMath.Log1p, -0.0, -0.0), (ScalarMath.Log1p, -1, -inf), (ScalarMath.Log1p, -2, nan), (ScalarMath.Log1p, inf, inf), (ScalarMath.Log1p, nan, nan),
            (ScalarMath.Sin, -0.0, -0.0), (ScalarMath.Sin, inf, nan), (ScalarMath.Sin, nan, nan), (ScalarMath.Cos, 0, 1), (ScalarMath.Cos, -inf, nan),
            (ScalarMath.Tanh, -0.0, -0.0), (ScalarMath.Tanh, inf, 1), (ScalarMath.Tanh, -inf, -1), (ScalarMath.Tanh, nan, nan),
            (ScalarMath.Erf, -0.0, -0.0), (ScalarMath.Erf, inf, 1), (ScalarMath.Erf, -inf, -1), (ScalarMath.Erf, nan, nan),
        ];
        foreach ((Func<double, double> function, double x, double y) in cases)
        {
            double actual = function(x);
            Assert.That(BitConverter.DoubleToInt64Bits(actual) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(actual) && double.IsNaN(y)),
                $"{function.Method.Name}({x}) = {actual}, not {y}");
        }
    }

    private static Func<Random, double> Uniform(double from, double to) => random => from + ((to - from) * random.NextDouble());

    private static Func<Random, double> Logarithmic(double from, double to) =>
        random => Math.Pow(10, Math.Log10(from) + ((Math.Log10(to) - Math.Log10(from)) * random.NextDouble())) * (random.Next(2) == 0 ? 1 : -1);

    private static Func<Random, double> Positive(Func<Random, double> values) => random => Math.Abs(values(random));

    // Doubles next to multiples of pi / 2.
    private static double Multiples(Random random) => random.Next(-600_000, 600_000) * (Math.PI / 2);

    private static void Compare(HighPrecision precision, Func<double, double> fast, Func<BigInteger, BigInteger> exact, params Func<Random, double>[] arguments)
    {
        Random random = new(3);
        Compare(precision, fast, exact, [.. arguments.SelectMany(draw => Enumerable.Range(0, Samples).Select(_ => draw(random)))]);
    }

    private static void Compare(HighPrecision precision, Func<double, double> fast, Func<BigInteger, BigInteger> exact, double[] arguments)
    {
        double worst = 0, at = 0;
        foreach (double x in arguments)
        {
            double error = precision.UnitsInLastPlace(fast(x), exact(precision.From(x)));
            (worst, at) = error > worst ? (error, x) : (worst, at);
        }
        TestContext.Out.WriteLine($"{fast.Method.Name}: worst {worst:f3} units in the last place, at {at:r}");
        Assert.That(worst, Is.LessThanOrEqualTo(1), $"{fast.Method.Name}({at:r}) = {fast(at):r}, in units in the last place");
    }
}
