using System.Numerics;

namespace TorchSharp.Kernels;

internal static partial class ScalarMath
{
    // pi / 2 in three doubles.
    private const double HalfPi1 = 1.5707963267948966, HalfPi2 = 6.123233995736766e-17, HalfPi3 = -1.4973849048591698e-33;

    // Bits of 2 / pi behind the point: enough for the largest exponent, the mantissa and a close miss of a multiple.
    private const int QuotientBits = 1280;

    private static readonly Lazy<BigInteger> TwoOverPi = new(FindTwoOverPi);

    internal static double Sin(double x)
    {
        if (!double.IsFinite(x) || x == 0)
        {
            return x == 0 ? x : double.NaN;
        }
        (int quadrant, double r, double low) = ReduceByHalfPi(x);
        double value = (quadrant & 1) == 0 ? SinNearZero(r, low) : CosNearZero(r, low);
        return (quadrant & 2) == 0 ? value : -value;
    }

    internal static double Cos(double x)
    {
        if (!double.IsFinite(x))
        {
            return double.NaN;
        }
        (int quadrant, double r, double low) = ReduceByHalfPi(x);
        double value = (quadrant & 1) == 0 ? CosNearZero(r, low) : SinNearZero(r, low);
        return ((quadrant + 1) & 2) == 0 ? value : -value;
    }

    // The series of sin(r + low) for |r| <= pi / 4, to r^19.
    private static double SinNearZero(double r, double low)
    {
        double z = r * r;
        double p = -1 / 121645100408832000.0;
        p = (p * z) + (1 / 355687428096000.0);
        p = (p * z) - (1 / 1307674368000.0);
        p = (p * z) + (1 / 6227020800.0);
        p = (p * z) - (1 / 39916800.0);
        p = (p * z) + (1 / 362880.0);
        p = (p * z) - (1 / 5040.0);
        p = (p * z) + (1 / 120.0);
        p = (p * z) - (1 / 6.0);
        return r + ((z * r * p) + (low * (1 - (z / 2))));
    }

    // The series of cos(r + low), to r^20; 1 - r^2/2 is kept as a sum of two.
    private static double CosNearZero(double r, double low)
    {
        double z = r * r, half = z / 2, head = 1 - half;
        double p = 1 / 2432902008176640000.0;
        p = (p * z) - (1 / 6402373705728000.0);
        p = (p * z) + (1 / 20922789888000.0);
        p = (p * z) - (1 / 87178291200.0);
        p = (p * z) + (1 / 479001600.0);
        p = (p * z) - (1 / 3628800.0);
        p = (p * z) + (1 / 40320.0);
        p = (p * z) - (1 / 720.0);
        p = (p * z) + (1 / 24.0);
        return head + (((1 - head) - half) + ((z * z * p) - (r * low)));
    }

    // The quadrant and what is left of x, in two parts, after the nearest multiple of pi / 2.
    private static (int Quadrant, double R, double Low) ReduceByHalfPi(double x)
    {
        if (Math.Abs(x) > 1e6)
        {
            return ReduceExactly(x);
        }
        // The first step is exact: its result has no bit below 2^-53.
        double n = Math.Floor((x * 0.6366197723675814) + 0.5);
        double t = Math.FusedMultiplyAdd(-n, HalfPi1, x);
        (double product, double lost) = TwoProduct(n, HalfPi2);
        (double r, double low) = TwoSum(t, -product);
        low -= lost + (n * HalfPi3);
        (r, low) = TwoSum(r, low);
        return ((int)n & 3, r, low);
    }

    // Payne and Hanek's way, with whole numbers: x 2/pi modulo 4 from as many bits of 2/pi as the exponent asks for.
    private static (int Quadrant, double R, double Low) ReduceExactly(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int exponent = (int)(bits >> 52) - 1075, point = QuotientBits - exponent;
        BigInteger quotient = ((bits & 0xFFFFFFFFFFFFF) | (1L << 52)) * TwoOverPi.Value;
        quotient &= (BigInteger.One << (point + 2)) - 1;
        BigInteger nearest = (quotient + (BigInteger.One << (point - 1))) >> point;
        BigInteger rest = quotient - (nearest << point);
        // Its first 120 bits as two doubles, times pi / 2.
        int cut = Math.Max(0, (int)rest.GetBitLength() - 120);
        rest >>= cut;
        double head = (double)rest, tail = (double)(rest - new BigInteger(head));
        head = Math.ScaleB(head, cut - point);
        tail = Math.ScaleB(tail, cut - point);
        (double r, double low) = TwoProduct(head, HalfPi1);
        low += (head * HalfPi2) + (tail * HalfPi1);
        (r, low) = FastTwoSum(r, low);
        int quadrant = (int)(nearest & 3);
        return x > 0 ? (quadrant, r, low) : (-quadrant & 3, -r, -low);
    }

    // Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239), in whole numbers with 64 guard bits.
    private static BigInteger FindTwoOverPi()
    {
        const int guarded = QuotientBits + 64;
        BigInteger pi = (16 * InverseTangent(5, guarded)) - (4 * InverseTangent(239, guarded));
        return (BigInteger.One << (guarded + QuotientBits + 1)) / pi;
    }

    // arctan(1 / n) 2^bits.
    private static BigInteger InverseTangent(int n, int bits)
    {
        BigInteger power = (BigInteger.One << bits) / n, sum = power;
        for (int i = 3, sign = -1; !power.IsZero; i += 2, sign = -sign)
        {
            power /= n * n;
            sum += sign * power / i;
        }
        return sum;
    }
}
