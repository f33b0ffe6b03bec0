using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>Every filter, method, test and operator with values that it was not made for.</summary>
[TestFixture]
public class ExpressionFuzzTests
{
    private static readonly string[] Atoms =
    [
        "0", "1", "-1", "7", "9223372036854775807", "-9223372036854775807", "1.5", "-0.0", "1e400", "1e-320", "true", "none", "''", "'a'", "'a b\\nc'", "'é🌍'", "'\\ud83d'", "'12'", "' 1e5 '", "[]", "[1, 'a', none]", "[[1, 2], [3]]", "(1,)", "()",
        "{}", "{'a': 1, 2: [3]}", "{none: {}}", "range(3)", "range(0)", "namespace(a=1)", "missing", "dict", "'a'.upper", "{'a': 1}.items()", "[1, 2] | map('string')", "1e400 - 1e400",
    ];

    private static readonly string[] Filters =
    [
        "abs", "capitalize", "count", "default", "dictsort", "first", "float", "indent", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "sort",
        "string", "sum", "title", "tojson", "trim", "unique", "upper",
    ];

    private static readonly string[] Methods =
    [
        "strip", "lstrip", "rstrip", "startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit", "splitlines", "partition", "rpartition", "upper", "lower", "title", "capitalize", "replace", "find", "rfind", "index", "count", "join", "isdigit", "isalpha",
        "isalnum", "isspace", "isupper", "islower", "ljust", "rjust", "center", "zfill", "items", "keys", "values", "get", "copy", "a",
    ];

    private static readonly string[] Tests =
    [
        "defined", "undefined", "none", "boolean", "integer", "float", "number", "string", "mapping", "callable", "iterable", "sequence", "odd", "even", "divisibleby", "lower", "upper", "in", "sameas", "eq", "lt", "ge",
    ];

    private static readonly string[] Names = ["indent", "sort_keys", "attribute", "reverse", "case_sensitive", "separators", "width", "default", "by", "start", "method", "count", "maxsplit"];

    private static readonly string[] Operators = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "in", "not in", "and", "or"];

    [Test]
    public void No_expression_ends_in_anything_but_text_or_one_error_of_a_template() => Prop.ForAll(Expressions(3).ToArbitrary(), expression =>
    {
        try
        {
            return TemplateCases.Render($"{{{{ {expression} }}}}") is not null;
        }
        catch (ChatTemplateException error)
        {
            return !error.Message.Contains('\n', StringComparison.Ordinal);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static Gen<string> Expressions(int depth)
    {
        var atoms = Gen.Elements(Atoms);
        if (depth == 0)
        {
            return atoms;
        }

        var inner = Expressions(depth - 1);
        var positional = inner.ListOf(2).SelectMany(values => Gen.Choose(0, 2).Select(count => string.Join(", ", values.Take(count))));
        var arguments = Gen.OneOf(positional, Gen.Elements(Names).SelectMany(name => inner.Select(value => $"{name}={value}")), inner.Select(value => $"*[{value}]"));
        return Gen.OneOf(
            atoms,
            inner.SelectMany(value => Gen.Elements(Filters).SelectMany(filter => arguments.Select(given => $"(({value}) | {filter}({given}))"))),
            inner.SelectMany(value => Gen.Elements(Methods).SelectMany(method => arguments.Select(given => $"({value}).{method}({given})"))),
            inner.SelectMany(value => Gen.Elements(Tests).SelectMany(test => arguments.Select(given => $"(({value}) is {test}({given}))"))),
            inner.SelectMany(left => Gen.Elements(Operators).SelectMany(operation => inner.Select(right => $"(({left}) {operation} ({right}))"))),
            inner.SelectMany(value => inner.SelectMany(at => Gen.Elements($"({value})[{at}]", $"({value})[{at}:]", $"({value})[:{at}]", $"({value})[::{at}]", $"[{value}, {at}]", $"{{{value}: {at}}}"))),
            inner.SelectMany(value => Gen.Elements("map", "select", "reject").SelectMany(filter => Gen.Elements([.. Filters, .. Tests]).Select(name => $"(([{value}, {value}] | {filter}('{name}')) | list)"))));
    }
}
