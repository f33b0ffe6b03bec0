namespace TorchSharp.Kernels;

internal static partial class ScalarMath
{
    internal static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x < 0 ? double.NaN : x;
        }
        return LogPair(x).High;
    }

    // With both parts of 1 / ln 2 and 1 / ln 10, so that powers of the base have whole logarithms.
    internal static double Log2(double x) => ScaledLog(x, 1.4426950408889634, 2.0355273740931033e-17);

    internal static double Log10(double x) => ScaledLog(x, 0.4342944819032518, 1.098319650216765e-17);

    internal static double Log1p(double x)
    {
        if (!(x > -1) || double.IsPositiveInfinity(x) || Math.Abs(x) < 1e-17)
        {
            return x == -1 ? double.NegativeInfinity : x < -1 ? double.NaN : x;
        }
        (double u, double lost) = TwoSum(1, x);
        (double high, double low) = LogPair(u);
        return high + (low + (lost / u));
    }

    internal static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }
        double z = Math.Abs(x);
        if (double.IsInfinity(y))
        {
            return z == 1 ? 1 : z > 1 == y > 0 ? double.PositiveInfinity : 0;
        }
        bool odd = Math.Abs(y) < 1L << 53 && double.IsOddInteger(y);
        double sign = odd ? Math.CopySign(1, x) : 1;
        if (x == 0 || double.IsInfinity(x))
        {
            return sign * (x == 0 == y > 0 ? 0 : double.PositiveInfinity);
        }
        if (x < 0 && !double.IsInteger(y))
        {
            return double.NaN;
        }
        (double high, double low) = LogPair(z);
        if (Math.Abs(y * high) > 1000)
        {
            return sign * (y * high > 0 ? double.PositiveInfinity : 0);
        }
        (double product, double lost) = TwoProduct(y, high);
        return sign * ExpOfPair(product, lost + (y * low));
    }

    private static double ScaledLog(double x, double scale, double scaleLow)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return Log(x);
        }
        (double high, double low) = LogPair(x);
        (double product, double lost) = TwoProduct(high, scale);
        return product + (lost + (high * scaleLow) + (low * scale));
    }

    // The logarithm of a positive finite number as a sum of two, to about 2^-66: with x = m 2^n, m in [sqrt(1/2), sqrt(2)] and
    // s = (m - 1) / (m + 1), log m = 2 s (1 + s^2/3 + s^4/5 + ...). Only the first terms need both parts.
    private static (double High, double Low) LogPair(double x)
    {
        int n = 0;
        if (!double.IsNormal(x))
        {
            x *= 18014398509481984.0;
            n = -54;
        }
        long bits = BitConverter.DoubleToInt64Bits(x);
        n += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            m /= 2;
            n++;
        }
        double f = m - 1;
        (double d, double dLow) = TwoSum(m, 1);
        double s = f / d, sLow = (Math.FusedMultiplyAdd(-s, d, f) - (s * dLow)) / d;
        (double z, double zLow) = TwoProduct(s, s);
        zLow += 2 * s * sLow;

        double q = 1 / 29.0;
        q = (q * z) + (1 / 27.0);
        q = (q * z) + (1 / 25.0);
        q = (q * z) + (1 / 23.0);
        q = (q * z) + (1 / 21.0);
        q = (q * z) + (1 / 19.0);
        q = (q * z) + (1 / 17.0);
        q = (q * z) + (1 / 15.0);
        q = (q * z) + (1 / 13.0);
        q = (q * z) + (1 / 11.0);
        q = (q * z) + (1 / 9.0);
        q = (q * z) + (1 / 7.0);
        q = (q * z) + (1 / 5.0);

        // t = z/3 + z^2 q, a third in two parts.
        const double third = 1 / 3.0, thirdLow = 1.850371707708594e-17;
        (double t, double tLow) = TwoProduct(z, third);
        (t, double lost) = FastTwoSum(t, z * z * q);
        tLow += lost + (z * thirdLow) + (zLow * third);
        // log m = 2 (s + s t).
        (double st, double stLow) = TwoProduct(s, t);
        stLow += (s * tLow) + (sLow * t);
        (double high, double low) = FastTwoSum(s, st);
        low += sLow + stLow;
        high *= 2;
        low *= 2;
        if (n != 0)
        {
            (high, lost) = FastTwoSum(n * Ln2High, high);
            low += lost + (n * Ln2Low);
        }
        return FastTwoSum(high, low);
    }
}
