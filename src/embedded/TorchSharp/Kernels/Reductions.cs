using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>
/// Reductions of one contiguous row in a fixed order: element i goes to lane i % 32 (the tail is filled up with what changes nothing), then the lanes
/// are halved, lane l with lane l + 16, + 8, + 4, + 2, + 1. Sums of floats start a new set of lanes every 4096 elements and add the sets in order, so
/// that the error of a long row stays small. Elements that change nothing behind the row's end leave every bit as it is.
/// </summary>
internal static unsafe partial class Reductions
{
    private const int Lanes = 32, Half = 16, SetLength = 4096;

    internal static float Sum(float* x, nint count) => Fold<PlainTerm>(x, x, count);

    internal static float SumOfSquares(float* x, nint count) => Fold<ProductTerm>(x, x, count);

    /// <summary>The sum of squares that are rounded before they are added, as the sum of a tensor of squares is.</summary>
    internal static float SumOfRoundedSquares(float* x, nint count) => Fold<RoundedProductTerm>(x, x, count);

    /// <summary>The sum of products that are rounded before they are added, as the sum of a tensor of products is.</summary>
    internal static float SumOfRoundedProducts(float* x, float* y, nint count) => Fold<RoundedProductTerm>(x, y, count);

    internal static float Dot(float* x, float* y, nint count) => Fold<ProductTerm>(x, y, count);

    /// <summary>The largest element, minus infinity without any; a NaN if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Max(float* x, nint count)
    {
        Vector512<float> a = Vector512.Create(float.NegativeInfinity), b = a;
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            a = VectorMath.Max(a, Vector512.Load(x + i));
            b = VectorMath.Max(b, Vector512.Load(x + i + Half));
        }
        if (i < count)
        {
            float* last = stackalloc float[Lanes];
            Fill(x + i, last, Lanes, count - i, float.NegativeInfinity);
            a = VectorMath.Max(a, Vector512.Load(last));
            b = VectorMath.Max(b, Vector512.Load(last + Half));
        }
        return MaxOfLanes(VectorMath.Max(a, b));
    }

    /// <summary>The first index of the largest element, or of the first NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static nint ArgMax(float* x, nint count)
    {
        float max = Max(x, count);
        Vector512<float> wanted = Vector512.Create(max);
        bool isNaN = float.IsNaN(max);
        nint i = 0;
        for (; i <= count - Half; i += Half)
        {
            Vector512<float> here = Vector512.Load(x + i);
            ulong found = (isNaN ? Vector512.IsNaN(here) : Vector512.Equals(here, wanted)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return i + System.Numerics.BitOperations.TrailingZeroCount(found);
            }
        }
        while (i < count - 1 && x[i] != max && !float.IsNaN(x[i]))
        {
            i++;
        }
        return i;
    }

    /// <summary>exp(x - max) over its sum. A row with only minus infinity gives NaN.</summary>
    internal static void Softmax(float* x, float* y, nint count)
    {
        float sum = ExpAndSum(x, y, count, Max(x, count));
        Elementwise.Div(y, sum, y, count);
    }

    /// <summary>x - max - log(sum of exp(x - max)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void LogSoftmax(float* x, float* y, nint count)
    {
        float max = Max(x, count);
        float log = ScalarMath.Log(ExpAndSum(x, null, count, max));
        Vector512<float> maxima = Vector512.Create(max), logs = Vector512.Create(log);
        nint i = 0;
        for (; i <= count - Half; i += Half)
        {
            (Vector512.Load(x + i) - maxima - logs).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] = x[i] - max - log;
        }
    }

    // The sum of exp(x - max), whose terms go to y unless it is null.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExpAndSum(float* x, float* y, nint count, float max)
    {
        Vector512<float> maxima = Vector512.Create(max), totalA = Vector512<float>.Zero, totalB = totalA;
        float* last = stackalloc float[Lanes];
        for (nint start = 0; start < count; start += SetLength)
        {
            nint end = Math.Min(count, start + SetLength), i = start;
            Vector512<float> a = Vector512<float>.Zero, b = a;
            for (; i <= end - Lanes; i += Lanes)
            {
                Vector512<float> p = VectorMath.Exp(Vector512.Load(x + i) - maxima), q = VectorMath.Exp(Vector512.Load(x + i + Half) - maxima);
                a += p;
                b += q;
                if (y != null)
                {
                    p.Store(y + i);
                    q.Store(y + i + Half);
                }
            }
            if (i < end)
            {
                Fill(x + i, last, Lanes, end - i, float.NegativeInfinity);
                Vector512<float> p = VectorMath.Exp(Vector512.Load(last) - maxima), q = VectorMath.Exp(Vector512.Load(last + Half) - maxima);
                p.Store(last);
                q.Store(last + Half);
                // Only the row's own terms count, also where max is minus infinity.
                Fill(last, last, Lanes, end - i, 0);
                a += Vector512.Load(last);
                b += Vector512.Load(last + Half);
                for (nint l = 0; y != null && l < end - i; l++)
                {
                    y[i + l] = last[l];
                }
            }
            totalA += a;
            totalB += b;
        }
        return SumOfLanes(totalA, totalB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fold<TTerm>(float* x, float* y, nint count)
        where TTerm : struct, ITerm
    {
        Vector512<float> totalA = Vector512<float>.Zero, totalB = totalA;
        float* last = stackalloc float[Lanes];
        for (nint start = 0; start < count; start += SetLength)
        {
            nint end = Math.Min(count, start + SetLength), i = start;
            Vector512<float> a = Vector512<float>.Zero, b = a;
            for (; i <= end - Lanes; i += Lanes)
            {
                a = TTerm.Add(a, Vector512.Load(x + i), Vector512.Load(y + i));
                b = TTerm.Add(b, Vector512.Load(x + i + Half), Vector512.Load(y + i + Half));
            }
            // What is left fills the first sixteen lanes, then the others; lanes that nothing is added to keep their bits.
            bool half = i <= end - Half;
            if (half)
            {
                a = TTerm.Add(a, Vector512.Load(x + i), Vector512.Load(y + i));
                i += Half;
            }
            if (i < end)
            {
                Fill(x + i, last, Half, end - i, 0);
                Fill(y + i, last + Half, Half, end - i, 0);
                Vector512<float> rest = TTerm.Add(half ? b : a, Vector512.Load(last), Vector512.Load(last + Half));
                (a, b) = half ? (a, rest) : (rest, b);
            }
            totalA += a;
            totalB += b;
        }
        return SumOfLanes(totalA, totalB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfLanes(Vector512<float> a, Vector512<float> b)
    {
        Vector512<float> sixteen = a + b;
        Vector256<float> eight = sixteen.GetLower() + sixteen.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float MaxOfLanes(Vector512<float> lanes)
    {
        Vector256<float> eight = Larger(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> four = Larger(eight.GetLower(), eight.GetUpper());
        return Larger(Larger(four[0], four[2]), Larger(four[1], four[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Larger(Vector256<float> a, Vector256<float> b) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b) | Vector256.IsNaN(a), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Larger(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b) | Vector128.IsNaN(a), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Larger(float a, float b) => a > b || float.IsNaN(a) ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(float* from, float* to, int width, nint count, float rest)
    {
        Span<float> lanes = new(to, width);
        new ReadOnlySpan<float>(from, (int)count).CopyTo(lanes);
        lanes[(int)count..].Fill(rest);
    }

    /// <summary>What one element, or a pair of them, adds to a lane.</summary>
    private interface ITerm
    {
        static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y);
    }

    private readonly struct PlainTerm : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y) => sum + x;
    }

    private readonly struct RoundedProductTerm : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y) => sum + (x * y);
    }

    private readonly struct ProductTerm : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y) => FusedMath.MultiplyAdd(x, y, sum);
    }
}
