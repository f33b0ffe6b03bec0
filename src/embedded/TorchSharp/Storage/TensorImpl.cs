using TorchSharp.Autograd;
using ScalarType = TorchSharp.torch.ScalarType;

namespace TorchSharp.Storage;

/// <summary>
/// What PyTorch calls the tensor itself: a strided window on a storage. Several managed tensors may share one
/// (<c>alias()</c>, or <c>to()</c> where nothing has to be converted), so in-place changes of shape are seen by all of them.
/// </summary>
/// <remarks>
/// The object is used again for another tensor once its last handle was disposed: a disposed handle has let go of it and all other references are
/// counted. Where that is not sure it is left to the collector: when a handle was collected, perhaps under an operation that still reads the
/// window, and when gradients know the tensor.
/// </remarks>
internal sealed unsafe class TensorImpl
{
    private const int MostSpares = 1024;

    // Those that this thread may use again, each with the next one as what it is a view of.
    [ThreadStatic]
    private static TensorImpl? spare;

    [ThreadStatic]
    private static int spares;

    private int handles;
    private bool leftToCollector;
    private TensorImpl? viewed;

    private TensorImpl()
    {
    }

    public TensorStorage Storage { get; private set; } = null!;

    public long Offset { get; private set; }

    /// <summary>Shared with other tensors: not to be written to.</summary>
    public long[] Sizes { get; private set; } = [];

    /// <summary>Shared with other tensors: not to be written to.</summary>
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

    /// <summary>A window without handles. Takes over one reference to the storage.</summary>
    public static TensorImpl Of(TensorStorage storage, long offset, ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ScalarType dtype)
    {
        var impl = TakeSpare();
        impl.Storage = storage;
        impl.Offset = offset;
        impl.DType = dtype;
        impl.ElementSize = ElementTypes.SizeOf(dtype);
        impl.SetLayout(sizes, strides);
        return impl;
    }

    public void SetLayout(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        Sizes = Interned.Of(sizes);
        Strides = Interned.Of(strides);
        Count = Layout.Count(sizes);
        IsContiguous = Layout.IsContiguous(sizes, strides);
    }

    /// <summary>Becomes another window, as <c>set_</c> does.</summary>
    public void Replace(TensorImpl other)
    {
        other.Storage.Retain();
        Storage.Release(mayReuse: false);
        Storage = other.Storage;
        Offset = other.Offset;
        DType = other.DType;
        ElementSize = other.ElementSize;
        SetLayout(other.Sizes, other.Strides);
        // What it was a view of is not what it shows now.
        Base = null;
    }

    public void AddHandle() => Interlocked.Increment(ref handles);

    /// <summary>One handle, or another counted reference, less; the last one ends the window.</summary>
    /// <param name="mayReuse">Nobody who had the window by this reference still looks at it.</param>
    public void RemoveHandle(bool mayReuse = false)
    {
        if (!mayReuse)
            leftToCollector = true;
        if (Interlocked.Decrement(ref handles) != 0)
            return;
        mayReuse = !leftToCollector && History is null;
        Storage.Release(mayReuse);
        History?.Release();
        viewed?.RemoveHandle(mayReuse);
        viewed = null;
        if (mayReuse && spares < MostSpares)
            Spare();
    }

    private static TensorImpl TakeSpare()
    {
        if (spare is not { } impl)
            return new TensorImpl();
        spare = impl.viewed;
        spares--;
        impl.viewed = null;
        return impl;
    }

    private void Spare()
    {
        Storage = null!;
        BaseGeneration = 0;
        viewed = spare;
        spare = this;
        spares++;
    }
}
