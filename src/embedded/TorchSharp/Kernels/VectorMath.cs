using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>
/// Elementary functions of sixteen floats, at most two units in the last place from the true value. Written once: where the processor has narrower
/// vectors the compiler splits these, lane by lane the same. Polynomials are minimax fits (Remez exchange, relative error).
/// </summary>
internal static partial class VectorMath
{
    // Adding this to |x| < 2^22 rounds x to a whole number, which then stands in the low bits.
    private const float Rounder = 12582912f;

    private const double WideRounder = 6755399441055744;

    // The vector reduction by pi / 2 is exact enough up to here.
    private const float LargestAngle = 1e6f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        // Beyond these limits the result is 0 or infinity anyway. A NaN stays: as the second operand it is also what x86 gives.
        x = Vector512.MaxNative(Vector512.Create(-105f), x);
        x = Vector512.MinNative(Vector512.Create(89f), x);
        Vector512<float> rounded = Fma(x, 1.442695f, Vector512.Create(Rounder));
        Vector512<float> n = rounded - Vector512.Create(Rounder);
        Vector512<float> r = Fma(n, -0.693145751953125f, x);
        r = Fma(n, -1.4286068e-06f, r);
        Vector512<float> p = Vector512.Create(0.001381687f);
        p = Fma(p, r, 0.008368653f);
        p = Fma(p, r, 0.04166834f);
        p = Fma(p, r, 0.16666521f);
        p = Fma(p, r, 0.49999994f);
        Vector512<float> y = FusedMath.MultiplyAdd(p, r * r, r) + Vector512<float>.One;
        if (Avx512F.IsSupported)
        {
            // y 2^n with one rounding, as below.
            return Avx512F.Scale(y, n);
        }
        // Two powers of two: the first leaves a normal number, the second rounds once to a subnormal one or goes to infinity.
        Vector512<int> whole = rounded.AsInt32() - Vector512.Create(Rounder).AsInt32();
        Vector512<int> half = whole >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<float> tiny = Vector512.LessThan(x, Vector512.Create(1.17549435e-38f));
        Vector512<float> scaled = Vector512.ConditionalSelect(tiny, x * Vector512.Create(8388608f), x);
        // m in [2/3, 4/3) and n with scaled = m 2^n.
        Vector512<int> bits = scaled.AsInt32() - Vector512.Create(0x3F2AAAAB);
        Vector512<int> exponent = bits >> 23;
        Vector512<float> m = (scaled.AsInt32() - (exponent << 23)).AsSingle();
        Vector512<float> n = Vector512.ConvertToSingle(exponent) - (tiny & Vector512.Create(23f));
        Vector512<float> f = m - Vector512<float>.One;
        Vector512<float> p = Vector512.Create(-0.12880345f);
        p = Fma(p, f, 0.13965777f);
        p = Fma(p, f, -0.12187001f);
        p = Fma(p, f, 0.1401011f);
        p = Fma(p, f, -0.16680276f);
        p = Fma(p, f, 0.20010106f);
        p = Fma(p, f, -0.24999803f);
        p = Fma(p, f, 0.3333322f);
        p = Fma(p, f, -0.5f);
        // n ln 2 in two parts, the first exact.
        Vector512<float> low = Fma(n, 1.4286068e-06f, p * (f * f));
        Vector512<float> y = Fma(n, 0.693145751953125f, f + low);
        Vector512<float> zero = Vector512.Equals(x, Vector512<float>.Zero), infinite = Vector512.Equals(x, Vector512.Create(float.PositiveInfinity));
        y = Vector512.ConditionalSelect(zero, Vector512.Create(float.NegativeInfinity), y);
        y = Vector512.ConditionalSelect(infinite, x, y);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<float>.Zero), y, Vector512.Create(float.NaN));
    }

    /// <summary>log(1 + x) for x in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Log1pOfUnit(Vector512<float> x)
    {
        // What 1 + x loses in rounding comes back to first order.
        Vector512<float> u = Vector512<float>.One + x;
        return Log(u) + ((x - (u - Vector512<float>.One)) / u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sin(Vector512<float> x) => Angle(x, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Cos(Vector512<float> x) => Angle(x, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> z = Vector512.Abs(x), square = x * x;
        Vector512<float> p = Vector512.Create(-0.005899836f);
        p = Fma(p, square, 0.020800347f);
        p = Fma(p, square, -0.053785272f);
        p = Fma(p, square, 0.13331944f);
        p = Fma(p, square, -0.333333f);
        Vector512<float> near = FusedMath.MultiplyAdd(p * square, x, x);
        Vector512<float> far = Vector512<float>.One - (Vector512.Create(2f) / (Exp(z + z) + Vector512<float>.One));
        return WithSignOf(x, Vector512.ConditionalSelect(Vector512.LessThan(z, Vector512.Create(0.6f)), near, far));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sigmoid(Vector512<float> x)
    {
        // exp of a negative number only: 1 / (1 + e) or e / (1 + e).
        Vector512<float> e = Exp(-Vector512.Abs(x));
        Vector512<float> above = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), e, Vector512<float>.One);
        return above / (Vector512<float>.One + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Erf(Vector512<float> x)
    {
        Vector512<float> z = Vector512.Abs(x), square = x * x;
        Vector512<float> p = Vector512.Create(7.8538455e-05f);
        p = Fma(p, square, -0.0008010188f);
        p = Fma(p, square, 0.0051883273f);
        p = Fma(p, square, -0.02685381f);
        p = Fma(p, square, 0.11283585f);
        p = Fma(p, square, -0.37612626f);
        p = Fma(p, square, 0.12837917f);
        Vector512<float> near = FusedMath.MultiplyAdd(p, x, x);
        // 1 - exp(-z q(z)) up to 4, where the result is 1 in float already.
        z = Vector512.ConditionalSelect(Vector512.GreaterThan(z, Vector512.Create(4f)), Vector512.Create(4f), z);
        Vector512<float> q = Vector512.Create(1.3843451e-05f);
        q = Fma(q, z, -0.00034931832f);
        q = Fma(q, z, 0.003751919f);
        q = Fma(q, z, -0.023997413f);
        q = Fma(q, z, 0.106515005f);
        q = Fma(q, z, 0.6349799f);
        q = Fma(q, z, 1.1286916f);
        Vector512<float> far = Vector512<float>.One - Exp(-(q * z));
        return Vector512.ConditionalSelect(Vector512.LessThan(z, Vector512<float>.One), near, WithSignOf(x, far));
    }

    /// <summary>The larger of two lanes, or a NaN that is in either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Max(Vector512<float> a, Vector512<float> b) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b) | Vector512.IsNaN(a), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, float c) => FusedMath.MultiplyAdd(a, b, Vector512.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> a, float b, Vector512<float> c) => FusedMath.MultiplyAdd(a, Vector512.Create(b), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => ((n + Vector512.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WithSignOf(Vector512<float> sign, Vector512<float> magnitude) =>
        Vector512.ConditionalSelect(Vector512.Create(-0.0f), sign, magnitude);

    // sin(x + quarter pi / 2), in double lanes, so that neither the reduction nor the series shows in a float.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Angle(Vector512<float> x, int quarter)
    {
        if (Vector512.GreaterThanAny(Vector512.Abs(x), Vector512.Create(LargestAngle)))
        {
            return LargeAngle(x, quarter);
        }
        return Vector512.Narrow(Angle(Vector512.WidenLower(x), quarter), Angle(Vector512.WidenUpper(x), quarter));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Angle(Vector512<double> x, long quarter)
    {
        Vector512<double> rounded = Vector512.FusedMultiplyAdd(x, Vector512.Create(0.6366197723675814), Vector512.Create(WideRounder));
        Vector512<double> n = rounded - Vector512.Create(WideRounder);
        // With n = 0 both products are -0, so that the sine of -0 is -0.
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.5707963267948966), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-6.123233995736766e-17), r);
        Vector512<double> z = r * r;
        // The series to r^13 and r^14.
        Vector512<double> sin = Vector512.Create(1 / 6227020800.0);
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512.Create(-1 / 39916800.0));
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512.Create(1 / 362880.0));
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512.Create(-1 / 5040.0));
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512.Create(1 / 120.0));
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512.Create(-1 / 6.0));
        sin = Vector512.FusedMultiplyAdd(sin, z, Vector512<double>.One) * r;
        Vector512<double> cos = Vector512.Create(-1 / 87178291200.0);
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(1 / 479001600.0));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(-1 / 3628800.0));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(1 / 40320.0));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(-1 / 720.0));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(1 / 24.0));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512.Create(-0.5));
        cos = Vector512.FusedMultiplyAdd(cos, z, Vector512<double>.One);
        Vector512<long> quadrant = rounded.AsInt64() + Vector512.Create(quarter);
        Vector512<double> odd = Vector512.Equals(quadrant & Vector512<long>.One, Vector512<long>.One).AsDouble();
        return (Vector512.ConditionalSelect(odd, cos, sin).AsInt64() ^ ((quadrant & Vector512.Create(2L)) << 62)).AsDouble();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> LargeAngle(Vector512<float> x, int quarter)
    {
        Vector512<float> y = x;
        for (int i = 0; i < Vector512<float>.Count; i++)
        {
            y = y.WithElement(i, quarter == 0 ? ScalarMath.Sin(x[i]) : ScalarMath.Cos(x[i]));
        }
        return y;
    }
}
