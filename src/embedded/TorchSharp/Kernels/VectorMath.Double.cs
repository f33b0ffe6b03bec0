using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

internal static partial class VectorMath
{
    /// <summary>
    /// exp of eight doubles, at most one unit in the last place from the true value; 0 below -708, where the true value is no normal number, and
    /// infinity above 709.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> low = Vector512.LessThan(x, Vector512.Create(-708.0)), high = Vector512.GreaterThan(x, Vector512.Create(709.0));
        Vector512<double> bounded = Vector512.ConditionalSelect(low | high, Vector512<double>.Zero, x);
        Vector512<double> rounded = Vector512.FusedMultiplyAdd(bounded, Vector512.Create(1.4426950408889634), Vector512.Create(WideRounder));
        Vector512<double> n = rounded - Vector512.Create(WideRounder);
        // ln 2 in two parts.
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.6931471805599453), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-2.3190468138462996e-17), r);
        // The series from r^2 / 2 to r^13.
        Vector512<double> p = Vector512.Create(1 / 6227020800.0);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 479001600.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 39916800.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 3628800.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 362880.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 40320.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 5040.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 720.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 120.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 24.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 6.0));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5));
        Vector512<double> y = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<double>.One;
        Vector512<long> whole = rounded.AsInt64() - Vector512.Create(WideRounder).AsInt64();
        Vector512<double> result = (y.AsInt64() + (whole << 52)).AsDouble();
        result = Vector512.ConditionalSelect(low, Vector512<double>.Zero, result);
        result = Vector512.ConditionalSelect(high, Vector512.Create(double.PositiveInfinity), result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }
}
