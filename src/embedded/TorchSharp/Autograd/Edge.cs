using TorchSharp.Storage;
using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Autograd;

/// <summary>
/// Where the gradient of an operation's input goes: to the operation that made it, or into a leaf. Its shape and type are kept,
/// so that the engine can undo broadcasting and promotion.
/// </summary>
internal readonly record struct Edge(Node? Node, TensorImpl? Leaf, long[] Shape, ScalarType Type)
{
    /// <summary>Does a gradient go this way?</summary>
    public bool IsNeeded => Node is not null || Leaf is not null;

    /// <summary>The way to a tensor; takes a reference.</summary>
    public static Edge To(TensorImpl? impl)
    {
        if (impl is null)
            return default;
        History.Refresh(impl);
        if (impl.History is not { RequiresGrad: true } history)
            return new Edge(null, null, impl.Sizes, impl.DType);
        if (history.Node is { } node)
        {
            node.Retain();
            return new Edge(node, null, impl.Sizes, impl.DType);
        }
        impl.AddHandle();
        return new Edge(null, impl, impl.Sizes, impl.DType);
    }
}
