using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;
using Rows = TorchSharp.Kernels.Reductions;

namespace TorchSharp.Reduction;

/// <summary>Functions of whole rows along one dimension that keep the shape: softmax and its logarithm.</summary>
internal static unsafe class RowFunctions
{
    public static Tensor Softmax(Tensor source, long dim, ScalarType? type, bool logarithm)
    {
        if (!Tape.Records(source))
            return Compute(source, dim, type, logarithm);
        Tensor result;
        using (new GradMode(false))
            result = Compute(source, dim, type, logarithm);
        return logarithm ? Derivatives.LogSoftmax(source, result, dim) : Derivatives.Softmax(source, result, dim);
    }

    private static Tensor Compute(Tensor source, long dim, ScalarType? type, bool logarithm)
    {
        var target = type ?? source.dtype;
        string operation = logarithm ? "log_softmax" : "softmax";
        if (!ElementTypes.IsFloating(target))
            throw new InvalidOperationException($"{operation}: not defined for {target}. Convert to a floating-point type first.");
        int at = Layout.Dim(dim, source.Rank, operation);
        if (source.Rank > 0 && at != source.Rank - 1)
        {
            using var turned = source.transpose(at, -1);
            using var result = Compute(turned, -1, type, logarithm);
            using var back = result.transpose(at, -1);
            return back.clone();
        }
        var compute = ElementTypes.Compute(target);
        using var operand = new Operand(source, compute);
        var wide = Tensor.New(source.Sizes, compute);
        long length = source.Rank == 0 ? 1 : source.Sizes[^1];
        var work = new RowWork { X = operand.Data, Y = wide.Impl.Data, Length = length, Single = compute == ScalarType.Float32,
            Logarithm = logarithm };
        long rows = length == 0 ? 0 : operand.Count / length;
        if (operand.Count >= Binary.ParallelFrom / 4)
        {
            WorkerPool.For((nint)rows, &Row, &work);
        }
        else
        {
            for (nint i = 0; i < rows; i++)
                Row(&work, i);
        }
        if (compute == target)
            return wide;
        using (wide)
            return wide.to_type(target);
    }

    private static void Row(void* context, nint row)
    {
        var work = (RowWork*)context;
        nint length = (nint)work->Length;
        if (work->Single)
        {
            float* x = (float*)work->X + row * length, y = (float*)work->Y + row * length;
            if (work->Logarithm)
                Rows.LogSoftmax(x, y, length);
            else
                Rows.Softmax(x, y, length);
            return;
        }
        double* wideX = (double*)work->X + row * length, wideY = (double*)work->Y + row * length;
        if (work->Logarithm)
            Rows.LogSoftmax(wideX, wideY, length);
        else
            Rows.Softmax(wideX, wideY, length);
    }

    private struct RowWork
    {
        public byte* X;
        public byte* Y;
        public long Length;
        public bool Single;
        public bool Logarithm;
    }
}
