namespace LfmSpec.Models.Chat;

/// <summary>What <c>a.name</c> and <c>a[item]</c> are: the first asks for a method before it asks for a key, the second the other way round.</summary>
internal static class Attributes
{
    /// <summary>What transformers' sandbox refuses, since it would change a value.</summary>
    private static readonly string[] Changing = ["append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update"];

    /// <summary><c>value.name</c>.</summary>
    public static object? OfName(object? value, string name) => value is Undefined missing ? throw missing.Fault()
        : TryMethod(value, name, out var method) ? method
        : value is Mapping mapping && mapping.TryGet(name, out var item) ? item
        : Missing(value, name);

    /// <summary><c>value[item]</c>.</summary>
    public static object? OfItem(object? value, object? item)
    {
        Budget.Spend();
        switch (value)
        {
            case Undefined missing:
                throw missing.Fault();
            case Mapping mapping when item is not (Mapping or Sequence { Kind: not SequenceKind.Tuple }) && mapping.TryGet(item, out var found):
                return found;
            case string or Sequence { HasPlaces: true } when Numbers.IsWhole(item):
                var count = (int)Sequences.Length(value);
                var at = Numbers.AsCount(item);
                at += at < 0 ? count : 0;
                return at < 0 || at >= count ? Missing(value, item) : value is string text ? Character(text, at) : ((Sequence)value).Items[at];
        }

        return item is string name && TryMethod(value, name, out var method) ? method : Missing(value, item);
    }

    private static string Character(string text, int index) => PythonText.Place(text, index) is var at ? text.Substring(at, PythonText.LengthAt(text, at)) : "";

    private static bool TryMethod(object? value, string name, out object? found)
    {
        switch (value)
        {
            case Namespace space:
                return space.TryGet(name, out found);
            case Loop loop:
                return loop.TryGet(name, out found);
            default:
                found = value switch
                {
                    string text => TextMethods.Find(text, name),
                    Mapping mapping => MappingMethod(mapping, name),
                    Sequence { HasPlaces: true } sequence => SequenceMethod(sequence, name),
                    _ => null,
                };
                return found is not null;
        }
    }

    private static object? MappingMethod(Mapping mapping, string name) => name switch
    {
        "items" => new Callable(arguments => View(arguments, name, mapping.Entries.Select(entry => (object?)Sequence.Pair(entry.Key, entry.Value))), mapping),
        "keys" => new Callable(arguments => View(arguments, name, mapping.Keys), mapping),
        "values" => new Callable(arguments => View(arguments, name, mapping.Values), mapping),
        "get" => new Callable(arguments =>
        {
            var given = arguments.Bind("get", 1, "key", "default");
            return mapping.TryGet(given[0], out var value) ? value : ReferenceEquals(given[1], CallArguments.NotGiven) ? null : given[1];
        }),
        "copy" => new Callable(_ => mapping),
        _ => Refused(mapping, name),
    };

    private static object? SequenceMethod(Sequence sequence, string name) => name switch
    {
        "count" => new Callable(arguments => arguments.Bind("count", 1, "value") is var given ? (long)sequence.Items.Count(item => PythonEquality.AreEqual(item, given[0])) : null),
        "index" => new Callable(arguments =>
        {
            var given = arguments.Bind("index", 1, "value");
            return sequence.Items.Index().FirstOrDefault(item => PythonEquality.AreEqual(item.Item, given[0]), (-1, null)).Index is var at and >= 0 ? (long)at : throw new TemplateFault("index() does not find the value");
        }),
        "copy" when sequence.Kind == SequenceKind.List => new Callable(_ => sequence),
        _ => sequence.Kind == SequenceKind.List ? Refused(sequence, name) : null,
    };

    private static Undefined? Refused(object value, string name) =>
        Changing.Contains(name) ? new Undefined($"'{name}' would change {PythonText.Described(value)}, which no template may") : null;

    private static Sequence View(CallArguments arguments, string name, IEnumerable<object?> items)
    {
        arguments.Bind(name, 0);
        return new Sequence([.. items], SequenceKind.View);
    }

    private static Undefined Missing(object? value, object? name) =>
        new(name is string text ? $"{PythonText.Described(value)} has no '{Undefined.Cut(text)}'" : $"{PythonText.Described(value)} has no element {PythonText.TypeOf(name)}");
}
