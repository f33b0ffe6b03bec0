using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>The gradient of a depthwise convolution with respect to its input.</summary>
internal static unsafe class ConvolutionGradient
{
    private const int Lanes = 16;

    /// <summary>
    /// x[c, i] = the sum from 0 over j ascending of w[c, j] y[c, t] where t * stride + j * dilation - padding is i, for the steps i from..to-1. Every product
    /// is rounded, then added: the bits of one tap after the other. x and y are gradients here; w is [taps, channels].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Depthwise(DepthwiseGradient* g, nint from, nint to)
    {
        bool alongChannels = g->StrideC == 1 && g->InStrideC == 1;
        for (nint i = from; i < to; i++)
        {
            nint c = 0;
            for (; alongChannels && c <= g->Channels - Lanes; c += Lanes)
            {
                Vector512<float> sum = Vector512<float>.Zero;
                for (nint j = 0; j < g->Taps; j++)
                {
                    nint t = g->StepOf(i, j);
                    if (t >= 0)
                    {
                        sum += Vector512.Load(g->W + (j * g->Channels) + c) * Vector512.Load(g->Y + (t * g->StrideT) + c);
                    }
                }
                sum.Store(g->X + (i * g->InStrideT) + c);
            }
            for (; c < g->Channels; c++)
            {
                float sum = 0;
                for (nint j = 0; j < g->Taps; j++)
                {
                    nint t = g->StepOf(i, j);
                    if (t >= 0)
                    {
                        sum += g->W[(j * g->Channels) + c] * g->Y[(c * g->StrideC) + (t * g->StrideT)];
                    }
                }
                g->X[(c * g->InStrideC) + (i * g->InStrideT)] = sum;
            }
        }
    }
}

/// <summary>The operands of one sequence: Y, the gradient of the output, has the strides of channels and steps; X, that of the input, its own.</summary>
internal unsafe struct DepthwiseGradient
{
    internal float* Y, W, X;
    internal nint StrideC, StrideT, InStrideC, InStrideT;
    internal nint Channels, OutLength, Taps, Stride, Dilation, Padding;

    /// <summary>The output that read input i through tap j, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly nint StepOf(nint i, nint j)
    {
        nint reached = i + Padding - (j * Dilation);
        if (Stride != 1 && reached % Stride != 0)
        {
            return -1;
        }
        nint t = Stride == 1 ? reached : reached / Stride;
        return t < OutLength ? t : -1;
    }
}
