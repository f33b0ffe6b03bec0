namespace LfmSpec.Models.Chat;

/// <summary>Python's equality: numbers by value, true as 1, sequences and dictionaries by their items, kinds apart.</summary>
internal sealed class PythonEquality : IEqualityComparer<object>
{
    public static bool AreEqual(object? left, object? right)
    {
        using var level = StackGuard.Enter();
        Budget.Spend(2);
        return (left, right) switch
        {
            (null, _) or (_, null) => left is null && right is null,
            (Undefined, _) or (_, Undefined) => left is Undefined && right is Undefined,
            (string a, string b) => TextKeys.AreEqual(a, b),
            (Sequence { Kind: SequenceKind.Generator } a, _) => ReferenceEquals(a, right),
            (Sequence a, Sequence b) => a.Kind == b.Kind && a.Items.Count == b.Items.Count && Differs(a, b) < 0,
            (Mapping a, Mapping b) => a.Count == b.Count && a.Entries.All(entry => b.TryGet(entry.Key, out var found) && AreEqual(entry.Value, found)),
            _ when Numbers.Is(left) && Numbers.Is(right) => Numbers.AreEqual(left, right),
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>The first place at which two sequences have other items, up to the end of the shorter; -1 if there is none.</summary>
    public static int Differs(Sequence left, Sequence right)
    {
        for (var index = 0; index < left.Items.Count && index < right.Items.Count; index++)
        {
            if (!AreEqual(left.Items[index], right.Items[index]))
            {
                return index;
            }
        }

        return -1;
    }

    bool IEqualityComparer<object>.Equals(object? x, object? y) => AreEqual(x, y);

    public int GetHashCode(object obj)
    {
        using var level = StackGuard.Enter();
        Budget.Spend();
        return obj switch
        {
            string text => TextKeys.HashOf(text),
            _ when Numbers.IsWhole(obj) => HashSeed.Mix(Numbers.AsWhole(obj)),
            double number => HashSeed.Mix(Numbers.IsLong(number) ? (long)number : BitConverter.DoubleToInt64Bits(number)),
            Sequence { Kind: SequenceKind.Tuple } tuple => tuple.Items.Aggregate(tuple.Items.Count, (hash, item) => HashCode.Combine(hash, item is null ? 0 : GetHashCode(item))),
            Undefined => 0,
            Sequence or Mapping => throw new TemplateFault($"{PythonText.Described(obj)} cannot be a key"),
            _ => HashSeed.Mix(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj)),
        };
    }
}
