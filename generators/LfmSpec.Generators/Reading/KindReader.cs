using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <summary>Reads the type that an attribute names: whether it can be made, what can be set of it, and what it says of itself.</summary>
internal static class KindReader
{
    private const string Lab = "LfmSpec.Lab";

    /// <summary>Reads a kind of the lab's, which an enum names: the type of the same name.</summary>
    /// <param name="owner">The experiment's class.</param>
    /// <param name="arguments">The attribute.</param>
    /// <param name="name">The enum's member.</param>
    /// <param name="contract">The interface that the kind implements.</param>
    public static KindDeclaration ReadBuiltIn(INamedTypeSymbol owner, AttributeArguments arguments, string name, string contract) =>
        Find(owner, name) is { } type
            ? Read(owner, arguments, type, contract)
            : new(new(arguments.Text, arguments.Source, arguments.Site), name, name, $"the project does not refer to {Lab}", [], [], [], []);

    /// <summary>The lab's type of a name, or null.</summary>
    public static INamedTypeSymbol? Find(INamedTypeSymbol owner, string name) =>
        owner.ContainingModule.ReferencedAssemblySymbols.FirstOrDefault(static assembly => assembly.Name == Lab)?.GetTypeByMetadataName($"{Lab}.{name}");

    /// <summary>The lab's type of a name, as generated code writes it.</summary>
    public static string TypeOf(string name) => $"global::{Lab}.{name}";

    /// <summary>An attribute of the vocabulary's on a type or a member, or null.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string attribute) => symbol.GetAttributes().FirstOrDefault(data => Is(data, attribute));

    /// <summary>Reads a kind that the attribute's own type argument names.</summary>
    public static KindDeclaration Read(INamedTypeSymbol owner, AttributeArguments arguments, ITypeSymbol type, string contract)
    {
        var settable = Settable(type, owner);
        return new(
            new(arguments.Text, arguments.Source, arguments.Site),
            type.Name,
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Problem(owner, type, contract),
            Components(type),
            [.. settable.Keys.OrderBy(static name => name, StringComparer.Ordinal)],
            [.. arguments.NamedConstants.Where(static named => !named.IsOfVocabulary).Select(named => Setting(named, settable, type))],
            [.. type.GetMembers().OfType<IMethodSymbol>().Where(static method => Has(method, nameof(LawAttribute))).Select(static method => method.Name)]);
    }

    // What is the vocabulary's own (Layer, Over) is read by name elsewhere; the rest are the kind's.
    private static KindSetting Setting(NamedConstant named, Dictionary<string, IPropertySymbol> settable, ITypeSymbol type)
    {
        var problem = !settable.TryGetValue(named.Name, out var property) ? null
            : !Fits(named.Value, property.Type) ? $"{named.Name} of {type.Name} is of the type {property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}; give it that type in the attribute too"
            : Takes(property) is { } takes && Number(named.Value) is { } number ? takes.Problem(named.Name, number)
            : null;
        return new(named.Name, CodeLiteral.Of(named.Value), named.Site, problem);
    }

    private static Dictionary<string, IPropertySymbol> Settable(ITypeSymbol type, INamedTypeSymbol owner)
    {
        var properties = new Dictionary<string, IPropertySymbol>(StringComparer.Ordinal);
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var property in at.GetMembers().OfType<IPropertySymbol>())
            {
                if (!property.IsStatic && !property.IsIndexer && property.SetMethod is { } setter && IsReachable(setter, owner) && !properties.ContainsKey(property.Name))
                {
                    properties.Add(property.Name, property);
                }
            }
        }

        return properties;
    }

    private static string? Problem(INamedTypeSymbol owner, ITypeSymbol type, string contract)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named)
        {
            return $"it is no class; write a class that implements {contract}";
        }

        if (!IsReachable(named, owner))
        {
            return "generated code cannot see it; make it public or internal, and what it is nested in";
        }

        if (!named.AllInterfaces.Any(face => face.Name == contract && face.ContainingNamespace.ToDisplayString() == Lab))
        {
            return $"it does not implement {Lab}.{contract}";
        }

        return named.IsAbstract ? "it is abstract, so that none can be made; derive a class from it and name that"
            : named.IsUnboundGenericType ? "its type arguments are not given"
            : !named.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && IsReachable(constructor, owner))
                ? "it has no constructor without parameters; give it one, and settings as properties"
            : named.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(static property => property.IsRequired) is { } required
                ? $"its property {required.Name} is required, and an attribute may leave it out; give it a usual value"
            : null;
    }

    private static bool IsReachable(ISymbol symbol, INamedTypeSymbol owner)
    {
        for (var at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            var isOfTheProject = SymbolEqualityComparer.Default.Equals(at.ContainingAssembly, owner.ContainingAssembly);
            if (at.DeclaredAccessibility != Accessibility.Public
                && !(isOfTheProject && at.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static EquatableArray<Component> Components(ITypeSymbol type) =>
        [.. type.GetAttributes()
            .Where(static data => Is(data, nameof(ReadsAttribute)) || Is(data, nameof(ActsOnAttribute)))
            .SelectMany(static data => data.ConstructorArguments)
            .SelectMany(static constant => constant.Kind == TypedConstantKind.Array ? constant.Values : [constant])
            .Where(static constant => constant.Value is int)
            .Select(static constant => (Component)(int)constant.Value!)];

    private static TakesAttribute? Takes(IPropertySymbol property)
    {
        if (Attribute(property, nameof(TakesAttribute)) is not { } data)
        {
            return null;
        }

        var takes = new TakesAttribute(data.ConstructorArguments.FirstOrDefault().Value as string ?? "it is out of bounds");
        foreach (var named in data.NamedArguments)
        {
            typeof(TakesAttribute).GetProperty(named.Key).SetValue(takes, named.Value.Value);
        }

        return takes;
    }

    private static bool Has(ISymbol symbol, string attribute) => Attribute(symbol, attribute) is not null;

    private static bool Is(AttributeData data, string attribute) =>
        data.AttributeClass is { } type && Vocabulary.IsNamespace(type.ContainingNamespace) && type.Name == attribute;

    private static double? Number(TypedConstant constant) => constant is { Kind: TypedConstantKind.Primitive, Value: not (string or bool or char or null) }
        ? Convert.ToDouble(constant.Value, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static bool Fits(TypedConstant constant, ITypeSymbol type)
    {
        if (constant.IsNull)
        {
            return !type.IsValueType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Fits(constant, nullable.TypeArguments[0]);
        }

        return SymbolEqualityComparer.Default.Equals(constant.Type, type)
            || (constant.Type is IArrayTypeSymbol array && type is INamedTypeSymbol { TypeArguments.Length: 1 } list
                && list.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IReadOnlyList_T
                    or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_IEnumerable_T
                && SymbolEqualityComparer.Default.Equals(array.ElementType, list.TypeArguments[0]));
    }
}
