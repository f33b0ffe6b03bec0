namespace LfmSpec.Models.Chat;

/// <summary>What has items: lists, tuples, dictionaries by their keys, texts by their characters.</summary>
internal static class Sequences
{
    /// <summary>The items of a value.</summary>
    /// <exception cref="TemplateFault">It has none.</exception>
    public static IReadOnlyList<object?> Items(object? value)
    {
        Budget.Spend(value switch { Sequence sequence => sequence.Items.Count, Mapping mapping => mapping.Count, _ => 0 });
        return value switch
        {
            Sequence sequence => sequence.Items,
            string text => PythonText.Characters(text),
            Mapping mapping => [.. mapping.Keys],
            Undefined => [],
            _ => throw new TemplateFault($"{PythonText.Described(value)} has no items"),
        };
    }

    /// <summary>len(value).</summary>
    /// <exception cref="TemplateFault">It has no length.</exception>
    public static long Length(object? value) => value switch
    {
        string text => PythonText.Measured(text),
        Sequence { Kind: not SequenceKind.Generator } sequence => sequence.Items.Count,
        Mapping mapping => mapping.Count,
        Undefined => 0,
        _ => throw new TemplateFault($"{PythonText.Described(value)} has no length"),
    };

    /// <summary>value[start:stop:step].</summary>
    /// <exception cref="TemplateFault">It cannot be cut, or the step is 0.</exception>
    public static object? Slice(object? value, object? start, object? stop, object? step)
    {
        if (value is Undefined missing)
        {
            throw missing.Fault();
        }

        if (value is not string and not Sequence { HasPlaces: true })
        {
            throw new TemplateFault($"{PythonText.Described(value)} has no places to be cut at");
        }

        var count = (int)Length(value);
        var stride = step is null ? 1 : Numbers.AsCount(step);
        if (stride == 0)
        {
            throw new TemplateFault("a slice has the step 0");
        }

        // Python's slice.indices: forwards the bounds are in [0, count], backwards in [-1, count - 1].
        var (lowest, highest) = stride > 0 ? (0, count) : (-1, count - 1);
        int Bound(object? bound, int otherwise) => bound is null ? otherwise : Numbers.AsCount(bound) is var at && at < 0 ? Math.Max(at + count, lowest) : Math.Min(at, highest);
        var first = Bound(start, stride > 0 ? lowest : highest);
        var end = Bound(stop, stride > 0 ? highest : lowest);
        if (value is string text && stride == 1)
        {
            var (from, to) = first < end ? (PythonText.Place(text, first), PythonText.Place(text, end)) : (0, 0);
            Budget.Text(to - from);
            return text[from..to];
        }

        var items = value is Sequence sequence ? sequence.Items : Items(value);
        var taken = new List<object?>();
        for (long at = first; stride > 0 ? at < end : at > end; at += stride)
        {
            taken.Add(items[(int)at]);
        }

        Budget.Spend(taken.Count);
        return value is Sequence cut ? new Sequence(taken, cut.Kind) : TextMethods.Join("", taken.Cast<string>());
    }
}
