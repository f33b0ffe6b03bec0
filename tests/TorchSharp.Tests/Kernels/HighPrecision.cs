using System.Numerics;

namespace TorchSharp.Tests.Kernels;

/// <summary>Elementary functions in fixed-point numbers of many bits, by their series: the oracle of the fast ones.</summary>
internal sealed class HighPrecision
{
    private readonly int bits;
    private readonly BigInteger one;
    private readonly Lazy<BigInteger> ln2, pi, twoOverRootPi;

    internal HighPrecision(int bits)
    {
        this.bits = bits;
        one = BigInteger.One << bits;
        ln2 = new(() => 2 * InverseHyperbolicTangent(one / 3));
        pi = new(() => (16 * InverseTangent(5)) - (4 * InverseTangent(239)));
        twoOverRootPi = new(() => (2 * one << bits) / Root(pi.Value << bits));
    }

    internal BigInteger From(double x)
    {
        if (x == 0)
        {
            return 0;
        }
        long raw = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int exponent = Math.Max(1, (int)(raw >> 52));
        BigInteger mantissa = (raw & 0xFFFFFFFFFFFFF) | ((raw >> 52) == 0 ? 0 : 1L << 52);
        int shift = exponent - 1075 + bits;
        BigInteger value = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return x < 0 ? -value : value;
    }

    /// <summary>The distance of x from an exact value, in units of the last place that a double (or float) has at that value.</summary>
    internal double UnitsInLastPlace(double x, BigInteger exact, int mantissaBits = 53, int smallestExponent = -1074)
    {
        int exponent = Math.Max((int)BigInteger.Abs(exact).GetBitLength() - bits - mantissaBits, smallestExponent);
        BigInteger difference = (BigInteger.Abs(From(x) - exact) << 20) >> Math.Max(0, bits + exponent);
        return (double)difference / (1 << 20);
    }

    internal BigInteger Exp(BigInteger x)
    {
        BigInteger n = Round(Divide(x, ln2.Value));
        BigInteger r = (x - (n * ln2.Value)) >> 8, term = one, sum = one;
        for (int i = 1; !term.IsZero && term != -1; i++)
        {
            term = Multiply(term, r) / i;
            sum += term;
        }
        for (int i = 0; i < 8; i++)
        {
            sum = Multiply(sum, sum);
        }
        return n >= 0 ? sum << (int)n : sum >> (int)-n;
    }

    internal BigInteger Log(BigInteger x)
    {
        int n = (int)x.GetBitLength() - bits;
        BigInteger m = n >= 0 ? x >> n : x << -n;
        return (2 * InverseHyperbolicTangent(Divide(m - one, m + one))) + (n * ln2.Value);
    }

    internal BigInteger Sin(BigInteger x)
    {
        BigInteger turns = Round(Divide(x, 2 * pi.Value));
        BigInteger r = x - (turns * 2 * pi.Value), square = -Multiply(r, r), term = r, sum = r;
        for (int i = 2; !term.IsZero && term != -1; i += 2)
        {
            term = Multiply(term, square) / (i * (i + 1));
            sum += term;
        }
        return sum;
    }

    internal BigInteger Cos(BigInteger x) => Sin((pi.Value >> 1) - x);

    internal BigInteger Tanh(BigInteger x)
    {
        BigInteger e = Exp(2 * x);
        return Divide(e - one, e + one);
    }

    internal BigInteger Sigmoid(BigInteger x) => Divide(one, one + Exp(-x));

    internal BigInteger Erf(BigInteger x)
    {
        BigInteger square = -Multiply(x, x), power = x, sum = x;
        for (int n = 1; !power.IsZero && power != -1; n++)
        {
            power = Multiply(power, square) / n;
            sum += power / ((2 * n) + 1);
        }
        return Multiply(sum, twoOverRootPi.Value);
    }

    internal BigInteger One => one;

    internal BigInteger Multiply(BigInteger x, BigInteger y) => (x * y) >> bits;

    internal BigInteger Divide(BigInteger x, BigInteger y) => (x << bits) / y;

    private BigInteger Round(BigInteger x) => (x + (one >> 1)) >> bits;

    private BigInteger InverseHyperbolicTangent(BigInteger s)
    {
        BigInteger square = Multiply(s, s), power = s, sum = s;
        for (int i = 3; !power.IsZero && power != -1; i += 2)
        {
            power = Multiply(power, square);
            sum += power / i;
        }
        return sum;
    }

    private BigInteger InverseTangent(int n)
    {
        BigInteger power = one / n, sum = power;
        for (int i = 3, sign = -1; !power.IsZero; i += 2, sign = -sign)
        {
            power /= n * n;
            sum += sign * power / i;
        }
        return sum;
    }

    private static BigInteger Root(BigInteger x)
    {
        BigInteger root = BigInteger.One << (int)((x.GetBitLength() + 1) / 2);
        for (BigInteger next = (root + (x / root)) >> 1; next < root; next = (root + (x / root)) >> 1)
        {
            root = next;
        }
        return root;
    }
}
