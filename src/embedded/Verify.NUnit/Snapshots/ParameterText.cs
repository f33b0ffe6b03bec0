using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;

namespace VerifyTests;

/// <summary>A test's parameters as part of a file's name: <c>_layer=5_target=Mlp</c>.</summary>
internal static class ParameterText
{
    /// <summary>What no file system takes, and '#', which begins the name of a further target.</summary>
    private static readonly SearchValues<char> NotInNames =
        SearchValues.Create([.. "\"\\<>|:*?/#", .. Enumerable.Range(0, 32).Select(code => (char)code)]);

    /// <summary>Empty for a test without parameters; values beyond the names are an error, names beyond the values are left out.</summary>
    public static string Of(IReadOnlyList<string> names, VerifySettings settings, object?[] arguments)
    {
        if (settings.parametersText is not null)
        {
            return $"_{settings.parametersText}";
        }

        var values = settings.TryGetParameters(out var given) ? given : arguments;
        if (names.Count == 0 || settings.fileName is not null)
        {
            return "";
        }

        if (values.Length > names.Count)
        {
            throw new InvalidOperationException(
                $"The number of passed in parameters ({values.Length}) must not exceed the number of parameters for the method ({names.Count}).");
        }

        var text = new StringBuilder();
        foreach (var (name, value) in names.Zip(values))
        {
            text.Append('_').Append(name).Append('=');
            Append(text, value, isRoot: true);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, bool isRoot)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string plain:
                AppendClean(text, plain);
                break;
            case DateTime or DateTimeOffset or TimeOnly or IDictionary:
                throw new NotSupportedException(
                    $"A parameter of type {value.GetType().Name} has no text in a snapshot's name. Pass one: UseParameters(\"...\").");
            case DateOnly date:
                text.Append(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                AppendItems(text, [.. items.Cast<object?>()], isRoot);
                break;
            case IFormattable number:
                AppendClean(text, number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                AppendClean(text, value.ToString() ?? throw new InvalidOperationException($"{value.GetType().FullName}.ToString() returned null."));
                break;
        }
    }

    private static void AppendItems(StringBuilder text, object?[] items, bool isRoot)
    {
        if (items.Length == 0)
        {
            text.Append("[]");
            return;
        }

        text.Append(isRoot ? "" : "[");
        for (var index = 0; index < items.Length; index++)
        {
            text.Append(index == 0 ? "" : ",");
            Append(text, items[index], isRoot: false);
        }

        text.Append(isRoot ? "" : "]");
    }

    private static void AppendClean(StringBuilder text, string value)
    {
        foreach (var character in value)
        {
            text.Append(NotInNames.Contains(character) ? '-' : character);
        }
    }
}
