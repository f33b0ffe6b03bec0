namespace LfmSpec.Models.Chat;

/// <summary>A dictionary, in the order in which keys were added.</summary>
internal sealed class Mapping
{
    /// <summary>Stands for none among the keys, since .NET has no such key.</summary>
    private static readonly object NoneKey = new();
    private readonly OrderedDictionary<object, object?> entries = new(new PythonEquality());

    public Mapping() => Budget.Items(0);

    public Mapping(IEnumerable<KeyValuePair<string, object?>> entries)
        : this()
    {
        foreach (var (key, value) in entries)
        {
            this[key] = value;
        }
    }

    public int Count => entries.Count;

    public IEnumerable<KeyValuePair<object?, object?>> Entries => entries.Select(entry => KeyValuePair.Create(ReferenceEquals(entry.Key, NoneKey) ? null : entry.Key, entry.Value));

    public IEnumerable<object?> Keys => Entries.Select(entry => entry.Key);

    public IEnumerable<object?> Values => entries.Values;

    public object? this[object? key]
    {
        set
        {
            var count = entries.Count;
            entries[key ?? NoneKey] = value;
            Budget.Keep(entries.Count > count ? 100 : 0);
        }
    }

    public bool TryGet(object? key, out object? value) => entries.TryGetValue(key ?? NoneKey, out value);
}
