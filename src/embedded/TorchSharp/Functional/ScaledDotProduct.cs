using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

/// <summary>
/// Attention over batches and heads: the kernel for float32, one head at a time on all threads; the definition otherwise.
/// </summary>
internal static unsafe class ScaledDotProduct
{
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal)
    {
        if (query.Rank < 2 || key.Rank < 2 || value.Rank < 2 || query.Sizes[^1] != key.Sizes[^1] || key.Sizes[^2] != value.Sizes[^2])
            throw new InvalidOperationException($"scaled_dot_product_attention: the shapes {Layout.Show(query.Sizes)}, "
                + $"{Layout.Show(key.Sizes)} and "
                + $"{Layout.Show(value.Sizes)} of query, key and value do not fit.");
        if (query.dtype != key.dtype || query.dtype != value.dtype || !query.is_floating_point())
            throw new InvalidOperationException($"scaled_dot_product_attention: query, key and value have the types {query.dtype}, "
                + $"{key.dtype} and "
                + $"{value.dtype}; they must have one floating-point type.");
        using var scope = NewDisposeScope();
        var bias = mask is null ? null : Additive(mask, query.dtype);
        Tensor result;
        bool records = Tape.Records(query, key, value) || (bias is not null && Tape.Records(bias));
        using (records ? new GradMode(false) : null)
            result = Compute(query, key, value, bias, causal);
        if (records)
            Derivatives.Attention(query, key, value, bias, causal, result);
        return result.MoveToOuterDisposeScope();
    }

    private static Tensor Compute(Tensor query, Tensor key, Tensor value, Tensor? bias, bool causal)
    {
        bool kernel = query.dtype == ScalarType.Float32 && value.Sizes[^1] == key.Sizes[^1] && query.numel() > 0 && key.numel() > 0;
        return kernel ? Heads(query, key, value, bias, causal) : Definition(query, key, value, bias, causal);
    }

    /// <summary>The formula, with its matrices in memory.</summary>
    private static Tensor Definition(Tensor query, Tensor key, Tensor value, Tensor? bias, bool causal)
    {
        // The 16-bit floats are rounded once, at the end.
        var type = query.dtype;
        var compute = ElementTypes.Compute(type);
        var scores = query.to_type(compute).matmul(key.to_type(compute).mT).mul(1 / Math.Sqrt(query.Sizes[^1]));
        if (causal)
            scores = scores.masked_fill(ones(query.Sizes[^2], key.Sizes[^2], ScalarType.Bool).tril().logical_not(),
                double.NegativeInfinity);
        if (bias is not null)
            scores = scores.add(bias.to_type(compute));
        return scores.softmax(-1).matmul(value.to_type(compute)).to_type(type);
    }

    private static Tensor Heads(Tensor query, Tensor key, Tensor value, Tensor? bias, bool causal)
    {
        long t = query.Sizes[^2], s = key.Sizes[^2], d = query.Sizes[^1];
        var batch = Layout.Broadcast(query.Sizes.AsSpan(0, query.Rank - 2), key.Sizes.AsSpan(0, key.Rank - 2),
            "scaled_dot_product_attention");
        batch = Layout.Broadcast(batch, value.Sizes.AsSpan(0, value.Rank - 2), "scaled_dot_product_attention");
        var q = Rows(query, [.. batch, t, d]);
        var k = Rows(key, [.. batch, s, d]);
        var v = Rows(value, [.. batch, s, d]);
        var b = bias is null ? null : Rows(bias, [.. batch, t, s]);
        var result = Tensor.New([.. batch, t, d], ScalarType.Float32);
        long heads = Layout.Count(batch);
        using var offsets = new PooledBuffer<long>(heads * 4);
        Fill(offsets.Pointer, q, batch);
        Fill(offsets.Pointer + 1, k, batch);
        Fill(offsets.Pointer + 2, v, batch);
        if (b is not null)
            Fill(offsets.Pointer + 3, b, batch);
        var work = new HeadWork
        {
            Q = q.Pointer<float>(),
            K = k.Pointer<float>(),
            V = v.Pointer<float>(),
            Mask = b is null ? null : b.Pointer<float>(),
            O = result.Pointer<float>(),
            Offsets = offsets.Pointer,
            StepQ = (nint)q.Strides[^2],
            StepK = (nint)k.Strides[^2],
            StepV = (nint)v.Strides[^2],
            StepMask = b is null ? 0 : (nint)b.Strides[^2],
            T = (nint)t,
            S = (nint)s,
            D = (nint)d,
            Scale = (float)(1 / Math.Sqrt(d)),
            Causal = causal,
        };
        WorkerPool.For((nint)heads, &Head, &work);
        GC.KeepAlive(query);
        GC.KeepAlive(key);
        GC.KeepAlive(value);
        return result;
    }

    private static void Head(void* context, nint head)
    {
        var work = (HeadWork*)context;
        long* offset = work->Offsets + head * 4;
        Attention.Forward(work->Q + offset[0], work->StepQ, work->K + offset[1], work->StepK, work->V + offset[2], work->StepV, work->T,
            work->S,
            work->D, work->Scale, work->Causal, work->Mask == null ? null : work->Mask + offset[3], work->StepMask, work->O
                + head * work->T * work->D,
            work->D);
    }

    /// <summary>The operand expanded to the common batch, with rows that lie in one piece.</summary>
    private static Tensor Rows(Tensor operand, long[] shape)
    {
        var expanded = operand.expand(shape);
        return expanded.Strides[^1] == 1 ? expanded : expanded.contiguous();
    }

    private static void Fill(long* offsets, Tensor operand, long[] batch)
    {
        var walk = new RowWalk(batch, operand.Strides.AsSpan(0, batch.Length));
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++, offsets += 4)
                *offsets = walk.A + i * walk.StrideA;
        }
    }

    private static Tensor Additive(Tensor mask, ScalarType type) => mask.dtype != ScalarType.Bool ? mask.to_type(type)
        : zeros(mask.Sizes, type).masked_fill_(mask.logical_not(), double.NegativeInfinity);

    private struct HeadWork
    {
        public float* Q;
        public float* K;
        public float* V;
        public float* Mask;
        public float* O;
        public long* Offsets;
        public nint StepQ;
        public nint StepK;
        public nint StepV;
        public nint StepMask;
        public nint T;
        public nint S;
        public nint D;
        public float Scale;
        public bool Causal;
    }
}
