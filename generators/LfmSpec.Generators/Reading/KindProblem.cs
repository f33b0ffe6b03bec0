using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Reading;

/// <summary>Why generated code cannot make a type that an attribute names.</summary>
internal static class KindProblem
{
    /// <summary>The contract of an intervention: a base record, and no interface.</summary>
    public const string Intervention = "Intervention";

    private const string Lab = LabNames.Namespace;

    /// <summary>What is wrong with a type, as the end of a sentence, or null.</summary>
    /// <param name="owner">The experiment's class.</param>
    /// <param name="type">The type.</param>
    /// <param name="contract">The interface that it is to implement.</param>
    public static string? Of(INamedTypeSymbol owner, ITypeSymbol type, string contract)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsRefLikeType: false } named)
        {
            return $"it is no class; write a class that implements {contract}";
        }

        if (!IsReachable(named, owner))
        {
            return "generated code cannot see it; make it public or internal, and what it is nested in";
        }

        var isIntervention = contract == Intervention;
        if (!(isIntervention ? Bases(named) : named.AllInterfaces).Any(face => face.Name == contract && face.ContainingNamespace.ToDisplayString() == Lab))
        {
            return $"it does not {(isIntervention ? "derive from" : "implement")} {Lab}.{contract}";
        }

        return named.IsAbstract ? "it is abstract, so that none can be made; derive a class from it and name that"
            : !named.InstanceConstructors.Any(constructor => IsReachable(constructor, owner) && IsUsable(constructor, isIntervention))
                ? isIntervention ? "it has no constructor of the layer alone; give it one, as (int Layer), and settings as properties"
                : "it has no constructor without parameters; give it one, and settings as properties"
            : Required(named) is { } required ? $"its property {required} is required, and an attribute may leave it out; give it a usual value"
            : null;
    }

    /// <summary>Whether generated code in a class's project can name a symbol.</summary>
    public static bool IsReachable(ISymbol symbol, INamedTypeSymbol owner)
    {
        if (symbol is INamedTypeSymbol { IsFileLocal: true } || (symbol is INamedTypeSymbol generic && !generic.TypeArguments.All(argument => IsReachable(argument, owner))))
        {
            return false;
        }

        for (var at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            var isOfTheProject = SymbolEqualityComparer.Default.Equals(at.ContainingAssembly, owner.ContainingAssembly);
            if (at is INamedTypeSymbol or IMethodSymbol
                && at.DeclaredAccessibility != Accessibility.Public
                && !(isOfTheProject && at.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUsable(IMethodSymbol constructor, bool takesLayer) => takesLayer
        ? constructor.Parameters.FirstOrDefault()?.Type.SpecialType == SpecialType.System_Int32
            && (constructor.ContainingAssembly.Name == Lab || constructor.Parameters.Skip(1).All(static parameter => parameter.HasExplicitDefaultValue))
        : constructor.Parameters.IsEmpty;

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at;
        }
    }

    private static string? Required(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers().FirstOrDefault(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
            {
                return required.Name;
            }
        }

        return null;
    }
}
