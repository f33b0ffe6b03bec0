namespace LfmSpec.Models.Chat;

/// <summary>Python's equality: numbers by value, true as 1, sequences and dictionaries by their items, kinds apart.</summary>
internal sealed class PythonEquality : IEqualityComparer<object>
{
    public static bool AreEqual(object? left, object? right)
    {
        StackGuard.Check();
        return (left, right) switch
        {
            (null, _) or (_, null) => left is null && right is null,
            (Undefined, _) or (_, Undefined) => left is Undefined && right is Undefined,
            (string a, string b) => a == b,
            (Sequence { Kind: SequenceKind.Generator } a, _) => ReferenceEquals(a, right),
            (Sequence a, Sequence b) => a.Kind == b.Kind && a.Items.Count == b.Items.Count && a.Items.Zip(b.Items, AreEqual).All(same => same),
            (Mapping a, Mapping b) => a.Count == b.Count && a.Entries.All(entry => b.TryGet(entry.Key, out var other) && AreEqual(entry.Value, other)),
            _ when Numbers.Is(left) && Numbers.Is(right) => Numbers.AreEqual(left, right),
            _ => ReferenceEquals(left, right),
        };
    }

    bool IEqualityComparer<object>.Equals(object? x, object? y) => AreEqual(x, y);

    public int GetHashCode(object obj)
    {
        StackGuard.Check();
        return obj switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            _ when Numbers.Is(obj) => Numbers.AsDouble(obj).GetHashCode(),
            Sequence { Kind: SequenceKind.Tuple } tuple => tuple.Items.Aggregate(tuple.Items.Count, (hash, item) => HashCode.Combine(hash, item is null ? 0 : GetHashCode(item))),
            Undefined => 0,
            Sequence or Mapping => throw new TemplateFault($"{PythonText.Described(obj)} cannot be a key"),
            _ => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj),
        };
    }
}
