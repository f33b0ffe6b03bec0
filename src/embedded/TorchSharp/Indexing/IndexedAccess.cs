using TorchSharp.Autograd;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Indexing;

/// <summary>
/// Reading and writing by index tensors. The indexed dimensions are brought to the front, their indices broadcast against each
/// other and turned into offsets; what follows is copied a block at a time.
/// </summary>
internal static unsafe class IndexedAccess
{
    /// <summary>As <see cref="Gather"/>, recorded where a gradient is needed.</summary>
    public static Tensor Read(Tensor source, Tensor?[] indices)
    {
        if (!Tape.Records(source))
            return Gather(source, indices);
        Tensor result;
        using (new GradMode(false))
            result = Gather(source, indices);
        return Derivatives.Index(source, result, indices);
    }

    /// <summary>As <see cref="Scatter"/>, recorded where a gradient is needed.</summary>
    public static void Write(Tensor target, Tensor?[] indices, Tensor value, bool accumulate)
    {
        // A single number is read before anything is written.
        if (value.numel() != 1)
            MemoryOverlap.CheckNone(target, "index_put_", value);
        MemoryOverlap.CheckNone(target, "index_put_", indices);
        if (!Tape.Records(target, value))
        {
            Scatter(target, indices, value, accumulate);
            return;
        }
        target.RewriteAnyway(static (x, y) =>
        {
            var result = x.detach().clone();
            using (new GradMode(false))
                Scatter(result, y.indices, y.value, y.accumulate);
            return Derivatives.IndexPut(x, y.value, result, y.indices, y.accumulate);
        }, (indices, value, accumulate), "index_put_");
    }

    public static Tensor Gather(Tensor source, Tensor?[] indices)
    {
        var plan = Plan(source, indices);
        var blockSizes = plan.Front.Sizes.AsSpan(plan.Indexed).ToArray();
        var result = Tensor.New([.. plan.IndexShape, .. blockSizes], source.dtype);
        var blockStrides = plan.Front.Strides.AsSpan(plan.Indexed).ToArray();
        var targetStrides = Layout.RowMajor(blockSizes).Interned();
        long block = Layout.Count(blockSizes);
        int size = (int)source.ElementSize;
        bool whole = Layout.IsContiguous(blockSizes, blockStrides);
        byte* from = plan.Front.Impl.Data, to = result.Impl.Data;
        for (int i = 0; i < plan.Offsets.Length; i++, to += block * size)
        {
            byte* place = from + plan.Offsets[i] * size;
            if (whole)
                Buffer.MemoryCopy(place, to, block * size, block * size);
            else
                ElementCopy.Copy(source.dtype, place, blockStrides, source.dtype, to, targetStrides, blockSizes);
        }
        // Indices at neighbouring dimensions leave their result there; indices apart from each other leave it in front.
        if (!plan.Together || plan.First == 0)
            return result;
        int moved = plan.IndexShape.Length;
        var order = new long[moved + plan.First];
        for (int i = 0; i < plan.First; i++)
            order[i] = moved + i;
        for (int i = 0; i < moved; i++)
            order[plan.First + i] = i;
        return result.permute([.. order, .. Enumerable.Range(order.Length, result.Rank - order.Length).Select(i => (long)i)]).contiguous();
    }

    public static void Scatter(Tensor target, Tensor?[] indices, Tensor value, bool accumulate)
    {
        var plan = Plan(target, indices);
        var blockSizes = plan.Front.Sizes.AsSpan(plan.Indexed).ToArray();
        long[] shape = [.. plan.IndexShape, .. blockSizes];
        var source = value.to_type(target.dtype);
        if (plan.Together && plan.First > 0)
        {
            // The value is laid out as the result of reading would be; bring the index dimensions to its front.
            int moved = plan.IndexShape.Length;
            long[] natural = [.. blockSizes.AsSpan(0, plan.First), .. plan.IndexShape, .. blockSizes.AsSpan(plan.First)];
            source = source.expand(natural).movedim([.. Enumerable.Range(plan.First, moved).Select(i => (long)i)],
                [.. Enumerable.Range(0, moved).Select(i => (long)i)]);
        }
        source = source.expand(shape).contiguous();
        long block = Layout.Count(blockSizes);
        byte* from = source.Impl.Data;
        for (int i = 0; i < plan.Offsets.Length; i++, from += block * source.ElementSize)
        {
            var place = plan.Front.Window(plan.Front.Impl.Offset + plan.Offsets[i], blockSizes,
                plan.Front.Strides.AsSpan(plan.Indexed).ToArray());
            if (accumulate)
                place.add_(source.view([plan.Offsets.Length, block]).select(0, i).view(blockSizes));
            else
                ElementCopy.Copy(target.dtype, from, Layout.RowMajor(blockSizes).Values, target.dtype, place.Impl.Data, place.Strides, blockSizes);
        }
        target.Written();
    }

    private static IndexPlan Plan(Tensor source, Tensor?[] indices)
    {
        var dims = new List<int>();
        long[] shape = [];
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] is not { } index)
                continue;
            dims.Add(i);
            shape = Layout.Broadcast(shape, index.Sizes, "index");
        }
        bool together = dims[^1] - dims[0] == dims.Count - 1;
        var order = dims.Concat(Enumerable.Range(0, source.Rank).Except(dims)).Select(i => (long)i).ToArray();
        var front = source.permute(order);
        var offsets = new long[Layout.Count(shape)];
        for (int d = 0; d < dims.Count; d++)
        {
            var index = indices[dims[d]]!.expand(shape).contiguous();
            long* values = index.Pointer<long>();
            long size = front.Sizes[d], stride = front.Strides[d];
            for (int i = 0; i < offsets.Length; i++)
            {
                long value = values[i] < 0 ? values[i] + size : values[i];
                if (value < 0 || value >= size)
                    throw new ArgumentOutOfRangeException(nameof(indices),
                        $"Index {values[i]} does not exist in dimension {dims[d]} of size {size}.");
                offsets[i] += value * stride;
            }
        }
        return new IndexPlan(front, dims.Count, dims[0], together, shape, offsets);
    }

    /// <summary>The source with its indexed dimensions in front, and the offset in elements that each index combination has.</summary>
    private readonly record struct IndexPlan(Tensor Front, int Indexed, int First, bool Together, long[] IndexShape, long[] Offsets);
}
