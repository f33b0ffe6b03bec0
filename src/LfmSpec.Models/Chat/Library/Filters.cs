using System.Globalization;
using System.Numerics;
using System.Text;

namespace LfmSpec.Models.Chat;

/// <summary>The filters of one value, behind <c>|</c> (jinja2/filters.py); those of sequences are in <see cref="SequenceFilters"/>.</summary>
internal static class Filters
{
    private const double WholeFrom = 1L << 53;
    private const double NothingBelow = 1e-32;

    /// <summary>Applies a filter.</summary>
    /// <exception cref="TemplateFault">There is no such filter here, or it does not fit the value.</exception>
    public static object? Apply(string name, object? value, CallArguments arguments)
    {
        // The filter map applies what it is given, which may be the filter map.
        using var level = StackGuard.Enter();
        Budget.Takes(value, arguments);
        return Budget.Gives(Filtered(name, value, arguments), value);
    }

    /// <summary>An argument, or what stands for it if it was not given.</summary>
    public static object? Given(object? argument, object? otherwise) => ReferenceEquals(argument, CallArguments.NotGiven) ? otherwise : argument;

    private static object? Filtered(string name, object? value, CallArguments arguments)
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
            "replace" => Bind(2, "old", "new", "count") is var given ? TextMethods.Replace(PythonText.Of(value), PythonText.Of(given[0]), PythonText.Of(given[1]), Given(given[2], null)) : null,
            "indent" => Indent(value, Bind(0, "width", "first", "blank")),
            "default" or "d" => Default(value, Bind(0, "default_value", "boolean")),
            "length" or "count" => Alone(Sequences.Length(value)),
            "int" => WholeNumber(value, Bind(0, "default", "base")),
            "float" => Number(value, Given(Bind(0, "default")[0], 0.0)),
            "abs" => Alone(value is double number ? Math.Abs(number) : Operators.Signed(isMinus: Operators.Compare("<", value, 0L), value)),
            "round" => Round(value, Bind(0, "precision", "method")),
            "tojson" => PythonJson.Write(value, Bind(0, "ensure_ascii", "indent", "separators", "sort_keys")),
            _ => SequenceFilters.Apply(name, value, arguments),
        };
    }

    private static object? Default(object? value, object?[] given) =>
        value is Undefined || (Operators.IsTrue(Given(given[1], false)) && !Operators.IsTrue(value)) ? Given(given[0], "") : value;

    // Jinja's words begin after white space, a hyphen or an opening bracket, and nowhere else.
    private static string Title(string text)
    {
        Budget.Characters(text.Length);
        var result = new StringBuilder(text.Length);
        var before = '-';
        foreach (var rune in text.EnumerateRunes())
        {
            var begins = before is '-' or '(' or '{' or '[' or '<' || PythonText.IsSpace(before);
            result.Append(begins ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune));
            before = rune.IsBmp ? (char)rune.Value : 'a';
        }

        return result.ToString();
    }

    private static string Indent(object? value, object?[] given)
    {
        var text = TextMethods.Text(value);
        var width = Given(given[0], 4L);
        var indentation = width as string ?? " ";
        var times = width is string ? 1 : Numbers.AsCount(width);
        var indentsBlank = Operators.IsTrue(Given(given[2], false));
        Budget.Text(width is string ? 0 : times);
        var result = new TextBuilder().Repeat(indentation, Operators.IsTrue(Given(given[1], false)) ? times : 0);
        foreach (var (index, line) in Splitting.Lines(text + "\n").Index())
        {
            result.Append(index > 0 ? "\n" : "").Repeat(indentation, index > 0 && (indentsBlank || line.Length > 0) ? times : 0).Append(line);
        }

        return result.ToString();
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
            double number => double.IsInfinity(number) ? throw new TemplateFault("infinity is no whole number") : Whole(number) ?? Given(given[0], 0L),
            string text => PythonNumber.Whole(text) ?? Whole(PythonNumber.Double(text) ?? double.NaN) ?? Given(given[0], 0L),
            _ => Given(given[0], 0L),
        };

        static object? Whole(double number) => !double.IsFinite(number) ? null
            : number >= -Numbers.BeyondLong && number < Numbers.BeyondLong ? (long)number : throw TemplateFault.NotUnderstood("a number beyond 64 bits");
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

        // math.ceil and math.floor are whole numbers, which have no negative zero and no infinity.
        var scaled = number * Math.Pow(10, precision);
        return double.IsFinite(scaled)
            ? ((method == "ceil" ? Math.Ceiling(scaled) : Math.Floor(scaled)) + 0.0) / Math.Pow(10, precision)
            : throw new TemplateFault($"the filter 'round' is given {PythonText.OfDouble(scaled)}, which has no whole number beside it");
    }

    // Of the number's exact decimal digits, as Python has it: 2.675 is below the half.
    private static double RoundToEven(double number, int precision)
    {
        if (!double.IsFinite(number))
        {
            return number;
        }

        // Whole numbers, and what is nothing at thirty digits; of the rest, these digits are all that there are.
        if (Math.Abs(number) is >= WholeFrom or < NothingBelow)
        {
            return Math.Abs(number) < NothingBelow ? Math.CopySign(0, number) : number;
        }

        Budget.Spend(64);
        var digits = Math.Abs(number).ToString("F160", CultureInfo.InvariantCulture);
        var kept = digits[..(digits.IndexOf('.', StringComparison.Ordinal) + 1 + precision)];
        var rest = digits.AsSpan(kept.Length);
        var whole = BigInteger.Parse(kept.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var isHalf = rest[0] == '5' && rest[1..].IndexOfAnyExcept('0') < 0;
        whole += rest[0] > '5' || (rest[0] == '5' && (!isHalf || !whole.IsEven)) ? 1 : 0;
        return Math.CopySign(double.Parse($"{whole}e-{precision}", CultureInfo.InvariantCulture), number);
    }
}
