namespace LfmSpec.Models.Chat;

/// <summary>The filters of what has items (jinja2/filters.py).</summary>
internal static class SequenceFilters
{
    /// <summary>Applies a filter.</summary>
    /// <exception cref="TemplateFault">There is no such filter here, or it does not fit the value.</exception>
    public static object? Apply(string name, object? value, CallArguments arguments)
    {
        object?[] Bind(int required, params string[] names) => arguments.Bind($"the filter '{name}'", required, names);
        object? Alone(object? result) => Bind(0).Length == 0 ? result : null;
        return name switch
        {
            "join" => Join(value, Bind(0, "d", "attribute")),
            "list" => Alone(new Sequence(Sequences.Items(value))),
            "items" => Alone(Items(value)),
            "first" => Alone(Sequences.Items(value) is [var first, ..] ? first : Empty(name)),
            "last" => Alone(Reversible(value) is [.., var last] ? last : Empty(name)),
            "reverse" => Alone(value is string text ? TextMethods.Join("", PythonText.Characters(text).Reverse()) : Generator(Sequences.Items(value).Reverse())),
            "sort" => Sort(value, Bind(0, "reverse", "case_sensitive", "attribute")),
            "dictsort" => SortMapping(value, Bind(0, "case_sensitive", "by", "reverse")),
            "unique" => Unique(value, Bind(0, "case_sensitive", "attribute")),
            "min" => Extreme(value, Bind(0, "case_sensitive", "attribute"), isLargest: false, name),
            "max" => Extreme(value, Bind(0, "case_sensitive", "attribute"), isLargest: true, name),
            "sum" => Sum(value, Bind(0, "attribute", "start")),
            "map" => Generator(Map(value, arguments)),
            "select" => Generator(Choose(value, arguments, wanted: true, byAttribute: false)),
            "reject" => Generator(Choose(value, arguments, wanted: false, byAttribute: false)),
            "selectattr" => Generator(Choose(value, arguments, wanted: true, byAttribute: true)),
            "rejectattr" => Generator(Choose(value, arguments, wanted: false, byAttribute: true)),
            _ => throw TemplateFault.NotUnderstood($"the filter '{name}'"),
        };
    }

    private static Sequence Generator(IEnumerable<object?> items) => new([.. items], SequenceKind.Generator);

    private static Undefined Empty(string name) => new($"there is no {name} item of nothing");

    private static IReadOnlyList<object?> Reversible(object? value) =>
        value is Sequence { Kind: SequenceKind.Generator } ? throw new TemplateFault("what a filter makes has no last item before the filter 'list'") : Sequences.Items(value);

    private static string Join(object? value, object?[] given)
    {
        var read = Reader(given[1]);
        return TextMethods.Join(PythonText.Of(Filters.Given(given[0], "")), Sequences.Items(value).Select(item => PythonText.Of(read(item))));
    }

    private static Sequence Items(object? value) => value switch
    {
        Undefined => Generator([]),
        Mapping mapping => Generator(mapping.Entries.Select(entry => (object?)Sequence.Pair(entry.Key, entry.Value))),
        _ => throw new TemplateFault($"the filter 'items' needs a dict, and {PythonText.Described(value)} is given"),
    };

    // As in jinja2, whatever is false has no items for map, select and reject.
    private static IReadOnlyList<object?> TrueItems(object? value) => Operators.IsTrue(value) ? Sequences.Items(value) : [];

    private static IEnumerable<object?> Map(object? value, CallArguments arguments)
    {
        if (arguments.Positional.Count > 0)
        {
            var name = Undefined.Cut(TextMethods.Text(arguments.Positional[0]));
            return TrueItems(value).Select(item => Filters.Apply(name, item, arguments.After(1)));
        }

        var given = arguments.Bind("the filter 'map'", 0, "attribute", "default");
        var read = ReferenceEquals(given[0], CallArguments.NotGiven) ? throw new TemplateFault("the filter 'map' needs a filter's name, or attribute=") : Reader(given[0], Filters.Given(given[1], null));
        return TrueItems(value).Select(read);
    }

    private static IEnumerable<object?> Choose(object? value, CallArguments arguments, bool wanted, bool byAttribute)
    {
        Func<object?, object?> read = item => item;
        if (byAttribute)
        {
            read = arguments.Positional.Count > 0 ? Reader(arguments.Positional[0]) : throw new TemplateFault("the filter needs an attribute's name");
            arguments = arguments.After(1);
        }

        if (arguments.Positional.Count == 0)
        {
            return TrueItems(value).Where(item => Operators.IsTrue(read(item)) == wanted);
        }

        var test = Undefined.Cut(TextMethods.Text(arguments.Positional[0]));
        return TrueItems(value).Where(item => Tests.Holds(test, read(item), arguments.After(1)) == wanted);
    }

    private static Sequence Sort(object? value, object?[] given)
    {
        var read = Reader(given[2]);
        var key = Folding(given[1]);
        return new Sequence(Sorted(Sequences.Items(value), item => key(read(item)), Operators.IsTrue(Filters.Given(given[0], false))));
    }

    private static Sequence SortMapping(object? value, object?[] given)
    {
        var by = Filters.Given(given[1], "key") switch { "key" => 0, "value" => 1, _ => throw new TemplateFault("the filter 'dictsort' sorts by 'key' or by 'value'") };
        var key = Folding(given[0]);
        var entries = Sequences.Items(Attributes.OfName(value, "items") is Callable items ? items.Invoke(CallArguments.Of()) : throw new TemplateFault("the filter 'dictsort' needs a dict"));
        return new Sequence(Sorted(entries, entry => key(((Sequence)entry!).Items[by]), Operators.IsTrue(Filters.Given(given[2], false))));
    }

    /// <summary>Items in the order of a key; stable, also when reversed: what is equal stays in its order.</summary>
    /// <exception cref="TemplateFault">Two keys have no order.</exception>
    public static T[] Sorted<T>(IEnumerable<T> items, Func<T, object?> key, bool reverse)
    {
        var order = Comparer<object?>.Create((left, right) => Operators.Order(left, right) ?? 0);
        try
        {
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException error) when (error.InnerException is TemplateFault fault)
        {
            throw fault;
        }
    }

    private static Sequence Unique(object? value, object?[] given)
    {
        var read = Reader(given[1]);
        var key = Folding(given[0]);
        return Generator(Sequences.Items(value).DistinctBy(item => key(read(item)) ?? CallArguments.NotGiven, new PythonEquality()));
    }

    private static object? Extreme(object? value, object?[] given, bool isLargest, string name)
    {
        var read = Reader(given[1]);
        var key = Folding(given[0]);
        var items = Sequences.Items(value);
        if (items.Count == 0)
        {
            return Empty(name);
        }

        var best = (Item: items[0], Key: key(read(items[0])));
        foreach (var item in items.Skip(1))
        {
            var found = key(read(item));
            best = Operators.Order(found, best.Key) is { } order && (isLargest ? order > 0 : order < 0) ? (item, found) : best;
        }

        return best.Item;
    }

    private static object? Sum(object? value, object?[] given)
    {
        var read = Reader(given[0]);
        return Sequences.Items(value).Aggregate(Filters.Given(given[1], 0L), (sum, item) => Operators.Arithmetic("+", sum, read(item)));
    }

    private static Func<object?, object?> Folding(object? isCaseSensitive) =>
        Operators.IsTrue(Filters.Given(isCaseSensitive, false)) ? value => value : Folded;

    private static object? Folded(object? value)
    {
        if (value is not string text)
        {
            return value;
        }

        Budget.Text(text.Length);
        return text.ToLowerInvariant();
    }

    // "a.b.0" goes from one to the next, with the default for each that is missing; without an attribute the item itself.
    private static Func<object?, object?> Reader(object? attribute, object? otherwise = null)
    {
        if (attribute is null || ReferenceEquals(attribute, CallArguments.NotGiven))
        {
            return item => item;
        }

        Budget.Characters(attribute is string { Length: var length } ? 8L * length : 0);
        object?[] parts = attribute is string path ? [.. path.Split('.').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? PythonNumber.Whole(part) : part)] : [Numbers.AsWhole(attribute)];
        return item => parts.Aggregate(item, (value, part) => Attributes.OfItem(value, part) is var found && found is Undefined ? otherwise ?? found : found);
    }
}
