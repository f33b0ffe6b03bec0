using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.LinearAlgebra;

/// <summary>Matrix products of tensors: the rules of rank and broadcasting, and the cached packing of weights.</summary>
internal static unsafe class MatMul
{
    /// <summary>Elements from which on a weight is worth packing once for many products.</summary>
    private const long PackFrom = 1024;

    /// <summary>The product by PyTorch's rules for any ranks.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        if (!Tape.Records(a, b))
            return Multiplied(a, b);
        Tensor result;
        using (new GradMode(false))
            result = Multiplied(a, b);
        return Derivatives.Product(a, b, result);
    }

    /// <summary>input W^T + bias, with W packed once for as long as its storage is not written to.</summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias)
    {
        if (!Tape.Records(input, weight, bias))
            return Mapped(input, weight, bias);
        Tensor result;
        using (new GradMode(false))
            result = Mapped(input, weight, bias);
        return Derivatives.Linear(input, weight, bias, result);
    }

    private static Tensor Multiplied(Tensor a, Tensor b)
    {
        var type = Common(a, b, "matmul");
        if (a.Rank == 0 || b.Rank == 0)
            throw new InvalidOperationException($"matmul: both tensors need a dimension; the shapes are {Layout.Show(a.Sizes)} and "
                + $"{Layout.Show(b.Sizes)}.");
        long k = a.Sizes[^1], rows = b.Sizes[b.Rank == 1 ? 0 : b.Rank - 2];
        if (rows != k)
            throw new InvalidOperationException($"matmul: the shapes {Layout.Show(a.Sizes)} and {Layout.Show(b.Sizes)} do not fit: "
                + $"{k} columns against {rows} rows.");
        if (a.Rank == 1)
        {
            using var row = a.unsqueeze(0);
            using var product = Multiplied(row, b);
            return product.squeeze(b.Rank == 1 ? -1 : -2);
        }
        if (b.Rank == 1)
        {
            using var column = b.unsqueeze(1);
            using var product = Multiplied(a, column);
            return product.squeeze(-1);
        }
        if (b.Rank == 2)
        {
            var flat = Rowwise(a, b.Sizes[1], type);
            Rows(a, b, flat);
            return flat;
        }
        var batch = Layout.Broadcast(a.Sizes.AsSpan(0, a.Rank - 2), b.Sizes.AsSpan(0, b.Rank - 2), "matmul");
        var sizes = new Dimensions(batch);
        sizes.Add(a.Sizes[^2]);
        sizes.Add(b.Sizes[^1]);
        var result = Tensor.New(sizes.Values, type);
        Batches(a, b, batch, result);
        return result;
    }

    private static Tensor Mapped(Tensor input, Tensor weight, Tensor? bias)
    {
        var type = Common(input, weight, "linear");
        if (bias is not null && bias.dtype != type)
            throw new InvalidOperationException($"linear: the bias has the type {bias.dtype}, the input {type}. Convert one of them "
                + "with to().");
        if (weight.Rank is not (1 or 2) || input.Rank == 0 || input.Sizes[^1] != weight.Sizes[^1])
            throw new InvalidOperationException($"linear: an input {Layout.Show(input.Sizes)} does not fit a weight "
                + $"{Layout.Show(weight.Sizes)}; "
                + "the input's last size must be the weight's last.");
        if (weight.Rank == 1)
        {
            using var row = weight.unsqueeze(0);
            using var outputs = Mapped(input, row, bias);
            return outputs.squeeze(-1);
        }
        long n = weight.Sizes[0];
        if (bias is not null && (bias.Rank > 1 || (bias.numel() != n && bias.numel() != 1)))
            throw new InvalidOperationException($"linear: the bias {Layout.Show(bias.Sizes)} does not fit the {n} outputs.");
        var result = Rowwise(input, n, type);
        var addend = bias?.numel() == n ? bias : null;
        if (type == ScalarType.Float64 || weight.numel() < PackFrom || ElementTypes.Compute(type) != type && type != ScalarType.BFloat16)
        {
            using var turned = weight.t();
            Rows(input, turned, result);
            if (bias is not null)
                result.add_(bias);
        }
        else
        {
            Packed(input, weight, addend, result);
            if (bias is not null && addend is null)
                result.add_(bias);
        }
        return result;
    }

    private static void Packed(Tensor input, Tensor weight, Tensor? bias, Tensor result)
    {
        var impl = weight.Impl;
        nint n = (nint)impl.Sizes[0], k = (nint)impl.Sizes[1], strideN = (nint)impl.Strides[0], strideK = (nint)impl.Strides[1];
        var key = new PackedCache.Key(impl.Offset, n, k, strideN, strideK, impl.DType);
        var packed = impl.Storage.Packed.Get(impl.Storage.Version, key, impl, static (impl, key) => impl.DType == ScalarType.BFloat16
            ? PackedMatrix.PackBFloat16((ushort*)impl.Data, (nint)key.Rows, (nint)key.Columns, (nint)key.RowStride, (nint)key.ColumnStride)
            : PackedMatrix.Pack((float*)impl.Data, (nint)key.Rows, (nint)key.Columns, (nint)key.RowStride, (nint)key.ColumnStride));
        nint m = k == 0 ? 0 : (nint)(input.numel() / k);
        using var x = new Operand(input, ScalarType.Float32);
        using var addend = bias is null ? default : new Operand(bias, ScalarType.Float32);
        using var target = new MatrixTarget(result);
        MatrixProduct.Multiply(x.Floats, k, m, packed, addend.Floats, (float*)target.Data, n);
        GC.KeepAlive(weight);
        GC.KeepAlive(packed);
    }

    /// <summary>A result for each row of the input.</summary>
    public static Tensor Rowwise(Tensor input, long columns, ScalarType type)
    {
        var sizes = new Dimensions(input.Sizes);
        sizes[input.Rank - 1] = columns;
        return Tensor.New(sizes.Values, type);
    }

    /// <summary>All rows of a, whatever its rank, times the matrix b.</summary>
    private static void Rows(Tensor a, Tensor b, Tensor result)
    {
        var compute = ElementTypes.Compute(result.dtype);
        nint k = (nint)b.Sizes[0], n = (nint)b.Sizes[1], m = (nint)(result.numel() / Math.Max(n, 1));
        using var x = new Operand(a, compute);
        using var y = new Operand(b, compute, strided: true);
        using var target = new MatrixTarget(result);
        Multiply(compute, x.Data, k, m, y.Data, (nint)y.Strides[1], (nint)y.Strides[0], n, k, target.Data, n);
    }

    private static void Batches(Tensor a, Tensor b, long[] batch, Tensor result)
    {
        var compute = ElementTypes.Compute(result.dtype);
        nint m = (nint)a.Sizes[^2], k = (nint)a.Sizes[^1], n = (nint)b.Sizes[^1];
        using var x = new Operand(a, compute, strided: a.Strides[^1] == 1);
        using var y = new Operand(b, compute, strided: true);
        using var target = new MatrixTarget(result);
        int size = ElementTypes.SizeOf(compute);
        var stridesA = Layout.ExpandStrides(a.Sizes.AsSpan(0, a.Rank - 2), x.Strides.AsSpan(0, a.Rank - 2), batch)!;
        var stridesB = Layout.ExpandStrides(b.Sizes.AsSpan(0, b.Rank - 2), y.Strides.AsSpan(0, b.Rank - 2), batch)!;
        byte* to = target.Data;
        var walk = new RowWalk(batch, stridesA, stridesB);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++, to += m * n * size)
            {
                byte* left = x.Data + (walk.A + i * walk.StrideA) * size, right = y.Data + (walk.B + i * walk.StrideB) * size;
                Multiply(compute, left, (nint)x.Strides[^2], m, right, (nint)y.Strides[^1], (nint)y.Strides[^2], n, k, to, n);
            }
        }
    }

    private static void Multiply(ScalarType compute, byte* a, nint lda, nint m, byte* b, nint strideN, nint strideK, nint n, nint k,
        byte* c, nint ldc)
    {
        if (m == 0 || n == 0)
            return;
        if (k == 0)
            System.Runtime.InteropServices.NativeMemory.Clear(c, (nuint)(m * n * ElementTypes.SizeOf(compute)));
        else if (compute == ScalarType.Float32)
            MatrixProduct.Multiply((float*)a, lda, m, (float*)b, strideN, strideK, n, k, (float*)c, ldc);
        else
            MatrixProduct.Multiply((double*)a, lda, m, (double*)b, strideN, strideK, n, k, (double*)c, ldc);
    }

    private static ScalarType Common(Tensor a, Tensor b, string operation)
    {
        if (a.dtype != b.dtype)
            throw new InvalidOperationException($"{operation}: the operands have the types {a.dtype} and {b.dtype}; they must agree. "
                + "Convert one with to().");
        if (!ElementTypes.IsFloating(a.dtype))
            throw new InvalidOperationException($"{operation}: products of {a.dtype} matrices are not part of the embedded "
                + "TorchSharp. Convert to a floating-point type.");
        return a.dtype;
    }
}
