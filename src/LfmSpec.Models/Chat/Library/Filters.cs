using System.Globalization;
using System.Numerics;

namespace LfmSpec.Models.Chat;

/// <summary>The filters of one value, behind <c>|</c> (jinja2/filters.py); those of sequences are in <see cref="SequenceFilters"/>.</summary>
internal static class Filters
{
    /// <summary>Applies a filter.</summary>
    /// <exception cref="TemplateFault">There is no such filter here, or it does not fit the value.</exception>
    public static object? Apply(string name, object? value, CallArguments arguments, Evaluator evaluator)
    {
        object?[] Bind(int required, params string[] names) => arguments.Bind($"the filter '{name}'", required, names);
        object? Alone(object? result) => Bind(0).Length == 0 ? result : null;
        return name switch
        {
            "trim" => TextMethods.Strip(PythonText.Of(value), Given(Bind(0, "chars")[0], null), atStart: true, atEnd: true),
            "upper" => Alone(PythonText.Of(value).ToUpperInvariant()),
            "lower" => Alone(PythonText.Of(value).ToLowerInvariant()),
            "capitalize" => Alone(TextMethods.Capitalize(PythonText.Of(value))),
            "title" => Alone(Title(PythonText.Of(value))),
            "string" or "safe" => Alone(PythonText.Of(value)),
            "replace" => Bind(2, "old", "new", "count") is var given ? TextMethods.Replace(PythonText.Of(value), PythonText.Of(given[0]), PythonText.Of(given[1]), Given(given[2], null), evaluator.Budget) : null,
            "indent" => Indent(value, Bind(0, "width", "first", "blank"), evaluator.Budget),
            "default" or "d" => Default(value, Bind(0, "default_value", "boolean")),
            "length" or "count" => Alone(Sequences.Length(value)),
            "int" => WholeNumber(value, Bind(0, "default", "base")),
            "float" => Number(value, Given(Bind(0, "default")[0], 0.0)),
            "abs" => Alone(value is double number ? Math.Abs(number) : Operators.Signed(isMinus: Operators.Compare("<", value, 0L), value)),
            "round" => Round(value, Bind(0, "precision", "method")),
            "tojson" => PythonJson.Write(value, Bind(0, "ensure_ascii", "indent", "separators", "sort_keys"), evaluator.Budget),
            _ => SequenceFilters.Apply(name, value, arguments, evaluator),
        };
    }

    /// <summary>An argument, or what stands for it if it was not given.</summary>
    public static object? Given(object? argument, object? otherwise) => ReferenceEquals(argument, CallArguments.NotGiven) ? otherwise : argument;

    private static object? Default(object? value, object?[] given) =>
        value is Undefined || (Operators.IsTrue(Given(given[1], false)) && !Operators.IsTrue(value)) ? Given(given[0], "") : value;

    // Jinja's words begin after white space, a hyphen or an opening bracket, and nowhere else.
    private static string Title(string text)
    {
        var characters = PythonText.Characters(text);
        return string.Concat(characters.Select((character, index) =>
            index == 0 || IsBetweenWords(characters[index - 1]) ? character.ToUpperInvariant() : character.ToLowerInvariant()));

        static bool IsBetweenWords(string character) => character is "-" or "(" or "{" or "[" or "<" || PythonText.IsSpace(character[0]);
    }

    private static string Indent(object? value, object?[] given, Budget budget)
    {
        var text = TextMethods.Text(value);
        var width = Given(given[0], 4L);
        if (width is not string)
        {
            budget.Make(Numbers.AsCount(width));
        }

        var indentation = width is string written ? written : new string(' ', Math.Max(0, Numbers.AsCount(width)));
        var lines = Splitting.Lines(text + "\n").ToArray();
        budget.Make(text.Length + (indentation.Length * (long)lines.Length));
        var indentsBlank = Operators.IsTrue(Given(given[2], false));
        var rest = lines.Skip(1).Select(line => indentsBlank || line.Length > 0 ? indentation + line : line);
        return (Operators.IsTrue(Given(given[1], false)) ? indentation : "") + string.Join('\n', rest.Prepend(lines[0]));
    }

    private static object? WholeNumber(object? value, object?[] given)
    {
        var radix = Numbers.AsCount(Given(given[1], 10L));
        if (radix != 10)
        {
            throw TemplateFault.NotUnderstood($"the filter 'int' with the base {radix}");
        }

        return value switch
        {
            Undefined missing => throw missing.Fault(),
            _ when Numbers.IsWhole(value) => Numbers.AsWhole(value),
            double number => Whole(number) ?? Given(given[0], 0L),
            string text => PythonNumber.Whole(text) ?? Whole(PythonNumber.Double(text) ?? double.NaN) ?? Given(given[0], 0L),
            _ => Given(given[0], 0L),
        };

        static object? Whole(double number) => !double.IsFinite(number) ? null
            : Math.Abs(number) < 9.2e18 ? (long)number : throw TemplateFault.NotUnderstood("a number beyond 64 bits");
    }

    private static object? Number(object? value, object? otherwise) => value switch
    {
        Undefined missing => throw missing.Fault(),
        _ when Numbers.Is(value) => Numbers.AsDouble(value),
        string text => PythonNumber.Double(text) ?? otherwise,
        _ => otherwise,
    };

    private static object? Round(object? value, object?[] given)
    {
        var precision = Numbers.AsCount(Given(given[0], 0L));
        var method = Given(given[1], "common") as string;
        if (method is not ("common" or "ceil" or "floor"))
        {
            throw new TemplateFault("the filter 'round' has the methods common, ceil and floor");
        }

        if (precision is < 0 or > 30)
        {
            throw TemplateFault.NotUnderstood($"the filter 'round' to {precision} digits");
        }

        var number = Numbers.AsDouble(value);
        if (method == "common")
        {
            return Numbers.IsWhole(value) ? (object)Numbers.AsWhole(value) : RoundToEven(number, precision);
        }

        var scale = Math.Pow(10, precision);
        return (method == "ceil" ? Math.Ceiling(number * scale) : Math.Floor(number * scale)) / scale;
    }

    // Of the number's exact decimal digits, as Python has it: 2.675 is below the half.
    private static double RoundToEven(double number, int precision)
    {
        if (!double.IsFinite(number))
        {
            return number;
        }

        var digits = Math.Abs(number).ToString("F1100", CultureInfo.InvariantCulture);
        var kept = digits[..(digits.IndexOf('.', StringComparison.Ordinal) + 1 + precision)];
        var rest = digits.AsSpan(kept.Length);
        var whole = BigInteger.Parse(kept.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var isHalf = rest[0] == '5' && rest[1..].IndexOfAnyExcept('0') < 0;
        whole += rest[0] > '5' || (rest[0] == '5' && (!isHalf || !whole.IsEven)) ? 1 : 0;
        return Math.CopySign(double.Parse($"{whole}e-{precision}", CultureInfo.InvariantCulture), number);
    }
}
