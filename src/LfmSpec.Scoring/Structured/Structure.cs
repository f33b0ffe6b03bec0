using System.Globalization;
using System.Text.Json;

namespace LfmSpec.Scoring.Structured;

/// <summary>Values of JSON, YAML and the like as one model: null, a bool, a number, a text, a list, a map.</summary>
internal static class Structure
{
    /// <summary>As deep as System.Text.Json reads.</summary>
    internal const int Deepest = 64;

    /// <summary>The value of a JSON element. Of keys that stand there twice nothing is taken.</summary>
    /// <exception cref="FormatException">A key stands there twice.</exception>
    internal static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => Map(json.EnumerateObject().Select(member => (member.Name, Of(member.Value)))),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A map.</summary>
    /// <exception cref="FormatException">A key stands there twice.</exception>
    internal static Dictionary<string, object?> Map(IEnumerable<(string Key, object? Value)> members)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in members)
        {
            if (!map.TryAdd(key, value))
            {
                throw new FormatException($"the key '{key}' stands there twice");
            }
        }

        return map;
    }

    /// <summary>Where two values differ, in words; null if they are equal.</summary>
    /// <param name="expected">The value that is asked for.</param>
    /// <param name="actual">The value that is there.</param>
    /// <param name="unordered">Whether lists may stand in any order.</param>
    /// <param name="place">Where they are.</param>
    internal static string? Difference(object? expected, object? actual, bool unordered, string place = "$")
    {
        switch (expected, actual)
        {
            case (Dictionary<string, object?> one, Dictionary<string, object?> other):
                return one.Keys.FirstOrDefault(key => !other.ContainsKey(key)) is { } missing ? $"{place}.{missing} is missing"
                    : other.Keys.FirstOrDefault(key => !one.ContainsKey(key)) is { } extra ? $"{place}.{extra} is not asked for"
                    : one.Select(member => Difference(member.Value, other[member.Key], unordered, $"{place}.{member.Key}")).FirstOrDefault(difference => difference is not null);
            case (List<object?> one, List<object?> other):
                return one.Count != other.Count ? $"{place} has {other.Count} items, not {one.Count}"
                    : unordered ? one.All(item => one.Count(same => Difference(item, same, unordered) is null) == other.Count(same => Difference(item, same, unordered) is null)) ? null : $"{place} has other items"
                    : one.Zip(other).Select((pair, index) => Difference(pair.First, pair.Second, unordered, $"{place}[{index}]")).FirstOrDefault(difference => difference is not null);
            default:
                return Equals(expected, actual) ? null : $"{place} is {Shown(actual)}, not {Shown(expected)}";
        }
    }

    /// <summary>The texts and numbers in a value, as they are written.</summary>
    internal static IEnumerable<string> Leaves(object? value) => value switch
    {
        Dictionary<string, object?> map => map.Values.SelectMany(Leaves),
        List<object?> list => list.SelectMany(Leaves),
        null => [],
        _ => [Written(value)],
    };

    private static string Written(object value) => value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => $"'{(text.Length <= 40 ? text : text[..40] + "...")}'",
        Dictionary<string, object?> => "an object",
        List<object?> => "a list",
        _ => Written(value),
    };
}
