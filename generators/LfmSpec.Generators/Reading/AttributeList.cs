using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Reading;

/// <summary>The vocabulary's attributes of a class: those that stand on it, and in the place of a bundle those that stand on the bundle's class.</summary>
internal static class AttributeList
{
    /// <summary>The attributes, in the order of the source.</summary>
    /// <param name="type">The class.</param>
    /// <param name="parts">Its declarations.</param>
    /// <param name="unheeded">Takes the arguments that bundles were given, and that nothing reads.</param>
    /// <param name="token">Stops the reading.</param>
    /// <returns>The arguments of each, the name of the vocabulary's attribute, and the kind of a user's own that its type argument names, or null.</returns>
    public static IEnumerable<(AttributeArguments Arguments, string Name, ITypeSymbol? Kind)> Of(
        INamedTypeSymbol type, List<TypeDeclarationSyntax> parts, ImmutableArray<Argument<string>>.Builder unheeded, CancellationToken token)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var data in type.GetAttributes())
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(token) is not AttributeSyntax syntax)
            {
                continue;
            }

            var part = parts.FindIndex(declaration => declaration.SyntaxTree == syntax.SyntaxTree && declaration.Span.Contains(syntax.Span));
            if (Vocabulary.Has(data, out var name, out var kind))
            {
                yield return (new(data, syntax, part), name, kind);
            }
            else if (Vocabulary.IsBundle(data))
            {
                unheeded.AddRange((syntax.ArgumentList?.Arguments ?? []).Select(argument => new Argument<string>($"{argument}", new(part, argument.Span))));
                foreach (var (shared, bundle) in Shared(data.AttributeClass!, seen))
                {
                    if (Vocabulary.Has(shared, out name, out kind) && name != nameof(ExperimentAttribute))
                    {
                        yield return (new(shared, syntax, part, bundle), name, kind);
                    }
                }
            }
        }
    }

    // A bundle may bear others and derive from another, whose attributes come first. One that several bear is read once.
    private static IEnumerable<(AttributeData Attribute, INamedTypeSymbol Bundle)> Shared(INamedTypeSymbol bundle, HashSet<INamedTypeSymbol> seen) =>
        !seen.Add(bundle) ? [] : (Vocabulary.IsBundle(bundle.BaseType) ? Shared(bundle.BaseType!, seen) : []).Concat(bundle.GetAttributes().SelectMany(attribute =>
            Vocabulary.IsBundle(attribute) ? Shared(attribute.AttributeClass!, seen) : [(attribute, bundle)]));
}
