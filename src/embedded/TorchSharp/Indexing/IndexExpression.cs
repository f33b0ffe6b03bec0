using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Indexing;

/// <summary>
/// An index expression resolved in two steps, as PyTorch does: first everything that is a view (numbers, ranges, new
/// dimensions), then the index tensors, one for each dimension that they take. Masks become their indices.
/// </summary>
internal readonly struct IndexExpression
{
    private IndexExpression(Tensor view, Tensor?[]? indices)
    {
        View = view;
        Indices = indices;
    }

    /// <summary>The view that the numbers and ranges give.</summary>
    public Tensor View { get; }

    /// <summary>The index tensors (int64) by dimension of the view; null when there are none.</summary>
    public Tensor?[]? Indices { get; }

    /// <summary>Resolves in the caller's dispose scope, which must be its own.</summary>
    public static IndexExpression Resolve(Tensor source, TensorIndex[] parts)
    {
        int taken = 0;
        foreach (var part in parts)
            taken += Dimensions(part);
        if (taken > source.Rank)
            throw new ArgumentException($"Too many indices: {taken} for a tensor {Layout.Show(source.Sizes)} of {source.Rank} dimensions.");

        var view = source.alias();
        var indices = new List<Tensor?>();
        bool anyTensor = false;
        int at = 0;
        foreach (var part in parts)
        {
            switch (part.Kind)
            {
                case IndexKind.Single:
                    view = view.select(at, part.First.GetValueOrDefault());
                    break;
                case IndexKind.Slice:
                    view = Range(view, at++, part);
                    indices.Add(null);
                    break;
                case IndexKind.NewDimension:
                    view = view.unsqueeze(at++);
                    indices.Add(null);
                    break;
                case IndexKind.Ellipsis:
                    for (int skipped = source.Rank - taken; skipped > 0; skipped--)
                    {
                        at++;
                        indices.Add(null);
                    }
                    break;
                case IndexKind.Bool:
                    view = view.unsqueeze(at++);
                    indices.Add(part.First == 0 ? zeros(0, ScalarType.Int64) : zeros(1, ScalarType.Int64));
                    anyTensor = true;
                    break;
                default:
                    foreach (var index in AsIndices(part.Indices!, view, at))
                    {
                        indices.Add(index);
                        at++;
                    }
                    anyTensor = true;
                    break;
            }
        }
        return new IndexExpression(view, anyTensor ? [.. indices] : null);
    }

    private static Tensor Range(Tensor view, int at, TensorIndex part)
    {
        long step = part.Step ?? 1;
        return part is { First: null, Stop: null } && step == 1 ? view : view.slice(at, part.First ?? 0, part.Stop ?? long.MaxValue, step);
    }

    private static int Dimensions(TensorIndex part) => part.Kind switch
    {
        IndexKind.Single or IndexKind.Slice => 1,
        IndexKind.Tensor when part.Indices is null => throw new ArgumentException("An index tensor is null."),
        IndexKind.Tensor when part.Indices.dtype == ScalarType.Bool => part.Indices.Rank,
        IndexKind.Tensor => 1,
        _ => 0,
    };

    private static Tensor[] AsIndices(Tensor index, Tensor view, int at)
    {
        if (index.dtype == ScalarType.Bool)
        {
            for (int i = 0; i < index.Rank; i++)
            {
                if (index.Sizes[i] != view.Sizes[at + i])
                    throw new ArgumentException($"The mask {Layout.Show(index.Sizes)} does not fit dimensions {at} and on of "
                        + $"{Layout.Show(view.Sizes)}.");
            }
            return index.nonzero().unbind(1);
        }
        if (!index.is_integral())
            throw new ArgumentException($"An index tensor has the type {index.dtype}. Use int64 (or another integer type) or bool.");
        return [index.to_type(ScalarType.Int64)];
    }
}
