using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>Depthwise convolution along time.</summary>
internal static unsafe class Convolution
{
    private const int Lanes = 16;

    /// <summary>
    /// y[c, t] = sum over j ascending of w[c, j] x[c, t * stride + j * dilation - padding], plus bias[c] when not null: one chain of fused
    /// multiply-adds over the taps that meet the input (0..length-1), then one addition. Padding counts zeros on the left; w is [channels, taps].
    /// </summary>
    internal static void Depthwise(float* x, nint strideC, nint strideT, nint channels, nint length, float* w, nint taps, float* bias,
        nint stride, nint dilation, nint padding, float* y, nint outStrideC, nint outStrideT, nint outLength)
    {
        Shape shape = new()
        {
            X = x, StrideC = strideC, StrideT = strideT, Length = length, W = w, Taps = taps, Bias = bias, Stride = stride, Dilation = dilation,
            Padding = padding, Y = y, OutStrideC = outStrideC, OutStrideT = outStrideT,
        };
        if (strideC == 1 && outStrideC == 1 && channels >= Lanes)
        {
            AlongChannels(&shape, channels, outLength);
            return;
        }
        for (nint c = 0; c < channels; c++)
        {
            // Sixteen steps at once where every tap meets the input.
            nint start = Math.Min(outLength, (padding + stride - 1) / stride);
            nint end = Math.Min(outLength, length - ((taps - 1) * dilation) + padding);
            if (strideT != 1 || outStrideT != 1 || stride != 1 || end - start < Lanes)
            {
                OneByOne(&shape, c, 0, outLength);
                continue;
            }
            OneByOne(&shape, c, 0, start);
            nint t = start;
            for (; t <= end - Lanes; t += Lanes)
            {
                SixteenSteps(&shape, c, t);
            }
            OneByOne(&shape, c, t, outLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByOne(Shape* s, nint c, nint t, nint end)
    {
        for (; t < end; t++)
        {
            float sum = 0;
            for (nint j = 0; j < s->Taps; j++)
            {
                nint at = (t * s->Stride) + (j * s->Dilation) - s->Padding;
                if (at >= 0 && at < s->Length)
                {
                    sum = FusedMath.MultiplyAdd(s->W[(c * s->Taps) + j], s->X[(c * s->StrideC) + (at * s->StrideT)], sum);
                }
            }
            s->Y[(c * s->OutStrideC) + (t * s->OutStrideT)] = s->Bias == null ? sum : sum + s->Bias[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenSteps(Shape* s, nint c, nint t)
    {
        float* x = s->X + (c * s->StrideC) + t - s->Padding;
        Vector512<float> sum = Vector512<float>.Zero;
        for (nint j = 0; j < s->Taps; j++)
        {
            sum = FusedMath.MultiplyAdd(Vector512.Create(s->W[(c * s->Taps) + j]), Vector512.Load(x + (j * s->Dilation)), sum);
        }
        if (s->Bias != null)
        {
            sum += Vector512.Create(s->Bias[c]);
        }
        sum.Store(s->Y + (c * s->OutStrideC) + t);
    }

    // Channels are neighbours in memory: vectors of channels, with the taps transposed. The last vector overlaps the one before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongChannels(Shape* s, nint channels, nint outLength)
    {
        float* w = Scratch.Floats(Scratch.Use.ConvolutionTaps, channels * s->Taps);
        for (nint c = 0; c < channels; c++)
        {
            for (nint j = 0; j < s->Taps; j++)
            {
                w[(j * channels) + c] = s->W[(c * s->Taps) + j];
            }
        }
        for (nint t = 0; t < outLength; t++)
        {
            nint origin = (t * s->Stride) - s->Padding;
            for (nint block = 0; block < channels; block += Lanes)
            {
                nint c = Math.Min(block, channels - Lanes);
                Vector512<float> sum = Vector512<float>.Zero;
                for (nint j = 0; j < s->Taps; j++)
                {
                    nint at = origin + (j * s->Dilation);
                    if (at >= 0 && at < s->Length)
                    {
                        sum = FusedMath.MultiplyAdd(Vector512.Load(w + (j * channels) + c), Vector512.Load(s->X + (at * s->StrideT) + c), sum);
                    }
                }
                if (s->Bias != null)
                {
                    sum += Vector512.Load(s->Bias + c);
                }
                sum.Store(s->Y + (t * s->OutStrideT) + c);
            }
        }
    }

    private struct Shape
    {
        internal float* X;
        internal nint StrideC, StrideT, Length;
        internal float* W;
        internal nint Taps;
        internal float* Bias;
        internal nint Stride, Dilation, Padding;
        internal float* Y;
        internal nint OutStrideC, OutStrideT;
    }
}
