using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>
/// The gradients of <see cref="FusedRows"/>. Every step is rounded as in the rules of the operations one by one, in their order. What reaches an input on
/// two ways comes out as two gradients, which the engine adds to what it has in the order in which the operations would have sent them.
/// </summary>
internal static unsafe class FusedGradients
{
    private const int Lanes = 16;

    /// <summary>
    /// Of weight * (x * scale) with scale = rsqrt(mean of x * x + eps), for one row of more than one element: direct is what reaches x as a factor, spread
    /// what reaches it by way of the scale.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RmsNorm(float* gradient, float* weight, float* x, float eps, float* direct, float* spread, nint count)
    {
        float scale = 1 / MathF.Sqrt((Reductions.SumOfRoundedSquares(x, count) / count) + eps);
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            (Vector512.Load(gradient + i) * Vector512.Load(weight + i)).Store(direct + i);
        }
        for (; i < count; i++)
        {
            direct[i] = gradient[i] * weight[i];
        }
        float ofSquare = Reductions.SumOfRoundedProducts(direct, x, count) * (scale * scale * scale) * -0.5f / count;
        Vector512<float> scales = Vector512.Create(scale), ofSquares = Vector512.Create(ofSquare), two = Vector512.Create(2f);
        i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            (Vector512.Load(x + i) * ofSquares * two).Store(spread + i);
            (Vector512.Load(direct + i) * scales).Store(direct + i);
        }
        for (; i < count; i++)
        {
            spread[i] = x[i] * ofSquare * 2;
            direct[i] *= scale;
        }
    }

    /// <summary>Of silu(x) * z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SiluMultiply(float* gradient, float* x, float* z, float* ofX, float* ofZ, nint count)
    {
        float* last = stackalloc float[Lanes];
        for (nint i = 0; i < count; i += Lanes)
        {
            nint here = Math.Min(Lanes, count - i);
            (Vector512<float> first, Vector512<float> second) = OfSiluMultiply(Load(gradient + i, here, last), Load(x + i, here, last), Load(z + i, here, last));
            Store(first, ofX + i, here, last);
            Store(second, ofZ + i, here, last);
        }
    }

    /// <summary>
    /// Of one vector turned. Direct: gradient * cos; turned: what comes through the halves that changed places, never minus zero, as it is where the halves
    /// come one after the other between zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rotate(float* gradient, float* cos, float* sin, float* direct, float* turned, nint half)
    {
        Elementwise.Mul(gradient, cos, direct, 2 * half);
        nint i = 0;
        for (; i <= half - Lanes; i += Lanes)
        {
            (Vector512<float>.Zero + (Vector512.Load(gradient + half + i) * Vector512.Load(sin + half + i))).Store(turned + i);
            (Vector512<float>.Zero - (Vector512.Load(gradient + i) * Vector512.Load(sin + i))).Store(turned + half + i);
        }
        for (; i < half; i++)
        {
            turned[i] = 0f + (gradient[half + i] * sin[half + i]);
            turned[half + i] = 0f - (gradient[i] * sin[i]);
        }
    }

    /// <summary>
    /// Of carrier * (causal depthwise convolution of gate * signal + bias), row t of all three. What reaches gate * signal is one
    /// rounded product and one addition a tap, from the outputs that read it and no others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GatedConvolution(GatedConvolutionGradient* g, nint t)
    {
        nint channels = g->Channels, taps = g->Taps, to = t * channels, readers = Math.Min(taps, g->Positions - t);
        float* gradient = g->Gradient + (t * g->StepGradient), gate = g->Gate + (t * g->StepGate), signal = g->Signal + (t * g->StepSignal);
        FusedRows.GatedConvolution(g->Gate, g->StepGate, g->Signal, g->StepSignal, gradient, g->Weight, taps, g->Bias, g->OfCarrier + to, t, channels);
        float* last = stackalloc float[Lanes];
        for (nint c = 0; c < channels; c += Lanes)
        {
            nint count = Math.Min(Lanes, channels - c);
            Vector512<float> sum = Vector512<float>.Zero;
            for (nint j = taps - readers; j < taps; j++)
            {
                nint at = t + taps - 1 - j;
                float* from = g->Gradient + (at * g->StepGradient) + c, carrier = g->Carrier + (at * g->StepCarrier) + c;
                sum += Load(g->Weight + (j * channels) + c, count, last) * (Load(from, count, last) * Load(carrier, count, last));
            }
            Store(sum * Load(signal + c, count, last), g->OfGate + to + c, count, last);
            Store(sum * Load(gate + c, count, last), g->OfSignal + to + c, count, last);
        }
    }

    // A whole vector, or the last elements of a row by way of room for one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* from, nint count, float* room)
    {
        if (count == Lanes)
        {
            return Vector512.Load(from);
        }
        new Span<float>(room, Lanes).Clear();
        Unsafe.CopyBlock(room, from, (uint)(count * sizeof(float)));
        return Vector512.Load(room);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> vector, float* to, nint count, float* room)
    {
        if (count == Lanes)
        {
            vector.Store(to);
            return;
        }
        vector.Store(room);
        Unsafe.CopyBlock(to, room, (uint)(count * sizeof(float)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> OfX, Vector512<float> OfZ) OfSiluMultiply(Vector512<float> gradient, Vector512<float> x, Vector512<float> z)
    {
        Vector512<float> sigmoid = VectorMath.Sigmoid(x);
        return (gradient * z * sigmoid * ((x * (Vector512<float>.One - sigmoid)) + Vector512<float>.One), gradient * (x * sigmoid));
    }
}

/// <summary>
/// The operands of one sequence, rows of channels: what the convolution read, the gradient of its output, and room for the gradients of its inputs.
/// Weights are [taps, channels]; rows of the inputs lie step elements apart, those of the results follow each other.
/// </summary>
internal unsafe struct GatedConvolutionGradient
{
    internal float* Gradient, Gate, Signal, Carrier, Weight, Bias, OfGate, OfSignal, OfCarrier;
    internal nint StepGradient, StepGate, StepSignal, StepCarrier, Positions, Channels, Taps;
}
