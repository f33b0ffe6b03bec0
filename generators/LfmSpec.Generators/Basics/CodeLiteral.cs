using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Generators.Basics;

/// <summary>Values as C# writes them.</summary>
internal static class CodeLiteral
{
    /// <summary>A string, or <c>null</c>.</summary>
    public static string Of(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A path, whose backslashes stay readable.</summary>
    public static string Path(string path) => $"@\"{path.Replace("\"", "\"\"")}\"";

    /// <summary>A number of seed's type.</summary>
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture) + "L";

    /// <summary>A finite number, in full.</summary>
    public static string Of(double number) => Digits(number) + "d";

    /// <summary>The shortest digits that give the number back.</summary>
    public static string Digits(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An enum's member, fully qualified.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => $"global::{typeof(T).FullName}.{value}";

    /// <summary>Any constant of an attribute's.</summary>
    public static string Of(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Array, Type: IArrayTypeSymbol array } =>
            $"new {array.ElementType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}{(constant.Values.Any(static item => item.IsNull) ? "?" : "")}[]"
            + $" {{ {string.Join(", ", constant.Values.Select(Of))} }}",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})",
        { Kind: TypedConstantKind.Enum } when Member(constant) is { } member => $"{constant.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{Identifier(member)}",
        { Kind: TypedConstantKind.Enum } => $"({constant.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})({Convert.ToString(constant.Value, CultureInfo.InvariantCulture)})",
        { Value: string text } => Of(text),
        { Value: bool value } => value ? "true" : "false",
        { Value: char character } => SymbolDisplay.FormatLiteral(character, quote: true),
        { Value: int number } => number.ToString(CultureInfo.InvariantCulture),
        { Value: long number } => Of(number),
        { Value: float number } when !float.IsNaN(number) && !float.IsInfinity(number) => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        { Value: float number } => $"(float){Unusual(number)}",
        { Value: double number } => double.IsNaN(number) || double.IsInfinity(number) ? Unusual(number) : Of(number),
        _ => $"({constant.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})({Convert.ToString(constant.Value, CultureInfo.InvariantCulture)})",
    };

    /// <summary>The member that an enum's constant is, or null.</summary>
    public static string? Member(TypedConstant constant) =>
        constant.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, constant.Value))?.Name;

    private static string Unusual(double number) =>
        double.IsNaN(number) ? "double.NaN" : number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";

    /// <summary>The braces after a construction, or nothing if no property is given.</summary>
    /// <param name="properties">Assignments; null for a property that keeps its value.</param>
    public static string Initialiser(IEnumerable<string?> properties)
    {
        var given = properties.Where(static property => property is not null).ToArray();
        return given.Length == 0 ? "" : $" {{ {string.Join(", ", given)} }}";
    }

    /// <summary>A name that may be a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? $"@{name}"
            : name;
}
