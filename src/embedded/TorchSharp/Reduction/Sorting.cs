using System.Numerics;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Reduction;

/// <summary>Sorting along a dimension; stable, so that equal elements have one order on every machine.</summary>
internal static unsafe class Sorting
{
    /// <summary>The first <paramref name="kept"/> elements in order, and their places.</summary>
    public static (Tensor Values, Tensor Indices) Sort(Tensor source, long dim, long kept, bool descending, string operation)
    {
        int at = Layout.Dim(dim, source.Rank, operation);
        using var scope = NewDisposeScope();
        var rows = (source.Rank == 0 ? source.view(1) : source.transpose(at, -1)).contiguous();
        var indices = Tensor.New([.. rows.Sizes.AsSpan(0, rows.Rank - 1), kept], ScalarType.Int64);
        switch (source.dtype)
        {
            case ScalarType.Float32: Rows<float>(rows, indices, kept, descending); break;
            case ScalarType.Float64: Rows<double>(rows, indices, kept, descending); break;
            case ScalarType.Int64: Rows<long>(rows, indices, kept, descending); break;
            case ScalarType.Int32: Rows<int>(rows, indices, kept, descending); break;
            case ScalarType.Byte or ScalarType.Bool: Rows<byte>(rows, indices, kept, descending); break;
            default: Rows<float>(rows.to_type(ScalarType.Float32), indices, kept, descending); break;
        }
        var values = rows.gather(-1, indices);
        if (source.Rank == 0)
            (values, indices) = (values.squeeze(0), indices.squeeze(0));
        else
            (values, indices) = (values.transpose(at, -1).contiguous(), indices.transpose(at, -1).contiguous());
        return (values.MoveToOuterDisposeScope(), indices.MoveToOuterDisposeScope());
    }

    public static (Tensor Output, Tensor? Inverse, Tensor? Counts) Unique(Tensor source, bool inverse, bool counts)
    {
        using var scope = NewDisposeScope();
        var flat = source.ravel();
        long total = flat.numel();
        if (total == 0)
        {
            return (flat.clone().MoveToOuterDisposeScope(), inverse ? zeros(source.Sizes,
                ScalarType.Int64).MoveToOuterDisposeScope() : null,
                counts ? zeros(0, ScalarType.Int64).MoveToOuterDisposeScope() : null);
        }
        var (values, places) = Sort(flat, 0, total, false, "unique");
        using var changes = values.slice(0, 1, total, 1).ne(values.slice(0, 0, total - 1, 1)).data<bool>();
        var starts = new List<long> { 0 };
        var group = new long[total];
        for (long i = 1; i < total; i++)
        {
            if (changes[i - 1])
                starts.Add(i);
            group[i] = starts.Count - 1;
        }
        var output = values.index_select(0, tensor(starts)).MoveToOuterDisposeScope();
        var went = inverse ? empty(total, ScalarType.Int64).scatter_(0, places,
            tensor(group)).view(source.Sizes).MoveToOuterDisposeScope() : null;
        var often = counts
            ? tensor(starts.Select((start, i) => (i + 1 < starts.Count ? starts[i
                + 1] : total) - start).ToArray()).MoveToOuterDisposeScope()
            : null;
        return (output, went, often);
    }

    private static void Rows<T>(Tensor rows, Tensor indices, long kept, bool descending)
        where T : unmanaged, INumber<T>
    {
        long length = rows.Sizes[^1];
        if (length == 0 || kept == 0)
            return;
        var order = new int[length];
        T* row = rows.Pointer<T>();
        long* to = indices.Pointer<long>();
        for (long r = rows.numel() / length; r > 0; r--, row += length, to += kept)
        {
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            if (kept < length / 8)
                Select(row, order, (int)kept, descending);
            else
                order.AsSpan().Sort(new ByValue<T>(row, descending));
            for (long i = 0; i < kept; i++)
                to[i] = order[i];
        }
    }

    /// <summary>Few of many: a heap of the best ones so far, the worst of them on top.</summary>
    private static void Select<T>(T* row, int[] order, int kept, bool descending)
        where T : unmanaged, INumber<T>
    {
        var comparer = new ByValue<T>(row, descending);
        var best = new PriorityQueue<int, int>(kept, Comparer<int>.Create((a, b) => comparer.Compare(b, a)));
        for (int i = 0; i < order.Length; i++)
        {
            if (best.Count < kept)
                best.Enqueue(i, i);
            else if (comparer.Compare(i, best.Peek()) < 0)
                best.EnqueueDequeue(i, i);
        }
        for (int i = kept - 1; i >= 0; i--)
            order[i] = best.Dequeue();
    }

    /// <summary>Places by their values, and equal ones by place, so that the order is total.</summary>
    private readonly struct ByValue<T>(T* row, bool descending) : IComparer<int>
        where T : unmanaged, INumber<T>
    {
        private readonly T* row = row;

        public int Compare(int x, int y)
        {
            T a = row[x], b = row[y];
            bool aNaN = T.IsNaN(a), bNaN = T.IsNaN(b);
            int order = aNaN || bNaN ? aNaN.CompareTo(bNaN) : a < b ? -1 : a > b ? 1 : 0;
            return order == 0 ? x.CompareTo(y) : descending ? -order : order;
        }
    }
}
