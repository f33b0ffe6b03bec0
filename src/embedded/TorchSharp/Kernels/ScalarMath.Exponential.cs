namespace TorchSharp.Kernels;

internal static partial class ScalarMath
{
    // ln 2 in two parts; the first has eleven zero bits at its end, so that its products with exponents are exact.
    private const double Ln2High = 0.6931471805598903, Ln2Low = 5.497923018708371e-14;

    internal static double Expm1(double x)
    {
        if (double.IsNaN(x) || x == 0)
        {
            return x;
        }
        if (x > 60)
        {
            return Exp(x);
        }
        (double high, double low) = Expm1Pair(x);
        return high + low;
    }

    internal static double Tanh(double x)
    {
        double z = Math.Abs(x);
        if (double.IsNaN(x) || z < 1e-8)
        {
            return x;
        }
        if (z > 22)
        {
            return Math.CopySign(1, x);
        }
        // e / (e + 2) with e = exp(2|x|) - 1, the quotient corrected once.
        (double e, double eLow) = Expm1Pair(2 * z);
        (double d, double dLow) = TwoSum(e, 2);
        dLow += eLow;
        double q = e / d;
        double rest = Math.FusedMultiplyAdd(-q, d, e) + eLow - (q * dLow);
        return Math.CopySign(q + (rest / d), x);
    }

    // exp(x + low) for |low| far below |x|.
    private static double ExpOfPair(double x, double low)
    {
        if (double.IsNaN(x))
        {
            return x;
        }
        if (x > 709.8)
        {
            return double.PositiveInfinity;
        }
        if (x < -745.2)
        {
            return 0;
        }
        (int n, double r, double tail) = ReduceByLn2(x, low);
        double y = 1 + (r + tail);
        // Two factors: the first leaves a normal number, the second rounds once to a subnormal one or goes to infinity.
        int half = n / 2;
        return y * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    // exp(x) - 1 as a sum of two, for x <= 60.
    private static (double High, double Low) Expm1Pair(double x)
    {
        if (x < -50)
        {
            return (-1, 0);
        }
        (int n, double r, double tail) = ReduceByLn2(x, 0);
        if (n == 0)
        {
            return FastTwoSum(r, tail);
        }
        double scale = PowerOfTwo(n);
        (double sum, double lost) = FastTwoSum(scale, scale * r);
        (sum, double lostToo) = TwoSum(sum, -1);
        return FastTwoSum(sum, lost + lostToo + (scale * tail));
    }

    // n and r with x + low = n ln 2 + r, |r| <= ln 2 / 2, and tail with exp(r) = 1 + (r + tail): the series from r^2 / 2 on, to r^13.
    private static (int N, double R, double Tail) ReduceByLn2(double x, double low)
    {
        double n = Math.Floor((x * 1.4426950408889634) + 0.5);
        double high = x - (n * Ln2High), less = (n * Ln2Low) - low;
        double r = high - less, rounding = (high - r) - less;
        double p = 1 / 6227020800.0;
        p = (p * r) + (1 / 479001600.0);
        p = (p * r) + (1 / 39916800.0);
        p = (p * r) + (1 / 3628800.0);
        p = (p * r) + (1 / 362880.0);
        p = (p * r) + (1 / 40320.0);
        p = (p * r) + (1 / 5040.0);
        p = (p * r) + (1 / 720.0);
        p = (p * r) + (1 / 120.0);
        p = (p * r) + (1 / 24.0);
        p = (p * r) + (1 / 6.0);
        p = (p * r) + 0.5;
        return ((int)n, r, rounding + (r * r * p));
    }
}
