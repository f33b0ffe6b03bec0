using System.Collections.Immutable;
using System.Composition;
using LfmSpec.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace LfmSpec.CodeFixes;

/// <summary>Adds the row that a quantized fine-tuning is compared with: the same adapter, not trained.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ControlFix))]
[Shared]
public sealed class ControlFix : CodeFixProvider
{
    private const string Title = "Add the row with Steps = 0";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.QuantizationUnmeasured];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is { Parent: AttributeListSyntax list } attribute
                && list.Parent is TypeDeclarationSyntax type)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Title,
                        _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(type, Add(type, list, Untrained(attribute))))),
                        equivalenceKey: diagnostic.Id),
                    diagnostic);
            }
        }
    }

    // What only a trained adapter heeds goes.
    private static AttributeSyntax Untrained(AttributeSyntax attribute)
    {
        var name = attribute.ArgumentList!.Arguments
            .First(static argument => argument.NameEquals?.Name.Identifier.ValueText == nameof(FineTuneAttribute.Case))
            .Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText : "quantized";
        return TuningSettingsChecker.OfTrainedOnly
            .Select(static setting => new ArgumentEdit(setting, null))
            .Append(new ArgumentEdit(nameof(FineTuneAttribute.Case), SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal($"{name}_alone"))))
            .Append(new ArgumentEdit(nameof(FineTuneAttribute.Steps), SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0))))
            .Aggregate(attribute, static (changed, edit) => edit.Apply(changed));
    }

    // On a line of its own if the row has one.
    private static TypeDeclarationSyntax Add(TypeDeclarationSyntax type, AttributeListSyntax list, AttributeSyntax control)
    {
        if (list.Attributes.Count > 1)
        {
            return type.ReplaceNode(list, list.AddAttributes(control).WithAdditionalAnnotations(Formatter.Annotation));
        }

        var added = SyntaxFactory.AttributeList([control]).WithTrailingTrivia(list.GetTrailingTrivia());
        return type.WithAttributeLists(type.AttributeLists.Insert(type.AttributeLists.IndexOf(list) + 1, added));
    }
}
