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
        nameof(ObserveAttribute),
        nameof(FineTuneAttribute),
        nameof(SummarizeAttribute),
        nameof(PromptsAttribute),
        nameof(PairAttribute),
        nameof(MeasureAttribute),
    ];

    /// <summary>Whether an attribute is one of the vocabulary's, and which.</summary>
    public static bool Has(AttributeData attribute, out string name)
    {
        name = attribute.AttributeClass?.Name ?? "";
        return attribute.AttributeClass is { ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } }
            && Attributes.Contains(name);
    }
}
