using System.Runtime.InteropServices;

namespace TorchSharp.Storage;

/// <summary>The memory behind one or more tensors: native, counted by reference, with a version that every in-place write raises.</summary>
internal sealed unsafe class TensorStorage
{
    private static long liveBytes;

    private readonly int sizeClass;
    private readonly long capacity;
    private readonly GCHandle pinned;
    private int references = 1;
    private int writes;
    private int exposures;
    private PackedCache? packed;

    public TensorStorage(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        (sizeClass, capacity) = MemoryPool.ClassOf(bytes);
        Data = MemoryPool.Rent(sizeClass, capacity);
        Interlocked.Add(ref liveBytes, bytes);
    }

    /// <summary>Memory that belongs to a .NET array: pinned for as long as a tensor uses it, and never pooled.</summary>
    public TensorStorage(Array array, long bytes)
    {
        pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
        Data = (byte*)pinned.AddrOfPinnedObject();
        Bytes = bytes;
        Interlocked.Add(ref liveBytes, bytes);
    }

    /// <summary>Bytes of all tensors that are alive in this process; a test reads it to see that a scope gave all of them back.</summary>
    public static long LiveBytes => Interlocked.Read(ref liveBytes);

    public byte* Data { get; private set; }

    public long Bytes { get; }

    /// <summary>Changes whenever the contents may have changed.</summary>
    public int Version => Volatile.Read(ref writes) + Volatile.Read(ref exposures);

    /// <summary>In-place writes so far.</summary>
    public int Writes => Volatile.Read(ref writes);

    /// <summary>Packed forms of the matrices that lie in this storage; valid for one version only.</summary>
    public PackedCache Packed => packed ?? Interlocked.CompareExchange(ref packed, new PackedCache(), null) ?? packed;

    public void Retain() => Interlocked.Increment(ref references);

    public void Release()
    {
        if (Interlocked.Decrement(ref references) != 0)
            return;
        packed?.Clear();
        if (pinned.IsAllocated)
            pinned.Free();
        else
            MemoryPool.Return(Data, sizeClass, capacity);
        Data = null;
        Interlocked.Add(ref liveBytes, -Bytes);
    }

    /// <summary>To be called after every in-place write.</summary>
    public void BumpVersion() => Interlocked.Increment(ref writes);

    /// <summary>The memory was handed out and may be written to: packed copies end, gradients trust the reader.</summary>
    public void Expose() => Interlocked.Increment(ref exposures);
}
