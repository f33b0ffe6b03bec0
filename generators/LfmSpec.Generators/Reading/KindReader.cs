using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Reading;

/// <summary>Reads the type that an attribute names: whether it can be made, what can be set of it, and what it says of itself.</summary>
internal static class KindReader
{
    /// <summary>The contract of an intervention: a base record, and no interface.</summary>
    public const string Intervention = KindProblem.Intervention;

    private const string Lab = LabNames.Namespace;
    private const int LongestWord = 24;

    // What every intervention's attribute has, and the expansion sets.
    private static readonly ImmutableArray<string> OfEveryIntervention = ["Layer", "At", "Head", "During"];

    /// <summary>Reads a kind of the lab's, which an enum's member names; a number that is no member is kept for the checker.</summary>
    /// <typeparam name="T">The enum, which has the name of the attribute's parameter.</typeparam>
    /// <param name="owner">The experiment's class.</param>
    /// <param name="arguments">The attribute.</param>
    /// <param name="member">The enum's member.</param>
    /// <param name="contract">The interface that the kind implements.</param>
    public static KindDeclaration ReadBuiltIn<T>(INamedTypeSymbol owner, AttributeArguments arguments, Argument<T> member, string contract)
        where T : struct, Enum =>
        (UnknownValue.Of(typeof(T).Name, member) is { } unknown
            ? Unusable(arguments, $"{member.Value}", null) with { Unknown = unknown }
            : ReadBuiltIn(owner, arguments, $"{member.Value}", contract)) with { Named = member.Site };

    /// <summary>Reads a kind of the lab's, which an enum names: the type of the same name.</summary>
    /// <param name="owner">The experiment's class.</param>
    /// <param name="arguments">The attribute.</param>
    /// <param name="name">The enum's member.</param>
    /// <param name="contract">The interface that the kind implements.</param>
    /// <param name="others">The attribute's properties that are none of the kind's.</param>
    public static KindDeclaration ReadBuiltIn(
        INamedTypeSymbol owner, AttributeArguments arguments, string name, string contract, params string[] others) =>
        Find(owner, name) is { } type
            ? Read(owner, arguments, type, contract, [.. arguments.NamedConstants.Where(named => !others.Contains(named.Name))])
            : Unusable(arguments, name, $"the project does not refer to {Lab}");

    /// <summary>Reads an intervention of the lab's: its settings are what the attribute and the record both have, and the rest is what the attribute makes of a sweep.</summary>
    public static KindDeclaration ReadBuiltIn(INamedTypeSymbol owner, AttributeArguments arguments, string name)
    {
        var type = Find(owner, name);
        var heeded = type is null ? null : Settable(type, owner);
        return ReadBuiltIn(owner, arguments, name, Intervention, [.. arguments.NamedConstants.Select(static named => named.Name).Where(other => heeded?.ContainsKey(other) != true)]);
    }

    /// <summary>The lab's type of a name, or null.</summary>
    public static INamedTypeSymbol? Find(INamedTypeSymbol owner, string name) =>
        owner.ContainingModule.ReferencedAssemblySymbols.FirstOrDefault(static assembly => assembly.Name == Lab)?.GetTypeByMetadataName($"{Lab}.{name}");

    /// <summary>An attribute of the vocabulary's on a type or a member, or null.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string attribute) => symbol.GetAttributes().FirstOrDefault(data => Is(data, attribute));

    /// <summary>Reads a kind that the attribute's own type argument names.</summary>
    public static KindDeclaration Read(INamedTypeSymbol owner, AttributeArguments arguments, ITypeSymbol type, string contract) =>
        arguments.HasPositional
            ? Unusable(arguments, type.Name, "its attribute has an argument without a name, and settings are given by name: write a property instead of a parameter")
            : Read(owner, arguments, type, contract, [.. arguments.NamedConstants.Where(static named => !named.IsOfVocabulary)]);

    // What is the vocabulary's own (Layer, Over) is read by name elsewhere; the rest are the kind's.
    private static KindDeclaration Read(
        INamedTypeSymbol owner, AttributeArguments arguments, ITypeSymbol type, string contract, ImmutableArray<NamedConstant> constants)
    {
        var settable = Settable(type, owner);
        return Unusable(arguments, type.Name, KindProblem.Of(owner, type, contract) ?? LawProblem(type, contract) ?? DefaultProblem(arguments.Class, type, settable)) with
        {
            Type = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Components = Components(type),
            Heeds = [.. settable.Keys.OrderBy(static name => name, StringComparer.Ordinal)],
            Settings = [.. constants.Select(named => Setting(named, settable, type))],
            Laws = [.. Laws(type).Select(static law => law.Name).Distinct().OrderBy(static name => name, StringComparer.Ordinal)],
            Promises = [.. type.AllInterfaces.Where(static face => face.ContainingNamespace?.ToDisplayString() == Lab).Select(static face => face.Name).OrderBy(static name => name, StringComparer.Ordinal)],
        };
    }

    private static KindDeclaration Unusable(AttributeArguments arguments, string name, string? problem) =>
        new(new(arguments.Text, arguments.Source, arguments.Site), name, name, problem, [], [], [], [], []) { Named = arguments.NameSite };

    private static KindSetting Setting(NamedConstant named, Dictionary<string, IPropertySymbol> settable, ITypeSymbol type)
    {
        var problem = !settable.TryGetValue(named.Name, out var property) ? null
            : named.IsOfVocabulary && named.Value.IsNull ? null
            : KindValue.Problem(named.Value, property.Type, mayHaveNulls: named.IsOfVocabulary) is { } misfit ? $"{named.Name} of {type.Name} {misfit}"
            : Takes(property) is { } takes && KindValue.Number(named.Value) is { } number ? takes.Problem(named.Name, number)
            : null;
        return new(named.Name, named.IsOfVocabulary && named.Value.IsNull ? null : CodeLiteral.Of(named.Value), named.Site, problem)
        {
            Number = KindValue.Number(named.Value),
            Word = Word(named),
            Texts = KindValue.Texts(named.Value),
            IsParameter = type is INamedTypeSymbol { InstanceConstructors: var made } && made.Any(constructor => constructor.Parameters.Skip(1).Any(parameter => parameter.Name == named.Name)),
        };
    }

    private static string? Word(NamedConstant named) => named.Value switch
    {
        { Kind: TypedConstantKind.Array } => null,
        { Kind: TypedConstantKind.Enum } => CodeLiteral.Member(named.Value),
        { Value: bool value } => value ? named.Name : $"Not{named.Name}",
        { Value: string text } => text.Length <= LongestWord ? Identifiers.Of(text) : null,
        { Kind: TypedConstantKind.Primitive, Value: IFormattable number } => $"{named.Name}{Identifiers.Of(number)}",
        _ => null,
    };

    private static Dictionary<string, IPropertySymbol> Settable(ITypeSymbol type, INamedTypeSymbol owner)
    {
        var properties = new Dictionary<string, IPropertySymbol>(StringComparer.Ordinal);
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in Chain(type, static at => at.BaseType).SelectMany(static at => at.GetMembers().OfType<IPropertySymbol>()).Where(property => hidden.Add(property.Name)))
        {
            if (!property.IsStatic && !property.IsIndexer && property.SetMethod is { } setter && KindProblem.IsReachable(setter, owner)
                && !OfEveryIntervention.Contains(property.Name))
            {
                properties.Add(property.Name, property);
            }
        }

        return properties;
    }

    // What a type does not say its base says, as the runtime has it.
    private static EquatableArray<Component> Components(ITypeSymbol type) =>
        [.. Chain(type, static at => at.BaseType)
            .Select(static at => at.GetAttributes().Where(static data => Is(data, nameof(ReadsAttribute)) || Is(data, nameof(ActsOnAttribute))).ToArray())
            .FirstOrDefault(static said => said.Length > 0)?
            .SelectMany(static data => data.ConstructorArguments)
            .SelectMany(static constant => constant.Kind == TypedConstantKind.Array && !constant.IsNull ? constant.Values : [constant])
            .Where(static constant => constant.Kind == TypedConstantKind.Enum && constant.Value is int)
            .Select(static constant => (Component)(int)constant.Value!) ?? []];

    private static TakesAttribute? Takes(IPropertySymbol property)
    {
        if (Chain(property, static at => at.OverriddenProperty).SelectMany(static at => at.GetAttributes())
            .FirstOrDefault(static data => Is(data, nameof(TakesAttribute))) is not { } data)
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

    // What an attribute leaves out is the kind's own usual value: another one beside it would be read and not run.
    private static string? DefaultProblem(INamedTypeSymbol? attribute, ITypeSymbol type, Dictionary<string, IPropertySymbol> settable)
    {
        for (var at = attribute; at is not null && !Vocabulary.IsNamespace(at.ContainingNamespace); at = at.BaseType)
        {
            foreach (var property in at.GetMembers().OfType<IPropertySymbol>())
            {
                if (settable.TryGetValue(property.Name, out var setting) && SymbolEqualityComparer.Default.Equals(property.Type, setting.Type)
                    && Initialiser(property) is { } said && Initialiser(setting) is { } run && said != run)
                {
                    return $"its attribute says {property.Name} = {said} unless told and {type.Name} itself {run}, which is what is run; write one value in both";
                }
            }
        }

        return null;
    }

    private static string? Initialiser(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax or PrefixUnaryExpressionSyntax } declared
            ? declared.Initializer!.Value.ToString()
            : null;

    private static IEnumerable<IMethodSymbol> Laws(ITypeSymbol type) => Chain(type, static at => at.BaseType)
        .SelectMany(static at => at.GetMembers().OfType<IMethodSymbol>())
        .Where(static method => Chain(method, static at => at.OverriddenMethod).Any(static at => at.GetAttributes().Any(static data => Is(data, nameof(LawAttribute)))));

    private static IEnumerable<T> Chain<T>(T? first, Func<T, T?> next)
        where T : class
    {
        for (var at = first; at is not null; at = next(at))
        {
            yield return at;
        }
    }

    private static string? LawProblem(ITypeSymbol type, string contract)
    {
        foreach (var law in Laws(type))
        {
            if (contract == MeasureReader.Contract)
            {
                return $"its law {law.Name} would not be asked: laws are of interventions, observations and summaries; write it in one of those";
            }

            if (Enum.IsDefined(typeof(Law), law.Name))
            {
                return $"its law {law.Name} has the name of one of {Vocabulary.Namespace}'s, and so would its test; rename it";
            }

            string[] types = [NameOf(law.ReturnType), .. law.Parameters.Select(static parameter => parameter.RefKind == RefKind.None ? NameOf(parameter.Type) : "")];
            if (law.DeclaredAccessibility != Accessibility.Public || law.IsGenericMethod || !types.SequenceEqual(["LawVerdict", "CleanRuns", "CleanRun"]))
            {
                return $"its law {law.Name} cannot be asked; write it as 'public LawVerdict {law.Name}(CleanRuns runs, CleanRun run)'";
            }
        }

        return null;
    }

    // The name of a type of the lab's, or nothing.
    private static string NameOf(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == Lab ? type.Name : "";

    private static bool Is(AttributeData data, string attribute) =>
        data.AttributeClass is { } type && Vocabulary.IsNamespace(type.ContainingNamespace) && type.Name == attribute;
}
