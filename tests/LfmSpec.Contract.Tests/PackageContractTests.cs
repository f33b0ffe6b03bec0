using LfmSpec.Models.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VerifyNUnit;
using VerifyTests;

namespace LfmSpec.Contract.Tests;

/// <summary>
/// Every member of the switched packages that the product uses, as one reviewed list: what a stand-in must have, and what must be looked up in the
/// genuine package before it is used.
/// </summary>
[TestFixture]
public class PackageContractTests
{
    private static readonly string[] Packages = ["TorchSharp", "Verify.NUnit"];
    private static readonly string[] Projects = ["LfmSpec.Models", "LfmSpec.Lab", "LfmSpec.Testing", "LfmSpec.Cli"];

    private static readonly SymbolDisplayFormat Shown = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeOptionalBrackets,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    [Test]
    public async Task The_members_of_the_packages_that_are_used_are_the_reviewed_ones()
    {
        var members = Projects.SelectMany(Used).Distinct().OrderBy(member => member.Owner, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal)
            .GroupBy(member => member.Owner, member => member.Text)
            .SelectMany(owner => owner.Select(text => $"  {text}").Prepend(owner.Key)).ToArray();
        Assert.That(members, Has.Length.GreaterThan(50), "the sources use the packages");
        var settings = new VerifySettings();
        settings.UseDirectory(RepositoryFiles.Path("tests", "LfmSpec.Contract.Tests"));
        settings.UseTypeName("Packages");
        settings.UseMethodName("Members");
        await Verifier.Verify(string.Join('\n', members), settings);
    }

    private static IEnumerable<(string Owner, string Text)> Used(string project)
    {
        var compilation = ProductSources.Of(project);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (Symbol(model, node) is { } symbol && Packages.Contains(symbol.ContainingAssembly?.Name) && symbol is not (INamespaceSymbol or IParameterSymbol or ITypeSymbol))
                {
                    yield return ($"{symbol.ContainingAssembly!.Name}: {symbol.ContainingType.OriginalDefinition.ToDisplayString(Shown)}", symbol.OriginalDefinition.ToDisplayString(Shown));
                }
            }
        }
    }

    // Conversions, operators and element access have no name of their own in the text; the operation under the node has the member.
    private static ISymbol? Symbol(SemanticModel model, SyntaxNode node) =>
        model.GetSymbolInfo(node).Symbol switch
        {
            { } symbol => symbol,
            null when node is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax expression => model.GetConversion(expression).MethodSymbol,
            null => null,
        };
}
