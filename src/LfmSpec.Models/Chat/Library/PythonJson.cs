namespace LfmSpec.Models.Chat;

/// <summary>The filter tojson as transformers has it: Python's json.dumps, with every character as it is.</summary>
internal static class PythonJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="given">ensure_ascii, indent, separators, sort_keys.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="TemplateFault">JSON has no such value.</exception>
    public static string Write(object? value, object?[] given)
    {
        var indent = Filters.Given(given[1], null);
        var separators = Filters.Given(given[2], null) as Sequence;
        var writer = new Writer(
            Operators.IsTrue(Filters.Given(given[0], false)),
            indent is null or string ? (string?)indent : new string(' ', Math.Clamp(Numbers.AsCount(indent), 0, 100)),
            separators is { Items: [string between, _] } ? between : indent is null ? ", " : ",",
            separators is { Items: [_, string behindKey] } ? behindKey : ": ",
            Operators.IsTrue(Filters.Given(given[3], false)));
        writer.Write(value, 0);
        return writer.ToString();
    }

    private sealed class Writer(bool asciiOnly, string? indent, string between, string behindKey, bool sortsKeys)
    {
        private readonly TextBuilder result = new();

        public override string ToString() => result.ToString();

        public void Write(object? value, int depth)
        {
            using var level = StackGuard.Enter();
            Budget.Spend();
            switch (value)
            {
                case null:
                    result.Append("null");
                    break;
                case bool truth:
                    result.Append(truth ? "true" : "false");
                    break;
                case double number:
                    result.Append(Number(number));
                    break;
                case long:
                    result.Append(PythonText.Of(value));
                    break;
                case string text:
                    Quote(text);
                    break;
                case Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } sequence:
                    Enclose('[', ']', sequence.Items, depth, item => Write(item, depth + 1));
                    break;
                case Mapping mapping:
                    Budget.Items(mapping.Count);
                    Enclose('{', '}', sortsKeys ? SequenceFilters.Sorted(mapping.Entries, entry => entry.Key, reverse: false) : [.. mapping.Entries], depth, entry =>
                    {
                        Quote(Key(entry.Key));
                        result.Append(behindKey);
                        Write(entry.Value, depth + 1);
                    });
                    break;
                case Undefined missing:
                    throw missing.Fault();
                default:
                    throw new TemplateFault($"the filter 'tojson' is given {PythonText.Described(value)}, which JSON does not have");
            }
        }

        private static string Number(double number) =>
            double.IsFinite(number) ? PythonText.OfDouble(number) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

        private static string Key(object? key) => key switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            double number => Number(number),
            string or long => PythonText.Of(key),
            _ => throw new TemplateFault($"the filter 'tojson' is given a dict with {PythonText.Described(key)} as a key"),
        };

        private void Enclose<T>(char open, char close, IReadOnlyCollection<T> items, int depth, Action<T> write)
        {
            result.Append(open);
            foreach (var (index, item) in items.Index())
            {
                result.Append(index > 0 ? between : "");
                Break(depth + 1);
                write(item);
            }

            if (items.Count > 0)
            {
                Break(depth);
            }

            result.Append(close);
        }

        private void Break(int depth)
        {
            if (indent is not null)
            {
                result.Append('\n').Repeat(indent, depth);
            }
        }

        private void Quote(string text)
        {
            result.Append('"');
            Budget.Characters(text.Length);
            foreach (var character in text)
            {
                _ = character switch
                {
                    '"' => result.Append("\\\""),
                    '\\' => result.Append(@"\\"),
                    '\n' => result.Append("\\n"),
                    '\r' => result.Append("\\r"),
                    '\t' => result.Append("\\t"),
                    '\f' => result.Append("\\f"),
                    '\b' => result.Append("\\b"),
                    _ => character < ' ' || (asciiOnly && character > '~') ? result.Append($@"\u{(int)character:x4}") : result.Append(character),
                };
            }

            result.Append('"');
        }
    }
}
