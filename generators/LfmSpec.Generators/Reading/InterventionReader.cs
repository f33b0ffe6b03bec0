using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Reading;

/// <summary>Turns an intervention's attribute into values.</summary>
internal static class InterventionReader
{
    /// <summary>What an attribute says, or null if it is no intervention.</summary>
    /// <param name="name">The name of the attribute's class.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="kind">The kind of a user's own that its type argument names, or null.</param>
    /// <param name="owner">The experiment's class.</param>
    public static InterventionDeclaration? Read(string name, AttributeArguments arguments, ITypeSymbol? kind, INamedTypeSymbol owner) => Blank(name) is not { } says ? null : new(
        arguments.As(says),
        kind is null ? KindReader.ReadBuiltIn(owner, arguments, says.Kind) : KindReader.Read(owner, arguments, kind, KindReader.Intervention),
        arguments.Word == "Intervene" ? kind!.Name : arguments.Word);

    // The vocabulary is compiled in: the attribute of the name is a type of this assembly.
    private static InterventionAttribute? Blank(string name) =>
        name == nameof(InterveneAttribute<object>) ? new InterveneAttribute<object>()
        : typeof(InterventionAttribute).Assembly.GetType($"{Vocabulary.Namespace}.{name}") is { IsAbstract: false } type && typeof(InterventionAttribute).IsAssignableFrom(type)
            ? (InterventionAttribute)Activator.CreateInstance(type)
            : null;
}
