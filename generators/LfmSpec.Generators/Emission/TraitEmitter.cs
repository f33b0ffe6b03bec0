namespace LfmSpec.Generators.Emission;

/// <summary>Writes what NUnit filters tests by.</summary>
internal static class TraitEmitter
{
    /// <summary>A category.</summary>
    public static string Category(string name) => $"global::NUnit.Framework.Category({CodeLiteral.Of(name)})";

    /// <summary>A property. Its value is a string: NUnit's property filter throws on any other type.</summary>
    public static string Property(string name, string value) =>
        $"global::NUnit.Framework.Property({CodeLiteral.Of(name)}, {CodeLiteral.Of(value)})";
}
