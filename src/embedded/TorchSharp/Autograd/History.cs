using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>What a tensor knows of gradients: does it need one, which operation made it, and the gradient itself.</summary>
internal sealed class History
{
    private bool leafNeedsGrad;

    public bool RequiresGrad => Node is not null || leafNeedsGrad;

    /// <summary>The operation that made the tensor; null for a leaf.</summary>
    public Node? Node { get; private set; }

    /// <summary>The accumulated gradient.</summary>
    public TensorImpl? Grad { get; private set; }

    /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
    public bool RetainsGrad { get; private set; }

    /// <summary>Rises whenever the tensor's history is replaced by a write in place, so that views notice.</summary>
    public int Generation { get; private set; }

    /// <summary>The history of a tensor, made when there is none.</summary>
    public static History Of(TensorImpl impl) => impl.History ??= new History();

    /// <summary>Does a tensor need a gradient?</summary>
    public static bool Requires(TensorImpl impl)
    {
        Refresh(impl);
        return impl.History is { RequiresGrad: true };
    }

    /// <summary>Rebuilds the history of a view whose base was written to in place.</summary>
    public static void Refresh(TensorImpl impl)
    {
        if (impl.Base is not { History: { } root } whole || impl.BaseGeneration == root.Generation)
            return;
        impl.BaseGeneration = root.Generation;
        if (!root.RequiresGrad)
            return;
        Of(impl).SetNode(impl, Views.Window(whole, impl));
    }

    public void SetLeaf(bool requiresGrad) => leafNeedsGrad = requiresGrad;

    /// <summary>Takes over the maker's reference to a node.</summary>
    public void SetNode(TensorImpl owner, Node? node)
    {
        var old = Node;
        if (old is not null)
            old.Retaining = null;
        Node = node;
        leafNeedsGrad = false;
        if (RetainsGrad && node is not null)
            node.Retaining = owner;
        old?.Release();
    }

    /// <summary>As <see cref="SetNode"/>, for a tensor that was written to.</summary>
    public void Rewrite(TensorImpl owner, Node? node)
    {
        SetNode(owner, node);
        Generation++;
    }

    public void Retain(TensorImpl owner)
    {
        RetainsGrad = true;
        if (Node is not null)
            Node.Retaining = owner;
    }

    public void SetGrad(TensorImpl? gradient)
    {
        gradient?.AddHandle();
        Grad?.RemoveHandle();
        Grad = gradient;
    }

    /// <summary>The tensor is gone.</summary>
    public void Release()
    {
        SetGrad(null);
        var node = Node;
        Node = null;
        if (node is not null)
        {
            node.Retaining = null;
            node.Release();
        }
    }
}
