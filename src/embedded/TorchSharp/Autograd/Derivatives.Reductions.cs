using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

internal static partial class Derivatives
{
    public static Tensor Sum(Tensor x, Tensor y, ReadOnlySpan<long> dims, bool keepdim, bool mean)
    {
        var kept = Kept(x, dims, "sum");
        long count = mean ? x.numel() / Math.Max(y.numel(), 1) : 1;
        return Tape.Record(y, mean ? "mean" : "sum", [x], [], b =>
        {
            var gradient = b.Gradient.reshape(kept);
            return [(mean ? gradient / count : gradient).expand(b.Shape(0))];
        });
    }

    public static Tensor Variance(Tensor x, Tensor y, ReadOnlySpan<long> dims, bool unbiased, bool root)
    {
        var kept = Kept(x, dims, "var");
        long[] reduced = [.. Reduced(x, dims, "var")];
        double count = Math.Max(x.numel() / Math.Max(y.numel(), 1) - (unbiased ? 1 : 0), 0);
        return Tape.Record(y, root ? "std" : "var", [x], [x, root ? y : null], b =>
        {
            var centred = b[0] - b[0].mean(reduced, keepdim: true);
            if (!root)
                return [b.Gradient.reshape(kept) * centred * (2 / count)];
            var scale = (b.Gradient / (b[1] * count)).masked_fill(b[1].eq(0), 0);
            return [scale.reshape(kept) * centred];
        });
    }

    public static Tensor Norm(Tensor x, Tensor y, ReadOnlySpan<long> dims)
    {
        var kept = Kept(x, dims, "norm");
        return Tape.Record(y, "norm", [x], [x, y], b =>
            [b[0] * (b.Gradient / b[1]).masked_fill(b[1].eq(0), 0).reshape(kept)]);
    }

    /// <summary>Extremes over whole dimensions: equal ones share the gradient.</summary>
    public static Tensor Extreme(Tensor x, Tensor y, ReadOnlySpan<long> dims, string name)
    {
        var kept = Kept(x, dims, name);
        long[] reduced = [.. Reduced(x, dims, name)];
        return Tape.Record(y, name, [x], [x, y], b =>
        {
            var chosen = b[0].eq(b[1].reshape(kept)).to_type(b.Gradient.dtype);
            return [chosen * (b.Gradient.reshape(kept) / chosen.sum(reduced, keepdim: true))];
        });
    }

    /// <summary>Extremes over one dimension: the gradient goes where the index points.</summary>
    public static Tensor Chosen(Tensor x, Tensor y, Tensor indices, int dim, bool keepdim, string name) =>
        Tape.Record(y, name, [x], [indices], b =>
        {
            var whole = b.Zeros(0);
            if (whole.Rank == 0)
                return [b.Gradient.reshape(b.Shape(0))];
            whole.scatter_(dim, keepdim ? b[0] : b[0].unsqueeze(dim), keepdim ? b.Gradient : b.Gradient.unsqueeze(dim));
            return [whole];
        });

    public static Tensor LogSumExp(Tensor x, Tensor y, int dim, bool keepdim) => Tape.Record(y, "logsumexp", [x], [x, y], b =>
    {
        bool insert = !keepdim && b.Shape(0).Length > 0;
        var result = insert ? b[1].unsqueeze(dim) : b[1];
        // Where everything is minus infinity nothing changes the result.
        var shift = result.masked_fill(result.isinf(), 0);
        return [(insert ? b.Gradient.unsqueeze(dim) : b.Gradient) * (b[0] - shift).exp()];
    });

    public static Tensor CumulativeSum(Tensor x, Tensor y, long dim) => !Tape.Records(x) ? y : Summed(x, y, dim);

    public static Tensor Softmax(Tensor x, Tensor y, long dim) => Tape.Record(y, "softmax", [x], [y], b =>
    {
        var weighted = b.Gradient * b[0];
        return [weighted - b[0] * weighted.sum(dim, keepdim: true)];
    });

    public static Tensor LogSoftmax(Tensor x, Tensor y, long dim) => Tape.Record(y, "log_softmax", [x], [y],
        b => [b.Gradient - b[0].exp() * b.Gradient.sum(dim, keepdim: true)]);

    private static Tensor Summed(Tensor x, Tensor y, long dim) => Tape.Record(y, "cumsum", [x], [],
        b => [b.Gradient.Rank == 0 ? b.Gradient : b.Gradient.flip(dim).cumsum(dim).flip(dim)]);

    private static long[] Kept(Tensor x, ReadOnlySpan<long> dims, string operation)
    {
        var shape = x.size();
        if (shape.Length == 0)
            return shape;
        foreach (long dim in Reduced(x, dims, operation))
            shape[dim] = 1;
        return shape;
    }

    private static IEnumerable<long> Reduced(Tensor x, ReadOnlySpan<long> dims, string operation) =>
        dims.IsEmpty ? Enumerable.Range(0, x.Rank).Select(i => (long)i) : Layout.Dims(dims, x.Rank, operation).Values.ToArray();
}
