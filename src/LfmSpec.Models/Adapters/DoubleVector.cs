using System.Numerics;
using System.Runtime.InteropServices;

namespace LfmSpec.Models.Adapters;

/// <summary>Sums over vectors of doubles.</summary>
internal static class DoubleVector
{
    /// <summary>The inner product of two vectors of one length.</summary>
    internal static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var (sums, lanes) = (Vector<double>.Zero, Vector<double>.Count);
        ReadOnlySpan<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(one), wideOther = MemoryMarshal.Cast<double, Vector<double>>(other);
        for (var i = 0; i < wide.Length; i++)
        {
            sums += wide[i] * wideOther[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = wide.Length * lanes; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    /// <summary>The length of a vector.</summary>
    internal static double Norm(ReadOnlySpan<double> vector) => Math.Sqrt(Dot(vector, vector));

    /// <summary>Adds a multiple of a vector to another.</summary>
    internal static void Add(Span<double> sum, ReadOnlySpan<double> vector, double factor)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(sum);
        var wideVector = MemoryMarshal.Cast<double, Vector<double>>(vector);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] += wideVector[i] * factor;
        }

        for (var i = wide.Length * Vector<double>.Count; i < sum.Length; i++)
        {
            sum[i] += vector[i] * factor;
        }
    }

    /// <summary>A multiple of a vector.</summary>
    internal static double[] Scaled(double[] vector, double factor) => [.. vector.Select(value => value * factor)];
}
