using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

internal static unsafe partial class ScaledDotProduct
{
    /// <summary>
    /// The gradients of query, key and value, null where none is needed, by the kernel: one head at a time on all threads. They have the bits of the
    /// definition's operations one by one, and the shape to which the heads broadcast.
    /// </summary>
    /// <param name="query">[..., t, d], float32.</param>
    /// <param name="key">[..., s, d].</param>
    /// <param name="value">[..., s, d].</param>
    /// <param name="causal">Whether row i saw keys 0..i only.</param>
    /// <param name="gradient">That of the result, [..., t, d].</param>
    /// <param name="needsQuery">Whether the query has a gradient.</param>
    /// <param name="needsKey">Whether the key has one.</param>
    /// <param name="needsValue">Whether the value has one.</param>
    public static Tensor?[] Gradients(Tensor query, Tensor key, Tensor value, bool causal, Tensor gradient, bool needsQuery, bool needsKey, bool needsValue)
    {
        long t = query.Sizes[^2], s = key.Sizes[^2], d = query.Sizes[^1];
        var batch = Batch(query, key, value);
        using var q = Rows(query);
        using var k = Rows(key);
        using var v = Rows(value);
        long[] stridesQ = Expand(query, q, batch, t), stridesK = Expand(key, k, batch, s), stridesV = Expand(value, v, batch, s);
        var output = gradient.Strides[^1] == 1 ? gradient : gradient.contiguous();
        long count = Layout.Count(batch);
        using var heads = new PooledBuffer<AttentionHead>(count);
        new Span<AttentionHead>(heads.Pointer, checked((int)count)).Fill(Head(stridesQ, stridesK, stridesV, output.Strides, t, s, d, causal));
        PlaceInputs(heads.Pointer, q.Floats, stridesQ, k.Floats, stridesK, v.Floats, stridesV, batch);
        PlaceResult(heads.Pointer, output, null, batch);
        Tensor? queries = needsQuery ? Tensor.New(Shape(batch, t, d), ScalarType.Float32) : null;
        Tensor? keys = needsKey ? Tensor.New(Shape(batch, s, d), ScalarType.Float32) : null;
        Tensor? values = needsValue ? Tensor.New(Shape(batch, s, d), ScalarType.Float32) : null;
        var work = new GradientWork
        {
            Heads = heads.Pointer,
            Queries = queries is null ? null : queries.Pointer<float>(),
            Keys = keys is null ? null : keys.Pointer<float>(),
            Values = values is null ? null : values.Pointer<float>(),
        };
        Loop((nint)count, &Backward, &work, count * t * s * d >= ParallelFrom);
        GC.KeepAlive(output);
        return [queries, keys, values];
    }

    private static void Backward(void* context, nint item)
    {
        var work = (GradientWork*)context;
        var head = work->Heads + item;
        nint queries = item * head->T * head->D, keys = item * head->S * head->D;
        AttentionGradient.Backward(head, work->Queries == null ? null : work->Queries + queries, work->Keys == null ? null : work->Keys + keys,
            work->Values == null ? null : work->Values + keys);
    }

    private struct GradientWork
    {
        public AttentionHead* Heads;
        public float* Queries, Keys, Values;
    }
}
