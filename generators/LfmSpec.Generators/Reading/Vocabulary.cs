using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <summary>The attributes that the generator reads.</summary>
internal static class Vocabulary
{
    /// <summary>The namespace of the vocabulary.</summary>
    public const string Namespace = nameof(LfmSpec);

    /// <summary>The names of the attributes' classes.</summary>
    public static ImmutableArray<string> Attributes { get; } =
    [
        nameof(ExperimentAttribute),
        nameof(AblateAttribute),
        nameof(SteerAttribute),
        nameof(PatchAttribute),
        nameof(PerturbAttribute),
        nameof(InterveneAttribute<object>),
        nameof(ObserveAttribute),
        nameof(FineTuneAttribute),
        nameof(SummarizeAttribute),
        nameof(PromptsAttribute),
        nameof(PairAttribute),
        nameof(MeasureAttribute),
    ];

    /// <summary>Whether an attribute is one of the vocabulary's or derives from one, and which.</summary>
    public static bool Has(AttributeData attribute, out string name) => Has(attribute, out name, out _);

    /// <summary>The same, with the kind of a user's own that its type argument names, or null.</summary>
    public static bool Has(AttributeData attribute, out string name, out ITypeSymbol? kind)
    {
        for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
        {
            if (IsNamespace(type.ContainingNamespace) && Attributes.Contains(type.Name))
            {
                (name, kind) = (type.Name, type.TypeArguments.FirstOrDefault());
                return true;
            }
        }

        (name, kind) = ("", null);
        return false;
    }

    /// <summary>Whether a namespace is the vocabulary's.</summary>
    public static bool IsNamespace(INamespaceSymbol symbol) => symbol is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };
}
