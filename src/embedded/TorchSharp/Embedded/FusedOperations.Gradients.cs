using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

// An input that the plain operations read twice is an input twice: the engine adds its gradients one after the other, in the order of theirs. Operands
// are saved where they save them too: a write in between is no new error.
public static unsafe partial class FusedOperations
{
    private static Tensor RecordNorm(Tensor x, Tensor weight, double eps, Tensor result) => Tape.Record(result, "rms_norm", [weight, x, x], [x, weight], b =>
    {
        Tensor source = b[0], factors = b[1];
        using var ones = b.Needs(0) ? ones_like(factors) : null;
        var ofWeight = ones is null ? null : b.Gradient * RmsNorm(source, ones, eps);
        Tensor direct = Tensor.New(source.Sizes, ScalarType.Float32), spread = Tensor.New(source.Sizes, ScalarType.Float32);
        using var gradient = new Operand(b.Gradient, ScalarType.Float32);
        using var rows = new Operand(source, ScalarType.Float32);
        using var weights = new Operand(factors, ScalarType.Float32);
        var work = new NormGradientWork
        {
            Gradient = gradient.Floats,
            X = rows.Floats,
            Weight = weights.Floats,
            Direct = direct.Pointer<float>(),
            Spread = spread.Pointer<float>(),
            Length = (nint)source.Sizes[^1],
            Eps = (float)eps,
        };
        RowPieces.Run((nint)rows.Count / work.Length, work.Length, &NormGradientRows, &work);
        return [ofWeight, direct, spread];
    });

    private static Tensor RecordSiluMultiply(Tensor x, Tensor y, Tensor result) => Tape.Record(result, "silu_multiply", [y, x], [x, y], static b =>
    {
        Tensor ofX = Tensor.New(b.Shape(1), ScalarType.Float32), ofY = Tensor.New(b.Shape(0), ScalarType.Float32);
        using var gradient = new Operand(b.Gradient, ScalarType.Float32);
        using var left = new Operand(b[0], ScalarType.Float32);
        using var right = new Operand(b[1], ScalarType.Float32);
        var work = new PairGradientWork
        {
            Gradient = gradient.Floats,
            X = left.Floats,
            Z = right.Floats,
            OfX = ofX.Pointer<float>(),
            OfZ = ofY.Pointer<float>(),
        };
        RowPieces.Run((nint)left.Count, 1, &SiluMultiplyGradientElements, &work);
        return [ofY, ofX];
    });

    private static Tensor RecordRotation(Tensor x, Tensor cos, Tensor sin, Tensor result) => Tape.Record(result, "rotate", [x, x], [cos, sin], static b =>
    {
        var shape = b.Shape(0);
        Tensor direct = Tensor.New(shape, ScalarType.Float32), turned = Tensor.New(shape, ScalarType.Float32);
        using var gradient = new Operand(b.Gradient, ScalarType.Float32);
        using var cosines = new Operand(b[0], ScalarType.Float32);
        using var sines = new Operand(b[1], ScalarType.Float32);
        var work = new RotationGradientWork
        {
            Gradient = gradient.Floats,
            Cos = cosines.Floats,
            Sin = sines.Floats,
            Direct = direct.Pointer<float>(),
            Turned = turned.Pointer<float>(),
            Positions = (nint)shape[^3],
            Heads = (nint)shape[^2],
            Length = (nint)shape[^1],
        };
        nint rowLength = work.Heads * work.Length;
        RowPieces.Run((nint)gradient.Count / rowLength, rowLength, &RotateGradientRows, &work);
        return [direct, turned];
    });

    private static Tensor RecordConvolution(Tensor gate, Tensor signal, Tensor carrier, Tensor weight, Tensor? bias, Tensor result)
    {
        bool biased = bias is not null;
        return Tape.Record(result, "gated_convolution", [carrier, gate, signal], [gate, signal, carrier, weight, bias], b =>
        {
            Tensor first = b[0], second = b[1], outer = b[2], taps = b[3];
            var shape = b.Shape(0);
            Tensor ofCarrier = Tensor.New(shape, ScalarType.Float32), ofGate = Tensor.New(shape, ScalarType.Float32);
            var ofSignal = Tensor.New(shape, ScalarType.Float32);
            nint channels = (nint)shape[2];
            using var gradient = new Operand(b.Gradient, ScalarType.Float32, strided: b.Gradient.Strides[2] == 1);
            using var filters = new Operand(taps, ScalarType.Float32);
            using var addend = biased ? new Operand(b[4], ScalarType.Float32) : default;
            using var turned = new PooledBuffer<float>(taps.numel());
            Packing.Transpose(filters.Floats, (nint)taps.Sizes[2], channels, (nint)taps.Sizes[2], turned.Pointer, channels);
            for (long i = 0; i < shape[0]; i++)
            {
                long at = i * shape[1] * channels;
                var work = new GatedConvolutionGradient
                {
                    Gradient = gradient.Floats + i * gradient.Strides[0],
                    Gate = first.Pointer<float>() + i * first.Strides[0],
                    Signal = second.Pointer<float>() + i * second.Strides[0],
                    Carrier = outer.Pointer<float>() + i * outer.Strides[0],
                    Weight = turned.Pointer,
                    Bias = addend.Floats,
                    OfCarrier = ofCarrier.Pointer<float>() + at,
                    OfGate = ofGate.Pointer<float>() + at,
                    OfSignal = ofSignal.Pointer<float>() + at,
                    StepGradient = (nint)gradient.Strides[1],
                    StepGate = (nint)first.Strides[1],
                    StepSignal = (nint)second.Strides[1],
                    StepCarrier = (nint)outer.Strides[1],
                    Positions = (nint)shape[1],
                    Channels = channels,
                    Taps = (nint)taps.Sizes[2],
                };
                RowPieces.Run(work.Positions, channels, &ConvolutionGradientRows, &work);
            }
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(outer);
            return [ofCarrier, ofGate, ofSignal];
        });
    }

    private static void ConvolutionGradientRows(void* context, nint start, nint end)
    {
        for (nint t = start; t < end; t++)
            FusedGradients.GatedConvolution((GatedConvolutionGradient*)context, t);
    }

    private static void NormGradientRows(void* context, nint start, nint end)
    {
        var work = (NormGradientWork*)context;
        for (nint row = start; row < end; row++)
        {
            nint at = row * work->Length;
            FusedGradients.RmsNorm(work->Gradient + at, work->Weight, work->X + at, work->Eps, work->Direct + at, work->Spread + at, work->Length);
        }
    }

    private static void SiluMultiplyGradientElements(void* context, nint start, nint end)
    {
        var work = (PairGradientWork*)context;
        FusedGradients.SiluMultiply(work->Gradient + start, work->X + start, work->Z + start, work->OfX + start, work->OfZ + start, end - start);
    }

    private static void RotateGradientRows(void* context, nint start, nint end)
    {
        var work = (RotationGradientWork*)context;
        for (nint row = start; row < end; row++)
        {
            nint table = row % work->Positions * work->Length;
            for (nint head = 0; head < work->Heads; head++)
            {
                nint at = (row * work->Heads + head) * work->Length;
                FusedGradients.Rotate(work->Gradient + at, work->Cos + table, work->Sin + table, work->Direct + at, work->Turned + at, work->Length / 2);
            }
        }
    }

    private struct NormGradientWork
    {
        public float* Gradient, X, Weight, Direct, Spread;
        public nint Length;
        public float Eps;
    }

    private struct PairGradientWork
    {
        public float* Gradient, X, Z, OfX, OfZ;
    }

    private struct RotationGradientWork
    {
        public float* Gradient, Cos, Sin, Direct, Turned;
        public nint Positions, Heads, Length;
    }
}
