using static TorchSharp.torch;

namespace TorchSharp.Autograd;

internal static partial class Derivatives
{
    /// <summary>Views that keep all elements in their order.</summary>
    public static Tensor Reshape(Tensor x, Tensor y, string name) => !Tape.Records(x) ? y
        : Tape.Record(y, name, [x], [], static b => [b.Gradient.reshape(b.Shape(0))]);

    /// <summary>The engine sums over what was repeated.</summary>
    public static Tensor Expand(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "expand", [x], [], static b => [b.Gradient]);

    public static Tensor Transpose(Tensor x, Tensor y, int first, int second) =>
        Tape.Record(y, "transpose", [x], [], b => [b.Gradient.transpose(first, second)]);

    public static Tensor Permute(Tensor x, Tensor y, ReadOnlySpan<long> order)
    {
        var inverse = Inverse(order);
        return Tape.Record(y, "permute", [x], [], b => [b.Gradient.permute(inverse)]);
    }

    public static Tensor Select(Tensor x, Tensor y, int dim, long index) => Tape.Record(y, "select", [x], [], b =>
    {
        var whole = b.Zeros(0);
        whole.select(dim, index).copy_(b.Gradient);
        return [whole];
    });

    public static Tensor Slice(Tensor x, Tensor y, int dim, long start, long finish, long step) => Tape.Record(y, "slice", [x], [], b =>
    {
        // In the order of the gradient's dimensions in memory: a transpose behind the slice then costs no copy out of step.
        var order = InMemory(b.Gradient);
        var shape = Array.ConvertAll(order, i => b.Shape(0)[i]);
        var whole = zeros(shape, b.Gradient.dtype);
        whole.slice(Array.IndexOf(order, dim), start, finish, step).copy_(b.Gradient.permute(order));
        return [whole.permute(Inverse(order))];
    });

    public static Tensor Diagonal(Tensor x, Tensor y, long offset, int first, int second) => Tape.Record(y, "diagonal", [x], [], b =>
    {
        var whole = b.Zeros(0);
        whole.diagonal(offset, first, second).copy_(b.Gradient);
        return [whole];
    });

    public static Tensor Unfold(Tensor x, Tensor y, int dim, long step) => Tape.Record(y, "unfold", [x], [], b =>
    {
        var whole = b.Zeros(0);
        long size = b.Gradient.Sizes[^1];
        for (long i = 0; i < b.Gradient.Sizes[dim]; i++)
            whole.narrow(dim, i * step, size).add_(b.Gradient.select(dim, i).movedim([-1], [dim]));
        return [whole];
    });

    public static Tensor Window(Tensor x, Tensor y)
    {
        if (!x.is_contiguous())
            throw new InvalidOperationException("as_strided: a gradient needs a contiguous tensor. Use contiguous() first.");
        long offset = y.Impl.Offset - x.Impl.Offset;
        long[] sizes = y.Sizes, strides = y.Strides;
        return Tape.Record(y, "as_strided", [x], [], b =>
        {
            var whole = b.Zeros(0);
            Views.AddTo(whole, sizes, strides, offset, b.Gradient);
            return [whole];
        });
    }

    public static Tensor Cat(ReadOnlySpan<Tensor> parts, Tensor y, int dim)
    {
        var sizes = new long[parts.Length];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = parts[i].Rank == y.Rank ? parts[i].Sizes[dim] : 0;
        return Tape.Record(y, "cat", parts!, [], b =>
        {
            var gradients = new Tensor?[sizes.Length];
            long start = 0;
            for (int i = 0; i < sizes.Length; start += sizes[i++])
                gradients[i] = !b.Needs(i) ? null : sizes[i] == 0 ? b.Zeros(i) : b.Gradient.narrow(dim, start, sizes[i]);
            return gradients;
        });
    }

    public static Tensor Triangle(Tensor x, Tensor y, long diagonal, bool lower) => Tape.Record(y, lower ? "tril" : "triu", [x], [],
        b => [lower ? b.Gradient.tril(diagonal) : b.Gradient.triu(diagonal)]);

    public static Tensor Pad(Tensor x, Tensor y, long[] widths)
    {
        var back = Array.ConvertAll(widths, width => -width);
        return Tape.Record(y, "pad", [x], [], b => [nn.functional.pad(b.Gradient, back)]);
    }

    /// <summary>The dimensions by falling strides; as they are where one is repeated.</summary>
    private static long[] InMemory(Tensor tensor)
    {
        var order = new long[tensor.Rank];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        if (!tensor.is_contiguous() && !tensor.Strides.AsSpan().Contains(0))
            Array.Sort(order, (i, j) => tensor.Strides[i] != tensor.Strides[j] ? tensor.Strides[j].CompareTo(tensor.Strides[i]) : i.CompareTo(j));
        return order;
    }

    private static long[] Inverse(ReadOnlySpan<long> order)
    {
        var inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }
}
