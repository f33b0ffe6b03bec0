using System.Collections.Immutable;
using System.Composition;
using LfmSpec.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.CodeFixes;

/// <summary>Fixes of a prompt that stands in an attribute as a text of its own: it loses its spaces, or goes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PromptTextFix))]
[Shared]
public sealed class PromptTextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.PromptTwice, DiagnosticIds.SpaceAtEnd];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // A pair is an attribute, and texts in an array are one argument: what is to go there is not plain.
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeArgumentSyntax>()
                is not { NameEquals: null, Expression: LiteralExpressionSyntax { Token.Value: string text } literal } argument)
            {
                continue;
            }

            var (title, changed) = diagnostic.Id == DiagnosticIds.SpaceAtEnd
                ? ("Remove the space", root.ReplaceNode(literal, Literal(diagnostic, text).WithTriviaFrom(literal)))
                : ("Remove the prompt", root.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia)!);
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: diagnostic.Id), diagnostic);
        }
    }

    // The analyzer says what is left: the rule of what a space is stands there.
    private static LiteralExpressionSyntax Literal(Diagnostic diagnostic, string text) => SyntaxFactory.LiteralExpression(
        SyntaxKind.StringLiteralExpression,
        SyntaxFactory.Literal(diagnostic.Properties.TryGetValue(DiagnosticProperties.Fix, out var fixedText) && fixedText is not null ? fixedText : text));
}
