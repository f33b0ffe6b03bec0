using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

/// <summary>
/// Attention over batches and heads: the kernel for float32, blocks of rows on all threads; the definition otherwise.
/// Query heads that see one key-value head (an expanded dimension) share its packed form.
/// </summary>
internal static unsafe partial class ScaledDotProduct
{
    private const nint ParallelFrom = 1 << 16;

    /// <summary>Packed floats that are held at one time, and row panels that are one piece of work.</summary>
    private const nint PackedAtOnce = 1 << 18, PanelsOfBlock = 8;

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
        if (mask is null && HasKernel(query, key, value) && !Tape.Records(query, key, value))
            return Heads(query, key, value, null, causal);
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

    /// <summary>Is there a kernel for these types and shapes?</summary>
    public static bool HasKernel(Tensor query, Tensor key, Tensor value) =>
        query.dtype == ScalarType.Float32 && value.Sizes[^1] == key.Sizes[^1] && query.numel() > 0 && key.numel() > 0;

    private static Tensor Compute(Tensor query, Tensor key, Tensor value, Tensor? bias, bool causal) => HasKernel(query, key, value)
        ? Heads(query, key, value, bias, causal)
        : Definition(query, key, value, bias, causal);

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
        var batch = Batch(query, key, value);
        using var q = Rows(query);
        using var k = Rows(key);
        using var v = Rows(value);
        long[] stridesQ = Expand(query, q, batch, t), stridesK = Expand(key, k, batch, s), stridesV = Expand(value, v, batch, s);
        var b = bias?.expand([.. batch, t, s]);
        b = b is null || b.Strides[^1] == 1 ? b : b.contiguous();
        var result = LikeQuery(Shape(batch, t, d), stridesQ);
        long count = Layout.Count(batch);
        using var heads = new PooledBuffer<AttentionHead>(count);
        var head = Head(stridesQ, stridesK, stridesV, result.Strides, t, s, d, causal);
        head.StepMask = b is null ? 0 : (nint)b.Strides[^2];
        new Span<AttentionHead>(heads.Pointer, checked((int)count)).Fill(head);
        PlaceInputs(heads.Pointer, q.Floats, stridesQ, k.Floats, stridesK, v.Floats, stridesV, batch);
        PlaceResult(heads.Pointer, result, b, batch);
        Run(heads.Pointer, (nint)count);
        GC.KeepAlive(bias);
        return result;
    }

    /// <summary>Some groups of heads with the same keys and values at a time: packs what each group shares, then computes blocks of rows.</summary>
    private static void Run(AttentionHead* heads, nint count)
    {
        nint length = Attention.PackedLength(heads);
        nint groups = 0;
        for (nint i = 0; i < count; i++)
            groups += SharesKeys(heads, i) ? 0 : 1;
        nint atOnce = Math.Clamp(PackedAtOnce / Math.Max(length, 1), 1, groups);
        using var packed = new PooledBuffer<float>(atOnce * length);
        using var starts = new PooledBuffer<nint>(atOnce + 1);
        var work = new Work { Heads = heads, Starts = starts.Pointer, Packed = packed.Pointer, PackedLength = length };
        work.Blocks = (heads->RowPanels + PanelsOfBlock - 1) / PanelsOfBlock;
        bool parallel = count * heads->T * heads->S * heads->D >= ParallelFrom;
        for (nint end = 0; end < count;)
        {
            nint found = 0;
            for (work.First = end; end < count; end++)
            {
                if (SharesKeys(heads, end))
                    continue;
                if (found == atOnce)
                    break;
                starts.Pointer[found++] = end;
            }
            starts.Pointer[found] = end;
            Loop(found, &PackGroup, &work, parallel);
            Loop((end - work.First) * work.Blocks, &Block, &work, parallel);
        }
    }

    private static bool SharesKeys(AttentionHead* heads, nint i) => i > 0 && heads[i].K == heads[i - 1].K && heads[i].V == heads[i - 1].V;

    private static void Loop(nint items, delegate*<void*, nint, void> body, void* context, bool parallel)
    {
        if (parallel)
        {
            WorkerPool.For(items, body, context);
            return;
        }
        for (nint i = 0; i < items; i++)
            body(context, i);
    }

    private static void PackGroup(void* context, nint group)
    {
        var work = (Work*)context;
        nint start = work->Starts[group], end = work->Starts[group + 1];
        var first = work->Heads + start;
        Attention.Pack(first, work->Packed + group * work->PackedLength);
        for (nint i = start + 1; i < end; i++)
            work->Heads[i] = work->Heads[i] with { Keys = first->Keys, Values = first->Values, StepValues = first->StepValues,
                ValuePanel = first->ValuePanel };
    }

    /// <summary>The blocks of a head come last rows first: these take the longest where attention is causal.</summary>
    private static void Block(void* context, nint item)
    {
        var work = (Work*)context;
        var head = work->Heads + work->First + item / work->Blocks;
        nint from = (work->Blocks - 1 - item % work->Blocks) * PanelsOfBlock;
        Attention.Rows(head, from, Math.Min(from + PanelsOfBlock, head->RowPanels));
    }

    /// <summary>The sizes of the batches and heads to which the inputs broadcast.</summary>
    private static long[] Batch(Tensor query, Tensor key, Tensor value)
    {
        var batch = Layout.Broadcast(query.Sizes.AsSpan(0, query.Rank - 2), key.Sizes.AsSpan(0, key.Rank - 2), "scaled_dot_product_attention");
        return Layout.Broadcast(batch, value.Sizes.AsSpan(0, value.Rank - 2), "scaled_dot_product_attention");
    }

    /// <summary>The operand with rows that lie in one piece.</summary>
    private static Operand Rows(Tensor tensor) => new(tensor, ScalarType.Float32, strided: tensor.Strides[^1] == 1);

    /// <summary>The sizes of the batches and heads, then the rows and the columns of each.</summary>
    private static long[] Shape(long[] batch, long rows, long columns)
    {
        var shape = new Dimensions(batch);
        shape.Add(rows);
        shape.Add(columns);
        return shape.Interned();
    }

    private static long[] Expand(Tensor tensor, Operand operand, long[] batch, long rows) =>
        Layout.ExpandStrides(tensor.Sizes, operand.Strides, Shape(batch, rows, tensor.Sizes[^1]))!;

    /// <summary>A result whose dimensions lie in memory in the order of the query's, so that turning the heads back costs no copy.</summary>
    private static Tensor LikeQuery(long[] sizes, long[] like)
    {
        var strides = new Dimensions(sizes.Length);
        long count = Layout.Count(sizes);
        // A dimension steps over all that come after it: those of smaller strides, and of equal ones the later.
        for (int i = 0; i < sizes.Length; i++)
        {
            strides[i] = 1;
            for (int j = 0; j < sizes.Length; j++)
            {
                if (like[j] < like[i] || (like[j] == like[i] && j > i))
                    strides[i] *= sizes[j];
            }
        }
        if (strides[sizes.Length - 1] != 1)
            return Tensor.New(sizes, ScalarType.Float32);
        return Tensor.Of(TensorImpl.Of(TensorStorage.Of(checked(count * sizeof(float))), 0, sizes, strides.Values, ScalarType.Float32));
    }

    /// <summary>What all heads have in common.</summary>
    private static AttentionHead Head(long[] stridesQ, long[] stridesK, long[] stridesV, long[] stridesO, long t, long s, long d, bool causal) => new()
    {
        Family = KernelFamily.Current,
        StepQ = (nint)stridesQ[^2],
        StepK = (nint)stridesK[^2],
        StepV = (nint)stridesV[^2],
        StepO = (nint)stridesO[^2],
        T = (nint)t,
        S = (nint)s,
        D = (nint)d,
        Scale = (float)(1 / Math.Sqrt(d)),
        First = causal ? 1 : (nint)s,
    };

    private static void PlaceInputs(AttentionHead* head, float* q, long[] stridesQ, float* k, long[] stridesK, float* v, long[] stridesV, long[] batch)
    {
        int rank = batch.Length;
        var inputs = new RowWalk(batch, stridesQ.AsSpan(0, rank), stridesK.AsSpan(0, rank), stridesV.AsSpan(0, rank));
        for (var to = head; inputs.Next();)
        {
            for (long i = 0; i < inputs.Length; i++, to++)
            {
                to->Q = q + inputs.A + i * inputs.StrideA;
                to->K = k + inputs.B + i * inputs.StrideB;
                to->V = v + inputs.C + i * inputs.StrideC;
            }
        }
    }

    private static void PlaceResult(AttentionHead* head, Tensor result, Tensor? mask, long[] batch)
    {
        int rank = batch.Length;
        var others = new RowWalk(batch, result.Strides.AsSpan(0, rank), mask is null ? default : mask.Strides.AsSpan(0, rank));
        for (var to = head; others.Next();)
        {
            for (long i = 0; i < others.Length; i++, to++)
            {
                to->O = result.Pointer<float>() + others.A + i * others.StrideA;
                to->Mask = mask is null ? null : mask.Pointer<float>() + others.B + i * others.StrideB;
            }
        }
    }

    private static Tensor Additive(Tensor mask, ScalarType type) => mask.dtype != ScalarType.Bool ? mask.to_type(type)
        : zeros(mask.Sizes, type).masked_fill_(mask.logical_not(), double.NegativeInfinity);

    private struct Work
    {
        public AttentionHead* Heads;
        public nint* Starts;
        public float* Packed;
        public nint PackedLength;
        public nint First;
        public nint Blocks;
    }
}
