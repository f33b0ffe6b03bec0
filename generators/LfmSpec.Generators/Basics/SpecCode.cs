using System.Globalization;
using System.Reflection;

namespace LfmSpec.Generators.Basics;

/// <summary>A specification of the vocabulary's as the expression that makes it, every setting of it: the generated code is the protocol.</summary>
internal static class SpecCode
{
    /// <summary>The expression.</summary>
    /// <param name="value">A record, or what one holds: a text, a number, an enum's member, a list, another record, null.</param>
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => CodeLiteral.Of(text),
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => CodeLiteral.Of(number),
        double number => CodeLiteral.Of(number),
        bool flag => flag ? "true" : "false",
        Enum member => $"global::{member.GetType().FullName}.{member}",
        IReadOnlyList<string> texts => List("string", texts),
        IReadOnlyList<int> numbers => List("int", numbers),
        IReadOnlyList<long> numbers => List("long", numbers),
        IReadOnlyList<PromptPair> pairs => List($"global::{typeof(PromptPair).FullName}", pairs),
        _ => OfRecord(value),
    };

    private static string List<T>(string type, IReadOnlyList<T> items) => 
        items.Count == 0 ? $"new {type}[0]" : $"new {type}[] {{ {string.Join(", ", items.Select(static item => Of(item)))} }}";

    private static string OfRecord(object value)
    {
        var type = value.GetType();
        var parameters = type.GetConstructors().OrderByDescending(static made => made.GetParameters().Length).First().GetParameters();
        string Setting(string name) => Of(type.GetProperty(name).GetValue(value));
        var others = type.GetProperties().Where(property => property.CanWrite && !Array.Exists(parameters, parameter => parameter.Name == property.Name));
        return $"new global::{type.FullName}({string.Join(", ", parameters.Select(parameter => Setting(parameter.Name)))})"
            + CodeLiteral.Initialiser(others.Select(property => $"{property.Name} = {Setting(property.Name)}"));
    }
}
