using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

/// <summary>
/// Chains of operations of language models that go over memory once. Each has the bits of the plain operations that its remarks name, and so have its
/// gradients. It is these operations where an operand is not float32, and for operands that rarely need a gradient. Not a part of TorchSharp: code that
/// uses it keeps the plain operations beside it.
/// </summary>
public static unsafe partial class FusedOperations
{
    /// <summary>Root mean square normalisation over the last dimension.</summary>
    /// <remarks>weight * (x * rsqrt(x.pow(2).mean([-1], keepdim: true) + eps)).</remarks>
    /// <param name="x">[..., n].</param>
    /// <param name="weight">[n].</param>
    /// <param name="eps">Added to the mean of the squares.</param>
    /// <returns>[..., n].</returns>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double eps)
    {
        // A row of one element has no sum in its gradient.
        bool records = Tape.Records(x);
        if (x.Rank == 0 || weight.Rank != 1 || weight.Sizes[0] != x.Sizes[^1] || x.Sizes[^1] <= (records ? 1 : 0) || !AreFloat32(x, weight)
            || (!records && Tape.Records(weight)))
        {
            using var scope = NewDisposeScope();
            return (weight * (x * rsqrt(x.pow(2).mean([-1], keepdim: true) + eps))).MoveToOuterDisposeScope();
        }

        var result = Tensor.New(x.Sizes, ScalarType.Float32);
        using var source = new Operand(x, ScalarType.Float32);
        using var factors = new Operand(weight, ScalarType.Float32);
        var work = new NormWork { X = source.Floats, Weight = factors.Floats, Y = result.Pointer<float>(), Length = (nint)x.Sizes[^1], Eps = (float)eps };
        RowPieces.Run((nint)source.Count / work.Length, work.Length, &NormRows, &work);
        return records ? RecordNorm(x, weight, eps, result) : result;
    }

    /// <summary>The gated activation of an MLP.</summary>
    /// <remarks>silu(x) * y.</remarks>
    /// <param name="x">The gate before its activation.</param>
    /// <param name="y">The same shape.</param>
    /// <returns>The same shape.</returns>
    public static Tensor SiluMultiply(Tensor x, Tensor y)
    {
        if (!x.Sizes.AsSpan().SequenceEqual(y.Sizes) || !AreFloat32(x, y) || (!Tape.Records(x) && Tape.Records(y)))
        {
            using var activated = x.silu();
            return activated * y;
        }

        var result = Tensor.New(x.Sizes, ScalarType.Float32);
        using var left = new Operand(x, ScalarType.Float32);
        using var right = new Operand(y, ScalarType.Float32);
        var work = new PairWork { X = left.Floats, Z = right.Floats, Y = result.Pointer<float>() };
        RowPieces.Run((nint)left.Count, 1, &SiluMultiplyElements, &work);
        return Tape.Records(x) ? RecordSiluMultiply(x, y, result) : result;
    }

    /// <summary>Rotary position embedding in the half-split form: element i of a vector turns with element i + d / 2.</summary>
    /// <remarks>x * cos.unsqueeze(-2) + cat([-(second half of x), first half of x], -1) * sin.unsqueeze(-2).</remarks>
    /// <param name="x">[..., positions, heads, d].</param>
    /// <param name="cos">[positions, d].</param>
    /// <param name="sin">[positions, d].</param>
    /// <returns>The shape of x.</returns>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        if (x.Rank < 3 || x.Sizes[^1] % 2 != 0 || x.numel() == 0 || !AreTables(x, cos, sin) || !AreFloat32(x, cos, sin) || Tape.Records(cos, sin))
        {
            using var scope = NewDisposeScope();
            long half = x.Sizes[^1] / 2;
            Tensor first = x.narrow(-1, 0, half), second = x.narrow(-1, half, half);
            return (x * cos.unsqueeze(-2) + cat([-second, first], -1) * sin.unsqueeze(-2)).MoveToOuterDisposeScope();
        }

        var result = Tensor.New(x.Sizes, ScalarType.Float32);
        using var source = new Operand(x, ScalarType.Float32);
        using var cosines = new Operand(cos, ScalarType.Float32);
        using var sines = new Operand(sin, ScalarType.Float32);
        var work = new RotationWork
        {
            X = source.Floats,
            Cos = cosines.Floats,
            Sin = sines.Floats,
            Y = result.Pointer<float>(),
            Positions = (nint)x.Sizes[^3],
            Heads = (nint)x.Sizes[^2],
            Length = (nint)x.Sizes[^1],
        };
        nint rowLength = work.Heads * work.Length;
        RowPieces.Run((nint)source.Count / rowLength, rowLength, &RotateRows, &work);
        return Tape.Records(x) ? RecordRotation(x, cos, sin, result) : result;
    }

    /// <summary>A gated short convolution along positions: causal, one filter a channel.</summary>
    /// <remarks>
    /// carrier * conv1d((gate * signal).transpose(1, 2), weight, bias, padding: taps - 1, groups: channels).narrow(2, 0, positions).transpose(1, 2).
    /// </remarks>
    /// <param name="gate">[batch, positions, channels].</param>
    /// <param name="signal">The same shape.</param>
    /// <param name="carrier">The same shape.</param>
    /// <param name="weight">[channels, 1, taps]; the last tap is the current position.</param>
    /// <param name="bias">[channels], or null.</param>
    /// <returns>The same shape.</returns>
    public static Tensor GatedConvolution(Tensor gate, Tensor signal, Tensor carrier, Tensor weight, Tensor? bias)
    {
        bool fits = gate.Rank == 3 && gate.numel() > 0 && gate.Sizes.AsSpan().SequenceEqual(signal.Sizes) && gate.Sizes.AsSpan().SequenceEqual(carrier.Sizes)
            && gate.Strides[2] == 1 && signal.Strides[2] == 1 && carrier.Strides[2] == 1
            && weight.Rank == 3 && weight.Sizes[0] == gate.Sizes[2] && weight.Sizes[1] == 1 && (bias is null || bias.numel() == gate.Sizes[2])
            && AreFloat32(gate, signal, carrier, weight) && (bias is null || AreFloat32(bias));
        bool records = Tape.Records(gate) && Tape.Records(signal) && Tape.Records(carrier);
        if (!fits || (!records && Tape.Records(gate, signal, carrier)) || Tape.Records(weight, weight, bias))
        {
            using var scope = NewDisposeScope();
            var gated = (gate * signal).transpose(1, 2);
            var mixed = nn.functional.conv1d(gated, weight, bias, padding: weight.Sizes[^1] - 1, groups: weight.Sizes[0]);
            return (carrier * mixed.narrow(2, 0, gate.Sizes[1]).transpose(1, 2)).MoveToOuterDisposeScope();
        }

        var result = Tensor.New(gate.Sizes, ScalarType.Float32);
        nint positions = (nint)gate.Sizes[1], channels = (nint)gate.Sizes[2], taps = (nint)weight.Sizes[2];
        using var filters = new Operand(weight, ScalarType.Float32);
        using var addend = bias is null ? default : new Operand(bias, ScalarType.Float32);
        using var turned = new PooledBuffer<float>(channels * taps);
        Packing.Transpose(filters.Floats, taps, channels, taps, turned.Pointer, channels);
        for (long i = 0; i < gate.Sizes[0]; i++)
        {
            var work = new ConvolutionWork
            {
                Gate = gate.Pointer<float>() + i * gate.Strides[0],
                Signal = signal.Pointer<float>() + i * signal.Strides[0],
                Carrier = carrier.Pointer<float>() + i * carrier.Strides[0],
                StepGate = (nint)gate.Strides[1],
                StepSignal = (nint)signal.Strides[1],
                StepCarrier = (nint)carrier.Strides[1],
                Weight = turned.Pointer,
                Bias = addend.Floats,
                Y = result.Pointer<float>() + i * positions * channels,
                Taps = taps,
                Channels = channels,
            };
            RowPieces.Run(positions, channels, &ConvolveRows, &work);
        }

        GC.KeepAlive(gate);
        GC.KeepAlive(signal);
        GC.KeepAlive(carrier);
        return records ? RecordConvolution(gate, signal, carrier, weight, bias, result) : result;
    }

    private static bool AreFloat32(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.dtype != ScalarType.Float32)
                return false;
        }
        return true;
    }

    private static bool AreTables(Tensor x, params ReadOnlySpan<Tensor> tables)
    {
        foreach (var table in tables)
        {
            if (table.Rank != 2 || table.Sizes[0] != x.Sizes[^3] || table.Sizes[1] != x.Sizes[^1])
                return false;
        }
        return true;
    }

    private static void NormRows(void* context, nint start, nint end)
    {
        var work = (NormWork*)context;
        for (nint row = start; row < end; row++)
            FusedRows.RmsNorm(work->X + row * work->Length, work->Weight, work->Eps, work->Y + row * work->Length, work->Length);
    }

    private static void SiluMultiplyElements(void* context, nint start, nint end)
    {
        var work = (PairWork*)context;
        FusedRows.SiluMultiply(work->X + start, work->Z + start, work->Y + start, end - start);
    }

    private static void RotateRows(void* context, nint start, nint end)
    {
        var work = (RotationWork*)context;
        for (nint row = start; row < end; row++)
        {
            nint table = row % work->Positions * work->Length;
            for (nint head = 0; head < work->Heads; head++)
            {
                nint at = (row * work->Heads + head) * work->Length;
                FusedRows.Rotate(work->X + at, work->Cos + table, work->Sin + table, work->Y + at, work->Length / 2);
            }
        }
    }

    private static void ConvolveRows(void* context, nint start, nint end)
    {
        var work = (ConvolutionWork*)context;
        for (nint t = start; t < end; t++)
        {
            FusedRows.GatedConvolution(work->Gate, work->StepGate, work->Signal, work->StepSignal, work->Carrier + t * work->StepCarrier,
                work->Weight, work->Taps, work->Bias, work->Y + t * work->Channels, t, work->Channels);
        }
    }

    private struct NormWork
    {
        public float* X, Weight, Y;
        public nint Length;
        public float Eps;
    }

    private struct PairWork
    {
        public float* X, Z, Y;
    }

    private struct RotationWork
    {
        public float* X, Cos, Sin, Y;
        public nint Positions, Heads, Length;
    }

    private struct ConvolutionWork
    {
        public float* Gate, Signal, Carrier, Weight, Bias, Y;
        public nint StepGate, StepSignal, StepCarrier, Taps, Channels;
    }
}
