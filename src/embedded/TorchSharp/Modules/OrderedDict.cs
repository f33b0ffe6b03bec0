using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that keeps the order in which its entries were added; it enumerates pairs.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly OrderedDictionary<TKey, TValue> entries = [];

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public ICollection<TKey> Keys => entries.Keys;

    /// <inheritdoc/>
    public ICollection<TValue> Values => entries.Values;

    /// <summary>Number of entries.</summary>
    public int Count => entries.Count;

    /// <inheritdoc/>
    public (TKey, TValue) this[int index]
    {
        get => Pair(entries.GetAt(index));
        set => entries.SetAt(index, value.Item1, value.Item2);
    }

    /// <inheritdoc/>
    public TValue this[TKey key]
    {
        get => entries[key];
        set => entries[key] = value;
    }

    /// <summary>Removes all entries.</summary>
    public void clear() => entries.Clear();

    /// <summary>The entries in order.</summary>
    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    /// <summary>The keys in order.</summary>
    public IEnumerable<TKey> keys() => entries.Keys;

    /// <summary>The values in order.</summary>
    public IEnumerable<TValue> values() => entries.Values;

    /// <inheritdoc/>
    public void Add((TKey, TValue) item) => entries.Add(item.Item1, item.Item2);

    /// <inheritdoc/>
    public void Add(TKey key, TValue value) => entries.Add(key, value);

    /// <inheritdoc/>
    public void Add(KeyValuePair<TKey, TValue> item) => entries.Add(item.Key, item.Value);

    /// <inheritdoc/>
    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    /// <inheritdoc/>
    public bool ContainsKey(TKey key) => entries.ContainsKey(key);

    /// <inheritdoc/>
    public void CopyTo((TKey, TValue)[] array, int arrayIndex)
    {
        foreach (var item in this)
            array[arrayIndex++] = item;
    }

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<TKey, TValue>>)entries).CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public int IndexOf((TKey, TValue) item)
    {
        int index = entries.IndexOf(item.Item1);
        return index >= 0 && EqualityComparer<TValue>.Default.Equals(entries.GetAt(index).Value, item.Item2) ? index : -1;
    }

    /// <inheritdoc/>
    public void Insert(int index, (TKey, TValue) item) => entries.Insert(index, item.Item1, item.Item2);

    /// <inheritdoc/>
    public bool Remove((TKey, TValue) item) => Contains(item) && entries.Remove(item.Item1);

    /// <inheritdoc/>
    public bool Remove(TKey key) => entries.Remove(key);

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    /// <inheritdoc/>
    public void RemoveAt(int index) => entries.RemoveAt(index);

    /// <inheritdoc/>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public void Clear() => entries.Clear();

    /// <summary>The entries in order.</summary>
    public IEnumerator<(TKey, TValue)> GetEnumerator()
    {
        foreach (var entry in entries)
            yield return Pair(entry);
    }

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static (TKey, TValue) Pair(KeyValuePair<TKey, TValue> entry) => (entry.Key, entry.Value);
}
