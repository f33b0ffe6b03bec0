namespace TorchSharp.Storage;

/// <summary>A block of the pool for the time of one operation: <c>using var scratch = new PooledBuffer&lt;float&gt;(n)</c>.</summary>
internal readonly unsafe ref struct PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly int sizeClass;
    private readonly long capacity;

    public PooledBuffer(long count)
    {
        (sizeClass, capacity) = MemoryPool.ClassOf(checked(count * sizeof(T)));
        Pointer = (T*)MemoryPool.Rent(sizeClass, capacity);
    }

    public T* Pointer { get; }

    public void Dispose() => MemoryPool.Return((byte*)Pointer, sizeClass, capacity);
}
