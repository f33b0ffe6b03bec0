namespace LfmSpec.Models.Chat;

/// <summary>How a sequence behaves where Python's kinds differ.</summary>
internal enum SequenceKind
{
    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A range of numbers.</summary>
    Range,

    /// <summary>What is made item by item, as filters do: true even if empty, without a length and without places.</summary>
    Generator,

    /// <summary>The keys, values or items of a dictionary: with a length, without places.</summary>
    View,
}

/// <summary>Values in an order. They are never changed: templates may not.</summary>
internal sealed class Sequence
{
    /// <summary>Makes a sequence.</summary>
    /// <param name="items">The values.</param>
    /// <param name="kind">Which of Python's kinds it is.</param>
    public Sequence(IReadOnlyList<object?> items, SequenceKind kind = SequenceKind.List)
    {
        Budget.Items(items.Count);
        (Items, Kind) = (items, kind);
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<object?> Items { get; }

    /// <summary>Which of Python's kinds it is.</summary>
    public SequenceKind Kind { get; }

    public bool HasPlaces => Kind is SequenceKind.List or SequenceKind.Tuple or SequenceKind.Range;

    public static Sequence Pair(object? first, object? second) => new([first, second], SequenceKind.Tuple);
}
