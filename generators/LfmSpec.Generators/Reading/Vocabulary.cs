using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Reading;

/// <summary>The attributes that the generator reads.</summary>
internal static class Vocabulary
{
    /// <summary>The namespace of the vocabulary.</summary>
    public const string Namespace = nameof(LfmSpec);

    /// <summary>The names of the attributes' classes, but for the interventions', which derive from one.</summary>
    public static ImmutableArray<string> Attributes { get; } =
    [
        nameof(ExperimentAttribute),
        nameof(ObserveAttribute),
        nameof(FineTuneAttribute),
        nameof(SummarizeAttribute),
        nameof(PromptsAttribute),
        nameof(OnModelsAttribute),
        nameof(PairAttribute),
        nameof(MeasureAttribute),
        nameof(CapabilityAttribute),
    ];

    /// <summary>Whether an attribute is one of the vocabulary's or derives from one, and which.</summary>
    public static bool Has(AttributeData attribute, out string name) => Has(attribute, out name, out _);

    /// <summary>The same, with the kind of a user's own that its type argument names, or null.</summary>
    public static bool Has(AttributeData attribute, out string name, out ITypeSymbol? kind)
    {
        for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
        {
            if (IsNamespace(type.ContainingNamespace) && (Attributes.Contains(type.Name) || type.BaseType?.Name == nameof(InterventionAttribute)))
            {
                (name, kind) = (type.Name, type.TypeArguments.FirstOrDefault());
                return true;
            }
        }

        (name, kind) = ("", null);
        return false;
    }

    /// <summary>Whether an attribute stands for those on its own class.</summary>
    public static bool IsBundle(AttributeData attribute) => IsBundle(attribute.AttributeClass);

    /// <summary>Whether a class is such an attribute.</summary>
    public static bool IsBundle(INamedTypeSymbol? type)
    {
        for (type = type?.BaseType; type is not null; type = type.BaseType)
        {
            if (type.Name == nameof(BundleAttribute) && IsNamespace(type.ContainingNamespace))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a namespace is the vocabulary's.</summary>
    public static bool IsNamespace(INamespaceSymbol symbol) => symbol is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };
}
