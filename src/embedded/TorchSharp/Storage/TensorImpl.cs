using TorchSharp.Autograd;
using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Storage;

/// <summary>
/// What PyTorch calls the tensor itself: a strided window on a storage. Several managed tensors may share one
/// (<c>alias()</c>, or <c>to()</c> where nothing has to be converted), so in-place changes of shape are seen by all of them.
/// </summary>
internal sealed unsafe class TensorImpl
{
    private int handles;
    private TensorImpl? viewed;

    /// <summary>Takes over one reference to the storage.</summary>
    public TensorImpl(TensorStorage storage, long offset, long[] sizes, long[] strides, ScalarType dtype)
    {
        Storage = storage;
        Offset = offset;
        DType = dtype;
        ElementSize = ElementTypes.SizeOf(dtype);
        SetLayout(sizes, strides);
    }

    public TensorStorage Storage { get; private set; }

    public long Offset { get; private set; }

    public long[] Sizes { get; private set; } = [];

    public long[] Strides { get; private set; } = [];

    public ScalarType DType { get; private set; }

    public int ElementSize { get; private set; }

    public long Count { get; private set; }

    public bool IsContiguous { get; private set; }

    /// <summary>The tensor that this one is a view of; null for a tensor of its own. It lives as long as its views.</summary>
    public TensorImpl? Base
    {
        get => viewed;

        set
        {
            value?.AddHandle();
            viewed?.RemoveHandle();
            viewed = value;
        }
    }

    /// <summary>The base's generation when this view's history was recorded.</summary>
    public int BaseGeneration { get; set; }

    /// <summary>What the tensor knows of gradients; null for the many that never need one.</summary>
    public History? History { get; set; }

    public byte* Data => Storage.Data + Offset * ElementSize;

    public void SetLayout(long[] sizes, long[] strides)
    {
        Sizes = sizes;
        Strides = strides;
        Count = Layout.Count(sizes);
        IsContiguous = Layout.IsContiguous(sizes, strides);
    }

    /// <summary>Becomes another window, as <c>set_</c> does.</summary>
    public void Replace(TensorImpl other)
    {
        other.Storage.Retain();
        Storage.Release();
        Storage = other.Storage;
        Offset = other.Offset;
        DType = other.DType;
        ElementSize = other.ElementSize;
        SetLayout(other.Sizes, other.Strides);
        // What it was a view of is not what it shows now.
        Base = null;
    }

    public void AddHandle() => Interlocked.Increment(ref handles);

    public void RemoveHandle()
    {
        if (Interlocked.Decrement(ref handles) != 0)
            return;
        Storage.Release();
        History?.Release();
        Base = null;
    }
}
