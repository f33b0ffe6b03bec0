namespace LfmSpec.Models.Chat;

/// <summary>The tests behind <c>is</c>, and those that filters take by name (jinja2/tests.py).</summary>
internal static class Tests
{
    /// <summary>Whether a value passes a test.</summary>
    /// <exception cref="TemplateFault">There is no such test here, or it does not fit the value.</exception>
    public static bool Holds(string name, object? value, CallArguments arguments)
    {
        Budget.Takes(value, arguments);
        return Passes(name, value, arguments);
    }

    private static bool Passes(string name, object? value, CallArguments arguments) => name switch
    {
        "defined" => value is not Undefined,
        "undefined" => value is Undefined,
        "none" => value is null,
        "true" => value is true,
        "false" => value is false,
        "boolean" => value is bool,
        "integer" => value is long,
        "float" => value is double,
        "number" => Numbers.Is(value),
        "string" => value is string,
        "mapping" => value is Mapping,
        "callable" => value is Callable,
        "iterable" => value is string or Sequence or Mapping or Undefined,
        "sequence" => value is string or Sequence { HasPlaces: true } or Mapping or Undefined,
        "odd" => Numbers.Arithmetic("%", value, 2L) is 1L or 1.0,
        "even" => Numbers.Arithmetic("%", value, 2L) is 0L or 0.0,
        "divisibleby" => Numbers.Arithmetic("%", value, Other(arguments, name)) is 0L or 0.0,
        "lower" => Cases(value) is (true, false),
        "upper" => Cases(value) is (false, true),
        "in" => Operators.Compare("in", value, Other(arguments, name)),
        "sameas" => Other(arguments, name) is var other && (value is null || other is null ? value == other : value.GetType() == other.GetType() && (value is bool or long or double or string ? value.Equals(other) : ReferenceEquals(value, other))),
        "eq" or "equalto" or "==" => Compare("==", value, arguments, name),
        "ne" or "!=" => Compare("!=", value, arguments, name),
        "lt" or "lessthan" or "<" => Compare("<", value, arguments, name),
        "le" or "<=" => Compare("<=", value, arguments, name),
        "gt" or "greaterthan" or ">" => Compare(">", value, arguments, name),
        "ge" or ">=" => Compare(">=", value, arguments, name),
        _ => throw TemplateFault.NotUnderstood($"the test '{name}'"),
    };

    private static (bool HasLower, bool HasUpper) Cases(object? value)
    {
        var text = PythonText.Of(value);
        Budget.Characters(text.Length);
        return (text.Any(char.IsLower), text.Any(char.IsUpper));
    }

    private static bool Compare(string operation, object? value, CallArguments arguments, string name) => Operators.Compare(operation, value, Other(arguments, name));

    private static object? Other(CallArguments arguments, string name) => arguments.Bind($"the test '{name}'", 1, "other")[0];
}
