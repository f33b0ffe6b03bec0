namespace LfmSpec.Models.Chat;

/// <summary>The variable <c>loop</c> of a loop's body.</summary>
internal sealed class Loop(IReadOnlyList<object?> items, int index0)
{
    private static readonly object Nothing = new();
    private readonly object?[] changed = [Nothing];

    private Loop(IReadOnlyList<object?> items, int index0, object?[] changed)
        : this(items, index0) => this.changed = changed;

    /// <summary>The same loop's next round.</summary>
    public Loop Next() => new(items, index0 + 1, changed);

    /// <summary>An attribute; null if there is none of this name.</summary>
    public bool TryGet(string name, out object? value)
    {
        long index = index0, count = items.Count;
        value = name switch
        {
            "index" => index + 1,
            "index0" => index,
            "revindex" => count - index,
            "revindex0" => count - index - 1,
            "first" => index == 0,
            "last" => index == count - 1,
            "length" => count,
            "depth" => 1L,
            "depth0" => 0L,
            "previtem" => index > 0 ? items[index0 - 1] : new Undefined("there is no previous item"),
            "nextitem" => index < count - 1 ? items[index0 + 1] : new Undefined("there is no next item"),
            "cycle" => new Callable(Cycle),
            "changed" => new Callable(Changed),
            _ => Nothing,
        };
        return !ReferenceEquals(value, Nothing);
    }

    private object? Cycle(CallArguments arguments) =>
        arguments.Positional.Count > 0 ? arguments.Positional[index0 % arguments.Positional.Count] : throw new TemplateFault("loop.cycle has nothing to choose from");

    private object? Changed(CallArguments arguments)
    {
        var now = new Sequence(arguments.Positional, SequenceKind.Tuple);
        var same = PythonEquality.AreEqual(changed[0], now);
        changed[0] = now;
        return !same;
    }
}
