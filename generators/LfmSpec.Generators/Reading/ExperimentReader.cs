using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators;

/// <summary>Turns a class with <c>[Experiment]</c> into values. The generator and the analyzer both read through it.</summary>
internal static class ExperimentReader
{
    /// <summary>The namespace of the vocabulary.</summary>
    public const string VocabularyNamespace = nameof(LfmSpec);

    /// <summary>The metadata name by which the generator finds experiments.</summary>
    public const string ExperimentMetadataName = $"{VocabularyNamespace}.{nameof(ExperimentAttribute)}";

    /// <summary>Whether an attribute is one of the vocabulary's, and which.</summary>
    public static bool IsVocabulary(AttributeData attribute, out string name)
    {
        name = attribute.AttributeClass?.Name ?? "";
        return attribute.AttributeClass is
            { ContainingNamespace: { Name: VocabularyNamespace, ContainingNamespace.IsGlobalNamespace: true } }
            && name is nameof(ExperimentAttribute) or nameof(AblateAttribute) or nameof(SteerAttribute)
                or nameof(PromptsAttribute) or nameof(MeasureAttribute);
    }

    /// <summary>Reads a class.</summary>
    /// <returns>What its attributes say, or null if it is no experiment.</returns>
    public static ExperimentDeclaration? Read(INamedTypeSymbol type, CancellationToken token)
    {
        var parts = Parts(type, token);
        AttributeArguments? experiment = null;
        TypeDeclarationSyntax? home = null;
        string? published = null;
        var hasErrors = false;
        var interventions = ImmutableArray.CreateBuilder<InterventionDeclaration>();
        var measures = ImmutableArray.CreateBuilder<MeasureDeclaration>();
        PromptsDeclaration? prompts = null;
        foreach (var data in type.GetAttributes())
        {
            token.ThrowIfCancellationRequested();
            if (!IsVocabulary(data, out var name) || data.ApplicationSyntaxReference?.GetSyntax(token) is not AttributeSyntax syntax)
            {
                continue;
            }

            var part = parts.FindIndex(
                declaration => declaration.SyntaxTree == syntax.SyntaxTree && declaration.Span.Contains(syntax.Span));
            var arguments = new AttributeArguments(data, syntax, part);
            if (arguments.HasErrors)
            {
                hasErrors = true;
            }
            else if (name == nameof(AblateAttribute))
            {
                interventions.Add(ReadAblate(arguments));
            }
            else if (name == nameof(SteerAttribute))
            {
                interventions.Add(ReadSteer(arguments));
            }
            else if (name == nameof(PromptsAttribute))
            {
                prompts ??= ReadPrompts(arguments);
            }
            else if (name == nameof(MeasureAttribute))
            {
                measures.Add(ReadMeasure(arguments));
            }

            if (name == nameof(ExperimentAttribute) && experiment is null)
            {
                experiment = arguments;
                home = parts[part];
                published = arguments.HasErrors ? null : arguments.Named<string?>(nameof(ExperimentAttribute.Published))?.Value;
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
            experiment.Source,
            new(parts.IndexOf(home), home.Identifier.Span),
            experiment.Site,
            parts.TrueForAll(static part => part.Modifiers.Any(SyntaxKind.PartialKeyword)),
            Unsuited(type),
            hasErrors,
            MemberNames(type),
            interventions.ToImmutable(),
            prompts,
            measures.ToImmutable());
    }

    /// <summary>The declarations of a class, in the order by which a <see cref="Site"/> counts them.</summary>
    public static List<TypeDeclarationSyntax> Parts(INamedTypeSymbol type, CancellationToken token) =>
        [.. type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(token)).OfType<TypeDeclarationSyntax>()];

    private static AblateDeclaration ReadAblate(AttributeArguments arguments) => new(
        arguments.Text,
        arguments.Source,
        arguments.Site,
        arguments.Named<int>(nameof(AblateAttribute.Layer)),
        arguments.Named<string?>(nameof(AblateAttribute.Layers)),
        arguments.Named<string?>(nameof(AblateAttribute.Together)),
        arguments.Named<Component>(nameof(AblateAttribute.Target)),
        arguments.Named<Replacement>(nameof(AblateAttribute.With)),
        arguments.Named<int>(nameof(AblateAttribute.Head)),
        arguments.Named<string?>(nameof(AblateAttribute.Heads)));

    private static SteerDeclaration ReadSteer(AttributeArguments arguments) => new(
        arguments.Text,
        arguments.Source,
        arguments.Site,
        arguments.Named<int>(nameof(SteerAttribute.Layer)),
        arguments.Named<string?>(nameof(SteerAttribute.Layers)),
        arguments.Named<string?>(nameof(SteerAttribute.Together)),
        arguments.Named<long>(nameof(SteerAttribute.Seed)),
        arguments.Named<double>(nameof(SteerAttribute.Scale)),
        arguments.NamedArray<double>(nameof(SteerAttribute.Scales)),
        arguments.Named<Place>(nameof(SteerAttribute.At)));

    private static PromptsDeclaration ReadPrompts(AttributeArguments arguments) => new(
        arguments.Site,
        arguments.PositionalTexts(),
        arguments.PositionalEnum<Suite>(),
        arguments.Named<string?>(nameof(PromptsAttribute.File)),
        arguments.Named<int>(nameof(PromptsAttribute.PerFamily)));

    private static MeasureDeclaration ReadMeasure(AttributeArguments arguments) => new(
        arguments.Site,
        arguments.PositionalEnum<Metric>()!,
        arguments.Named<Positions>(nameof(MeasureAttribute.Over)),
        arguments.Named<double>(nameof(MeasureAttribute.Within)));

    private static string? Unsuited(INamedTypeSymbol type)
    {
        if (type.ContainingType is not null)
        {
            return "nested";
        }

        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.GetAttributes().Any(
                static attribute => IsVocabulary(attribute, out var name) && name == nameof(ExperimentAttribute)))
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
            && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: FixtureEmitter.Tool });
}
