using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.CodeFixes;

/// <summary>Writes a word of the vocabulary as shortly as the usings at a place allow.</summary>
/// <param name="model">The file's meaning.</param>
/// <param name="position">The place.</param>
internal sealed class VocabularyNames(SemanticModel model, int position)
{
    /// <summary>An enum's member: <c>Mean</c>, <c>Replacement.Mean</c> or <c>LfmSpec.Replacement.Mean</c>.</summary>
    public ExpressionSyntax Of(string type, string member)
    {
        var found = model.LookupSymbols(position, name: member);
        if (found.Length == 1 && found[0] is IFieldSymbol { ContainingType: { } owner } && IsVocabulary(owner, type))
        {
            return SyntaxFactory.IdentifierName(member);
        }

        return SyntaxFactory.ParseExpression(IsInScope(type) ? $"{type}.{member}" : $"{nameof(LfmSpec)}.{type}.{member}");
    }

    /// <summary>An attribute: <c>Experiment</c> or <c>LfmSpec.Experiment</c>.</summary>
    public NameSyntax Attribute(string name) =>
        SyntaxFactory.ParseName(IsInScope($"{name}Attribute") ? name : $"{nameof(LfmSpec)}.{name}");

    private bool IsInScope(string type) =>
        model.LookupNamespacesAndTypes(position, name: type).OfType<INamedTypeSymbol>().Any(symbol => IsVocabulary(symbol, type));

    private static bool IsVocabulary(INamedTypeSymbol symbol, string type) =>
        symbol is { ContainingNamespace: { Name: nameof(LfmSpec), ContainingNamespace.IsGlobalNamespace: true } } && symbol.Name == type;
}
