namespace TorchSharp.Storage;

/// <summary>
/// Packed forms of matrices that lie in one storage, keyed by their window. They belong to one version of the storage:
/// after an in-place write the next request drops them all.
/// </summary>
internal sealed class PackedCache
{
    private readonly Dictionary<Key, IDisposable> entries = [];
    private int version = -1;

    /// <summary>The packed form for a window, made on first use. The caller holds a reference to the storage meanwhile.</summary>
    public T Get<T>(int storageVersion, Key key, TensorImpl source, Func<TensorImpl, Key, T> pack)
        where T : class, IDisposable
    {
        lock (entries)
        {
            if (version != storageVersion)
            {
                DisposeAll();
                version = storageVersion;
            }
            if (entries.TryGetValue(key, out var entry))
                return (T)entry;
            var made = pack(source, key);
            entries.Add(key, made);
            return made;
        }
    }

    public void Clear()
    {
        lock (entries)
            DisposeAll();
    }

    private void DisposeAll()
    {
        foreach (var entry in entries.Values)
            entry.Dispose();
        entries.Clear();
    }

    /// <summary>A matrix within a storage: where it begins, its shape and strides in elements, and its element type.</summary>
    internal readonly record struct Key(long Offset, long Rows, long Columns, long RowStride, long ColumnStride, torch.ScalarType Type);
}
