using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>
/// A tensor that backward will read: a window of its own on the storage, outside all dispose scopes, and the number of writes
/// that the storage had seen when it was saved.
/// </summary>
internal sealed class SavedTensor
{
    private readonly int writes;
    private TensorImpl? impl;

    public SavedTensor(Tensor tensor)
    {
        var source = tensor.Impl;
        source.Storage.Retain();
        impl = TensorImpl.Of(source.Storage, source.Offset, source.Sizes, source.Strides, source.DType);
        impl.AddHandle();
        writes = source.Storage.Writes;
    }

    /// <summary>The tensor, in the caller's dispose scope; an error when it was written to since.</summary>
    public Tensor Unpack(string operation)
    {
        var saved = impl ?? throw new InvalidOperationException($"Trying to backward through the graph a second time: the saved "
            + $"tensors of {operation} have already been freed. Specify retain_graph: true in the first backward() or grad().");
        if (saved.Storage.Writes != writes)
            throw new InvalidOperationException("One of the variables needed for gradient computation has been modified by an "
                + $"in-place operation: [{saved.DType} {Layout.Show(saved.Sizes)}], saved for the backward of {operation}, is at "
                + $"version {saved.Storage.Writes}; expected version {writes} instead. Use the out-of-place form of the operation "
                + "that wrote to it, or clone() before it.");
        return Tensor.Of(saved);
    }

    public void Release()
    {
        Interlocked.Exchange(ref impl, null)?.RemoveHandle();
    }
}
