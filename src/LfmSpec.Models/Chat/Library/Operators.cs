namespace LfmSpec.Models.Chat;

/// <summary>Python's operators on a template's values.</summary>
internal static class Operators
{
    /// <summary>bool(value).</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        Sequence sequence => sequence.Kind == SequenceKind.Generator || sequence.Items.Count > 0,
        Mapping mapping => mapping.Count > 0,
        _ => true,
    };

    /// <summary>One of the operators + - * / // % ** and ~.</summary>
    public static object? Arithmetic(string operation, object? left, object? right)
    {
        switch (operation, left, right)
        {
            case ("~", _, _):
                return Concatenate(PythonText.Of(left), PythonText.Of(right));
            case (_, Undefined missing, _) when !(operation == "%" && right is string):
                throw missing.Fault();
            case (_, _, Undefined missing) when !(operation == "%" && left is string):
                throw missing.Fault();
            case ("+", string first, string second):
                return Concatenate(first, second);
            case ("+", Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } first, Sequence second) when first.Kind == second.Kind:
                Budget.Spend((first.Items.Count + (long)second.Items.Count) / 8);
                return new Sequence([.. first.Items, .. second.Items], first.Kind);
            case ("*", string or Sequence { Kind: SequenceKind.List or SequenceKind.Tuple }, _) when Numbers.IsWhole(right):
                return Repeat(left, Numbers.AsCount(right));
            case ("*", _, string or Sequence { Kind: SequenceKind.List or SequenceKind.Tuple }) when Numbers.IsWhole(left):
                return Repeat(right, Numbers.AsCount(left));
            case ("%", string, _):
                throw TemplateFault.NotUnderstood("the operator % of a text");
        }

        return Numbers.Is(left) && Numbers.Is(right)
            ? Numbers.Arithmetic(operation, left, right)
            : throw new TemplateFault($"'{operation}' stands between {PythonText.Described(left)} and {PythonText.Described(right)}, for which it has no meaning");
    }

    /// <summary>-value or +value.</summary>
    public static object? Signed(bool isMinus, object? value) => value is Undefined missing ? throw missing.Fault()
        : !Numbers.Is(value) ? throw new TemplateFault($"{PythonText.Described(value)} has a sign")
        : !isMinus ? value is bool ? Numbers.AsWhole(value) : value
        : value is double number ? -number
        : Numbers.Arithmetic("-", 0L, value);

    /// <summary>One of the comparisons, in, and not in.</summary>
    public static bool Compare(string operation, object? left, object? right) => operation switch
    {
        "==" => PythonEquality.AreEqual(left, right),
        "!=" => !PythonEquality.AreEqual(left, right),
        "in" => IsIn(left, right),
        "not in" => !IsIn(left, right),
        _ => Order(left, right) is { } order && operation switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        },
    };

    /// <summary>Which of two values comes first; null if neither, as with what is not a number.</summary>
    /// <exception cref="TemplateFault">They have no order.</exception>
    public static int? Order(object? left, object? right)
    {
        using var level = StackGuard.Enter();
        Budget.Spend();
        switch (left, right)
        {
            case (Undefined missing, _):
                throw missing.Fault();
            case (_, Undefined missing):
                throw missing.Fault();
            case (string first, string second):
                Budget.Spend(Math.Min(first.Length, second.Length) / 64);
                return OrderTexts(first, second);
            case (Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } first, Sequence second) when first.Kind == second.Kind:
                return PythonEquality.Differs(first, second) is var at and >= 0 ? Order(first.Items[at], second.Items[at]) : first.Items.Count.CompareTo(second.Items.Count);
        }

        return !Numbers.Is(left) || !Numbers.Is(right) ? throw new TemplateFault($"{PythonText.Described(left)} and {PythonText.Described(right)} have no order")
            : Numbers.Order(left, right);
    }

    private static string Concatenate(string first, string second)
    {
        Budget.Text(first.Length + (long)second.Length);
        return first + second;
    }

    private static object Repeat(object? value, int count)
    {
        count = Math.Max(count, 0);
        if (value is string text)
        {
            return new TextBuilder().Repeat(text, count).ToString();
        }

        // Paid before it is there, and once more as a value.
        var sequence = (Sequence)value!;
        Budget.Items(sequence.Items.Count * (long)count, 8);
        var items = new object?[sequence.Items.Count == 0 ? 0 : sequence.Items.Count * count];
        for (var index = 0; index < items.Length; index++)
        {
            items[index] = sequence.Items[index % sequence.Items.Count];
        }

        return new Sequence(items, sequence.Kind);
    }

    private static bool IsIn(object? item, object? container) => container switch
    {
        string text => item is string part ? Contains(text, part) : throw new TemplateFault($"{PythonText.Described(item)} is looked for in a text"),
        Mapping mapping => mapping.TryGet(item, out _),
        Sequence sequence => sequence.Items.Any(other => PythonEquality.AreEqual(item, other)),
        Undefined => false,
        _ => throw new TemplateFault($"something is looked for in {PythonText.Described(container)}, which holds nothing"),
    };

    private static bool Contains(string text, string part)
    {
        Budget.Spend(text.Length / 64);
        return TextSearch.First(text, part) >= 0;
    }

    // By code point: surrogates are above all of the rest.
    private static int OrderTexts(string first, string second)
    {
        var same = first.AsSpan().CommonPrefixLength(second);
        if (same == first.Length || same == second.Length)
        {
            return first.Length.CompareTo(second.Length);
        }

        return (char.IsSurrogate(first[same]), char.IsSurrogate(second[same])) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => first[same].CompareTo(second[same]),
        };
    }
}
