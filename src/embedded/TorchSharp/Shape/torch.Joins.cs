using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat((ReadOnlySpan<Tensor>)tensors.ToArray(), dim);

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((ReadOnlySpan<Tensor>)tensors, dim);

    /// <summary>Tensors one after another along a dimension; all other sizes agree.</summary>
    public static unsafe Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        if (tensors.IsEmpty)
            throw new ArgumentException("cat: there are no tensors to join.", nameof(tensors));
        // An empty tensor of one dimension joins anything, as in PyTorch.
        var shape = tensors[0];
        foreach (var tensor in tensors)
        {
            if (tensor.Rank != 1 || tensor.Sizes[0] != 0)
            {
                shape = tensor;
                break;
            }
        }
        int at = Layout.Dim(dim, shape.Rank, nameof(cat));
        if (shape.Rank == 0)
            throw new ArgumentException("cat: tensors without dimensions cannot be joined. Use stack.", nameof(tensors));
        var sizes = new Dimensions(shape.Sizes);
        var type = shape.dtype;
        sizes[at] = 0;
        foreach (var tensor in tensors)
        {
            type = ElementTypes.Promote(type, tensor.dtype);
            if (tensor.Rank == 1 && tensor.Sizes[0] == 0)
                continue;
            for (int i = 0; i < shape.Rank; i++)
            {
                if (tensor.Rank != shape.Rank || (i != at && tensor.Sizes[i] != sizes[i]))
                    throw new ArgumentException($"cat: {Layout.Show(tensor.Sizes)} does not join {Layout.Show(shape.Sizes)} along "
                        + $"dimension {at}: "
                        + "all other sizes must agree.");
            }
            sizes[at] += tensor.Sizes[at];
        }
        var result = Tensor.New(sizes.Values, type);
        byte* target = result.Impl.Data;
        foreach (var tensor in tensors)
        {
            if (tensor.numel() == 0)
                continue;
            ElementCopy.Copy(tensor.dtype, tensor.Impl.Data, tensor.Strides, type, target, result.Strides, tensor.Sizes);
            target += tensor.Sizes[at] * result.Strides[at] * result.ElementSize;
            GC.KeepAlive(tensor);
        }
        return Tape.Records(tensors) ? Derivatives.Cat(tensors, result, at) : result;
    }

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);

    /// <summary>Tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var parts = new List<Tensor>();
        try
        {
            long[]? shape = null;
            foreach (var tensor in tensors)
            {
                shape ??= tensor.Sizes;
                if (!shape.AsSpan().SequenceEqual(tensor.Sizes))
                    throw new ArgumentException($"stack: the shapes {Layout.Show(shape)} and {Layout.Show(tensor.Sizes)} differ; all "
                        + "must agree.");
                parts.Add(tensor.unsqueeze(dim));
            }
            if (parts.Count == 0)
                throw new ArgumentException("stack: there are no tensors to join.", nameof(tensors));
            return cat(parts, dim < 0 ? dim + parts[0].Rank : dim);
        }
        finally
        {
            foreach (var part in parts)
                part.Dispose();
        }
    }

    /// <summary>Tensors side by side: along the second dimension, vectors along their only one.</summary>
    public static Tensor hstack(params Tensor[] tensors) => hstack((IList<Tensor>)tensors);

    /// <summary>Tensors side by side.</summary>
    public static Tensor hstack(IList<Tensor> tensors) => cat(tensors, tensors[0].Rank == 1 ? 0 : 1);

    /// <summary>Tensors on top of each other: along the first dimension, vectors as rows.</summary>
    public static Tensor vstack(Tensor[] tensors) => vstack((IList<Tensor>)tensors);

    /// <summary>Tensors on top of each other.</summary>
    public static Tensor vstack(IList<Tensor> tensors) => tensors[0].Rank == 1 ? stack(tensors) : cat(tensors, 0);
}
