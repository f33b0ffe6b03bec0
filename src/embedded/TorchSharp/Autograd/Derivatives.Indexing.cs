using TorchSharp.Indexing;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

internal static partial class Derivatives
{
    /// <summary>Reading by index tensors: what was read more than once adds up, in ascending order of the index's elements.</summary>
    public static Tensor Index(Tensor x, Tensor y, Tensor?[] indices)
    {
        bool[] indexed = Array.ConvertAll(indices, index => index is not null);
        return Tape.Record(y, "index", [x], indices, b =>
        {
            var whole = b.Zeros(0);
            IndexedAccess.Scatter(whole, Saved(b, indexed), b.Gradient, accumulate: true);
            return [whole];
        });
    }

    public static Tensor IndexPut(Tensor x, Tensor value, Tensor y, Tensor?[] indices, bool accumulate)
    {
        bool[] indexed = Array.ConvertAll(indices, index => index is not null);
        return Tape.Record(y, "index_put_", [x, value], indices, b =>
        {
            var places = Saved(b, indexed);
            Tensor? whole = null;
            if (b.Needs(0))
            {
                whole = b.Gradient.clone();
                if (!accumulate)
                    IndexedAccess.Scatter(whole, places, zeros(1, whole.dtype), accumulate: false);
            }
            return [whole, b.Needs(1) ? IndexedAccess.Gather(b.Gradient, places) : null];
        });
    }

    public static Tensor Gather(Tensor x, Tensor index, Tensor y, int dim) => Tape.Record(y, "gather", [x], [index],
        b => [b.Zeros(0).scatter_add_(dim, b[0], b.Gradient)]);

    public static Tensor Scatter(Tensor x, Tensor index, Tensor source, Tensor y, int dim) =>
        Tape.Record(y, "scatter", [x, source], [index], b =>
        [
            b.Needs(0) ? b.Gradient.scatter(dim, b[0], zeros(b[0].Sizes, b.Gradient.dtype)) : null,
            b.Needs(1) ? Corner(b.Gradient.gather(dim, b[0]), b.Zeros(1)) : null,
        ]);

    public static Tensor ScatterAdd(Tensor x, Tensor index, Tensor source, Tensor y, int dim) =>
        Tape.Record(y, "scatter_add", [x, source], [index],
            b => [b.Gradient, b.Needs(1) ? Corner(b.Gradient.gather(dim, b[0]), b.Zeros(1)) : null]);

    public static Tensor IndexAdd(Tensor x, Tensor index, Tensor source, Scalar alpha, Tensor y, int dim) =>
        Tape.Record(y, "index_add", [x, source], [index],
            b => [b.Gradient, b.Needs(1) ? b.Gradient.index_select(dim, b[0]) * alpha : null]);

    /// <summary>A source may be larger than the index: what was not read has no gradient.</summary>
    private static Tensor Corner(Tensor read, Tensor whole)
    {
        var corner = whole;
        for (int i = 0; i < whole.Rank; i++)
            corner = corner.narrow(i, 0, read.Sizes[i]);
        corner.copy_(read);
        return whole;
    }

    private static Tensor?[] Saved(Backward b, bool[] indexed)
    {
        var places = new Tensor?[indexed.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = indexed[i] ? b[i] : null;
        return places;
    }
}
