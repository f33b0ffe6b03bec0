using System.Runtime.InteropServices;

namespace TorchSharp.Storage;

/// <summary>The memory behind one or more tensors: native, counted by reference, with a version that every in-place write raises.</summary>
/// <remarks>
/// The object is used again with another block, under the rule of <see cref="TensorImpl"/>. Its versions go on from where they were, so that none
/// comes twice.
/// </remarks>
internal sealed unsafe class TensorStorage
{
    private const int MostSpares = 1024;

    private static long liveBytes;

    // Those that this thread may use again.
    [ThreadStatic]
    private static TensorStorage? spare;

    [ThreadStatic]
    private static int spares;

    private int sizeClass;
    private long capacity;
    private GCHandle pinned;
    private int references;
    private int writes;
    private int exposures;
    private bool leftToCollector;
    private PackedCache? packed;
    private TensorStorage? nextSpare;

    private TensorStorage()
    {
    }

    /// <summary>Bytes of all tensors that are alive in this process; a test reads it to see that a scope gave all of them back.</summary>
    public static long LiveBytes => Interlocked.Read(ref liveBytes);

    public byte* Data { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Changes whenever the contents may have changed.</summary>
    public int Version => Volatile.Read(ref writes) + Volatile.Read(ref exposures);

    /// <summary>In-place writes so far.</summary>
    public int Writes => Volatile.Read(ref writes);

    /// <summary>Packed forms of the matrices that lie in this storage; valid for one version only.</summary>
    public PackedCache Packed => packed ?? Interlocked.CompareExchange(ref packed, new PackedCache(), null) ?? packed;

    /// <summary>Memory of so many bytes, which are not set; the caller has the one reference.</summary>
    public static TensorStorage Of(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var storage = TakeSpare();
        (storage.sizeClass, storage.capacity) = MemoryPool.ClassOf(bytes);
        storage.Begin(MemoryPool.Rent(storage.sizeClass, storage.capacity), bytes);
        return storage;
    }

    /// <summary>Memory that belongs to a .NET array: pinned for as long as a tensor uses it, and never pooled.</summary>
    public static TensorStorage On(Array array, long bytes)
    {
        var storage = TakeSpare();
        storage.pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
        storage.Begin((byte*)storage.pinned.AddrOfPinnedObject(), bytes);
        return storage;
    }

    public void Retain() => Interlocked.Increment(ref references);

    /// <summary>One reference less; the last one gives the memory back.</summary>
    /// <param name="mayReuse">Nobody who had the storage by this reference still looks at it.</param>
    public void Release(bool mayReuse)
    {
        if (!mayReuse)
            leftToCollector = true;
        if (Interlocked.Decrement(ref references) != 0)
            return;
        packed?.Clear();
        packed = null;
        if (pinned.IsAllocated)
            pinned.Free();
        else
            MemoryPool.Return(Data, sizeClass, capacity);
        Data = null;
        Interlocked.Add(ref liveBytes, -Bytes);
        if (!leftToCollector && spares < MostSpares)
        {
            nextSpare = spare;
            spare = this;
            spares++;
        }
    }

    /// <summary>To be called after every in-place write.</summary>
    public void BumpVersion() => Interlocked.Increment(ref writes);

    /// <summary>The memory was handed out and may be written to: packed copies end, gradients trust the reader.</summary>
    public void Expose() => Interlocked.Increment(ref exposures);

    private static TensorStorage TakeSpare()
    {
        if (spare is not { } storage)
            return new TensorStorage();
        spare = storage.nextSpare;
        spares--;
        storage.nextSpare = null;
        return storage;
    }

    private void Begin(byte* data, long bytes)
    {
        Data = data;
        Bytes = bytes;
        references = 1;
        Interlocked.Add(ref liveBytes, bytes);
    }
}
