using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Reading;

/// <summary>Turns a class with <c>[Experiment]</c> into values. The generator and the analyzer both read through it.</summary>
internal static class ExperimentReader
{
    /// <summary>The metadata name by which the generator finds experiments.</summary>
    public const string ExperimentMetadataName = $"{Vocabulary.Namespace}.{nameof(ExperimentAttribute)}";

    /// <summary>Reads a class.</summary>
    /// <returns>What its attributes say, or null if it is no experiment.</returns>
    public static ExperimentDeclaration? Read(INamedTypeSymbol type, CancellationToken token)
    {
        var parts = Parts(type, token);
        AttributeArguments? experiment = null;
        TypeDeclarationSyntax? home = null;
        Argument<string?>? published = null, asPublished = null;
        bool hasErrors = false, isLong = false;
        var interventions = ImmutableArray.CreateBuilder<InterventionDeclaration>();
        var observations = ImmutableArray.CreateBuilder<KindDeclaration>();
        var fineTunes = ImmutableArray.CreateBuilder<Written<FineTuneAttribute>>();
        var summaries = ImmutableArray.CreateBuilder<KindDeclaration>();
        var pairs = ImmutableArray.CreateBuilder<PairDeclaration>();
        var measures = ImmutableArray.CreateBuilder<MeasureDeclaration>();
        PromptsDeclaration? prompts = null;
        OnModelsDeclaration? onModels = null;
        CapabilityDeclaration? capability = null;
        var unheeded = ImmutableArray.CreateBuilder<Argument<string>>();
        foreach (var (arguments, name, kind) in AttributeList.Of(type, parts, unheeded, token))
        {
            token.ThrowIfCancellationRequested();
            if (arguments.HasErrors || kind is IErrorTypeSymbol)
            {
                hasErrors = true;
            }
            else if (InterventionReader.Read(name, arguments, kind, type) is { } intervention)
            {
                interventions.Add(intervention);
            }
            else if (name == nameof(ObserveAttribute))
            {
                observations.Add(ReadKind<Quantity>(type, arguments, kind, "IObservation"));
            }
            else if (name == nameof(FineTuneAttribute))
            {
                fineTunes.Add(arguments.As(new FineTuneAttribute()));
            }
            else if (name == nameof(SummarizeAttribute))
            {
                summaries.Add(ReadKind<Summary>(type, arguments, kind, "ISummary"));
            }
            else if (name == nameof(PromptsAttribute))
            {
                prompts = prompts is null ? ReadPrompts(arguments) : prompts with { Again = arguments.Site };
            }
            else if (name == nameof(OnModelsAttribute))
            {
                onModels = onModels is null ? new(arguments.Site, arguments.PositionalTexts()) : onModels with { Again = arguments.Site };
            }
            else if (name == nameof(CapabilityAttribute))
            {
                capability = capability is null
                    ? new(arguments.Site, arguments.Source, arguments.PositionalText(0), arguments.Named<int>(nameof(CapabilityAttribute.Seeds)))
                    : capability with { Again = arguments.Site };
            }
            else if (name == nameof(PairAttribute))
            {
                pairs.Add(ReadPair(arguments));
            }
            else if (name == nameof(MeasureAttribute))
            {
                measures.Add(MeasureReader.Read(type, arguments, kind));
            }

            if (name == nameof(ExperimentAttribute) && experiment is null)
            {
                experiment = arguments;
                home = parts[experiment.Site.Part];
                published = arguments.HasErrors ? null : arguments.Named<string?>(nameof(ExperimentAttribute.Published));
                asPublished = arguments.HasErrors ? null : arguments.Named<string?>(nameof(ExperimentAttribute.AsPublished));
                isLong = !arguments.HasErrors && arguments.Named<bool>(nameof(ExperimentAttribute.Long)) is { Value: true };
            }
        }

        if (experiment is null || home is null)
        {
            return null;
        }

        var ordered = parts.OrderBy(part => part == home ? 0 : 1);
        return new(
            type.Name,
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            ordered.Select(Question.Read).FirstOrDefault(static text => text.Length > 0) ?? "",
            published,
            asPublished,
            isLong,
            experiment.Source,
            new(parts.IndexOf(home), home.Identifier.Span),
            experiment.Site,
            parts.TrueForAll(static part => part.Modifiers.Any(SyntaxKind.PartialKeyword)),
            Unsuited(type),
            hasErrors,
            MemberNames(type),
            interventions.ToImmutable(),
            observations.ToImmutable(),
            fineTunes.ToImmutable(),
            summaries.ToImmutable(),
            prompts,
            pairs.ToImmutable(),
            measures.ToImmutable())
        {
            OnModels = onModels,
            Capability = capability,
            Unheeded = unheeded.ToImmutable(),
        };
    }

    /// <summary>The declarations of a class, in the order by which a <see cref="Site"/> counts them.</summary>
    public static List<TypeDeclarationSyntax> Parts(INamedTypeSymbol type, CancellationToken token) =>
        [.. type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(token)).OfType<TypeDeclarationSyntax>()];

    private static KindDeclaration ReadKind<T>(INamedTypeSymbol owner, AttributeArguments arguments, ITypeSymbol? kind, string contract)
        where T : struct, Enum =>
        kind is null ? KindReader.ReadBuiltIn(owner, arguments, arguments.PositionalEnum<T>()!, contract) : KindReader.Read(owner, arguments, kind, contract);

    private static PromptsDeclaration ReadPrompts(AttributeArguments arguments) => new(
        arguments.Site,
        arguments.PositionalTexts(),
        arguments.PositionalEnum<Suite>(),
        arguments.Named<string?>(nameof(PromptsAttribute.File)),
        arguments.Named<int>(nameof(PromptsAttribute.PerFamily)),
        arguments.Named<Split>(nameof(PromptsAttribute.Split)),
        arguments.Named<bool>(nameof(PromptsAttribute.SingleTokenTargets)));

    private static PairDeclaration ReadPair(AttributeArguments arguments) => new(
        arguments.Site,
        arguments.PositionalText(0),
        arguments.PositionalText(1));

    /// <summary>Why NUnit cannot run a class as a fixture of its own, or null.</summary>
    public static string? Unsuited(INamedTypeSymbol type)
    {
        if (type.ContainingType is not null)
        {
            return "nested";
        }

        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.GetAttributes().Any(
                static attribute => Vocabulary.Has(attribute, out var name) && name == nameof(ExperimentAttribute)))
            {
                return $"derived from the experiment {ancestor.Name}";
            }
        }

        return type switch
        {
            { IsStatic: true } => "static",
            { IsAbstract: true } => "abstract",
            { IsGenericType: true } => "generic",
            { IsRecord: true } => "a record",
            { IsFileLocal: true } => "local to its file",
            _ => null,
        };
    }

    private static EquatableArray<string> MemberNames(INamedTypeSymbol type)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var owner = type; owner is not null; owner = owner.BaseType)
        {
            names.UnionWith(owner.GetMembers().Where(IsNamedByUser).Select(static member => member.Name));
        }

        return [.. names];
    }

    // The analyzer sees what this generator emitted, too; that is marked, and is not the user's.
    private static bool IsNamedByUser(ISymbol member) =>
        !member.IsImplicitlyDeclared
        && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary }
        && !member.GetAttributes().Any(static attribute =>
            attribute.AttributeClass?.Name == nameof(System.CodeDom.Compiler.GeneratedCodeAttribute)
            && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: FixtureNames.Tool });
}
