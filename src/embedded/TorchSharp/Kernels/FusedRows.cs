using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>
/// Chains of operations that go over their operands once. Every step is rounded as the operation of its own would be, in the same order, so that the
/// bits are those of the operations one by one.
/// </summary>
internal static unsafe class FusedRows
{
    private const int Lanes = 16;

    /// <summary>weight * (x * rsqrt(mean of x * x + eps)) of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RmsNorm(float* x, float* weight, float eps, float* y, nint count)
    {
        float scale = 1 / MathF.Sqrt((Reductions.SumOfRoundedSquares(x, count) / count) + eps);
        Vector512<float> scales = Vector512.Create(scale);
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            (Vector512.Load(weight + i) * (Vector512.Load(x + i) * scales)).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] = weight[i] * (x[i] * scale);
        }
    }

    /// <summary>silu(x) * z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SiluMultiply(float* x, float* z, float* y, nint count)
    {
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Vector512<float> here = Vector512.Load(x + i);
            (here * VectorMath.Sigmoid(here) * Vector512.Load(z + i)).Store(y + i);
        }
        if (i < count)
        {
            float* last = stackalloc float[Lanes];
            Vector512<float>.Zero.Store(last);
            new Span<float>(x + i, (int)(count - i)).CopyTo(new Span<float>(last, Lanes));
            Vector512<float> here = Vector512.Load(last);
            (here * VectorMath.Sigmoid(here)).Store(last);
            for (nint l = 0; l < count - i; l++)
            {
                y[i + l] = last[l] * z[i + l];
            }
        }
    }

    /// <summary>
    /// One vector turned: x * cos + (-second half, first half) * sin.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rotate(float* x, float* cos, float* sin, float* y, nint half)
    {
        nint i = 0;
        for (; i <= half - Lanes; i += Lanes)
        {
            Vector512<float> first = Vector512.Load(x + i), second = Vector512.Load(x + half + i);
            ((first * Vector512.Load(cos + i)) + (-second * Vector512.Load(sin + i))).Store(y + i);
            ((second * Vector512.Load(cos + half + i)) + (first * Vector512.Load(sin + half + i))).Store(y + half + i);
        }
        for (; i < half; i++)
        {
            float first = x[i], second = x[half + i];
            y[i] = (first * cos[i]) + (-second * sin[i]);
            y[half + i] = (second * cos[half + i]) + (first * sin[half + i]);
        }
    }

    /// <summary>
    /// Row t of carrier * (causal depthwise convolution of gate * signal + bias) over channels that are neighbours in memory, as Convolution.Depthwise
    /// does it: a chain over the taps ascending that meet the input. Weights are [taps, channels]; rows of the inputs lie step elements apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GatedConvolution(float* gate, nint stepGate, float* signal, nint stepSignal, float* carrier, float* weight, nint taps, float* bias,
        float* y, nint t, nint channels)
    {
        nint first = Math.Max(0, taps - 1 - t);
        nint c = 0;
        for (; c <= channels - Lanes; c += Lanes)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (nint j = first; j < taps; j++)
            {
                nint at = t + j - (taps - 1);
                Vector512<float> product = Vector512.Load(gate + (at * stepGate) + c) * Vector512.Load(signal + (at * stepSignal) + c);
                sum = FusedMath.MultiplyAdd(Vector512.Load(weight + (j * channels) + c), product, sum);
            }
            if (bias != null)
            {
                sum += Vector512.Load(bias + c);
            }
            (Vector512.Load(carrier + c) * sum).Store(y + c);
        }
        for (; c < channels; c++)
        {
            float sum = 0;
            for (nint j = first; j < taps; j++)
            {
                nint at = t + j - (taps - 1);
                sum = FusedMath.MultiplyAdd(weight[(j * channels) + c], gate[(at * stepGate) + c] * signal[(at * stepSignal) + c], sum);
            }
            y[c] = carrier[c] * (bias == null ? sum : sum + bias[c]);
        }
    }
}
