using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

internal static unsafe partial class Reductions
{
    /// <summary>
    /// In place, the softmax of x * scale + mask of some rows, with the bits of these operations one by one. Row i has min(limit, count + i) elements; what
    /// lies behind them up to a multiple of 32 is overwritten. A row of nothing but minus infinity becomes zeros if there is a mask (null: none), else NaN.
    /// </summary>
    internal static void ScaledSoftmax(float* x, nint stepX, nint rows, nint count, nint limit, float scale, float* mask, nint stepMask)
    {
        // A pass goes over all rows before the next begins: within one row each would wait for the last steps of the one before.
        float* numbers = stackalloc float[(int)rows];
        for (nint i = 0; i < rows; i++)
        {
            numbers[i] = ScaleAndMax(x + (i * stepX), Math.Min(limit, count + i), scale, mask == null ? null : mask + (i * stepMask));
        }
        for (nint i = 0; i < rows; i++)
        {
            numbers[i] = ExpAndSumPadded(x + (i * stepX), Math.Min(limit, count + i), numbers[i]);
        }
        for (nint i = 0; i < rows; i++)
        {
            // The largest element adds exp(0) = 1, so only a row that the mask hides entirely has the sum 0.
            DividePadded(x + (i * stepX), Math.Min(limit, count + i), mask != null && numbers[i] == 0 ? 1 : numbers[i]);
        }
    }

    // The largest element of x * scale + mask, which goes to x with minus infinity behind it; 0 where the mask hides the row entirely.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ScaleAndMax(float* x, nint count, float scale, float* mask)
    {
        Vector512<float> factor = Vector512.Create(scale), lowest = Vector512.Create(float.NegativeInfinity), a = lowest, b = lowest;
        nint whole = count / Lanes * Lanes;
        if (mask != null)
        {
            Elementwise.Mul(x, scale, x, count);
            Elementwise.Add(x, mask, x, count);
            factor = Vector512<float>.One;
        }
        // A NaN may get lost here: the sum then has it.
        for (nint i = 0; i < whole; i += Lanes)
        {
            Vector512<float> p = Vector512.Load(x + i) * factor, q = Vector512.Load(x + i + Half) * factor;
            p.Store(x + i);
            q.Store(x + i + Half);
            a = Vector512.MaxNative(p, a);
            b = Vector512.MaxNative(q, b);
        }
        if (whole < count)
        {
            Vector512<float> p = Keep(Vector512.Load(x + whole) * factor, count - whole, lowest);
            Vector512<float> q = Keep(Vector512.Load(x + whole + Half) * factor, count - whole - Half, lowest);
            p.Store(x + whole);
            q.Store(x + whole + Half);
            a = Vector512.MaxNative(p, a);
            b = Vector512.MaxNative(q, b);
        }
        float max = MaxOfLanes(VectorMath.Max(a, b));
        return mask != null && float.IsNegativeInfinity(max) ? 0 : max;
    }

    // The sum of exp(x - max), whose terms go to x, as in ExpAndSum: minus infinity behind the row adds 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExpAndSumPadded(float* x, nint count, float max)
    {
        Vector512<float> maxima = Vector512.Create(max), totalA = Vector512<float>.Zero, totalB = totalA;
        for (nint start = 0; start < count; start += SetLength)
        {
            nint end = Math.Min(count, start + SetLength);
            Vector512<float> a = Vector512<float>.Zero, b = a;
            for (nint i = start; i < end; i += Lanes)
            {
                Vector512<float> p = VectorMath.Exp(Vector512.Load(x + i) - maxima), q = VectorMath.Exp(Vector512.Load(x + i + Half) - maxima);
                p.Store(x + i);
                q.Store(x + i + Half);
                a += p;
                b += q;
            }
            totalA += a;
            totalB += b;
        }
        return SumOfLanes(totalA, totalB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DividePadded(float* x, nint count, float divisor)
    {
        Vector512<float> all = Vector512.Create(divisor);
        for (nint i = 0; i < count; i += Half)
        {
            (Vector512.Load(x + i) / all).Store(x + i);
        }
    }

    // The first count elements, the others replaced.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Keep(Vector512<float> x, nint count, Vector512<float> rest) => Vector512.ConditionalSelect(
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)Math.Min(count, Half))).AsSingle(), x, rest);
}
