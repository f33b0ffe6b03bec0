using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Reduction;

/// <summary>
/// A tensor arranged for a reduction: contiguous [outer, reduced, inner], of the compute type. One dimension, or neighbours,
/// are reduced where they are; dimensions apart from each other are brought to the end first.
/// </summary>
internal readonly ref struct ReduceLayout : IDisposable
{
    private readonly Tensor? arranged;
    private readonly Operand operand;

    public ReduceLayout(Tensor source, ReadOnlySpan<long> dims, bool keepdim, ScalarType compute, string operation)
    {
        int rank = source.Rank;
        var named = Layout.Dims(dims, rank, operation);
        var stay = new Dimensions(0);
        var go = new Dimensions(0);
        var shape = new Dimensions(0);
        int first = -1, last = -1, runs = 0;
        for (int i = 0; i < rank; i++)
        {
            if (!dims.IsEmpty && !named.Values.Contains(i))
            {
                stay.Add(i);
                shape.Add(source.Sizes[i]);
                continue;
            }
            go.Add(i);
            if (keepdim)
                shape.Add(1);
            if (first < 0)
                first = i;
            if (last != i - 1 || runs == 0)
                runs++;
            last = i;
        }
        ResultShape = shape.Interned();
        if (runs > 1)
        {
            stay.Add(go.Values);
            arranged = source.Permuted(stay.Values).DetachFromDisposeScope();
            operand = new Operand(arranged, compute);
            Reduced = 1;
            Inner = 1;
            foreach (int dim in go.Values)
                Reduced *= source.Sizes[dim];
        }
        else
        {
            operand = new Operand(source, compute);
            Reduced = first < 0 ? 1 : Layout.Count(source.Sizes.AsSpan(first, last - first + 1));
            Inner = first < 0 ? 1 : Layout.Count(source.Sizes.AsSpan(last + 1));
        }
        Outer = Layout.Count(ResultShape) / Math.Max(Inner, 1);
        if (Inner == 0)
            Outer = 0;
    }

    public long[] ResultShape { get; }

    public long Outer { get; }

    public long Reduced { get; }

    public long Inner { get; }

    public unsafe byte* Data => operand.Data;

    public void Dispose()
    {
        operand.Dispose();
        arranged?.Dispose();
    }
}
