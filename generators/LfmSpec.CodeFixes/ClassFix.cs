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

/// <summary>Fixes of the class itself: it becomes partial, or an experiment.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClassFix))]
[Shared]
public sealed class ClassFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.NotPartial, DiagnosticIds.NotAnExperiment];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root?.FindNode(diagnostic.Location.SourceSpan);
            if (root is null || model is null || node?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            {
                continue;
            }

            if (diagnostic.Id == DiagnosticIds.NotPartial)
            {
                Register(
                    context,
                    diagnostic,
                    "Make the class partial",
                    _ => document.WithSyntaxRoot(root.ReplaceNode(type, MakePartial(type))));
            }
            else if (node.FirstAncestorOrSelf<AttributeListSyntax>() is { } list)
            {
                var name = new VocabularyNames(model, list.SpanStart).Attribute("Experiment");
                Register(
                    context,
                    diagnostic,
                    "Add [Experiment]",
                    _ => document.WithSyntaxRoot(root.ReplaceNode(list, AddFirst(list, name))));
            }
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string title, Func<CancellationToken, Document> change) =>
        context.RegisterCodeFix(
            CodeAction.Create(title, token => Task.FromResult(change(token)), equivalenceKey: diagnostic.Id),
            diagnostic);

    // 'partial' must be the last modifier; without any, it takes over the comment above 'class'.
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
        {
            return type.AddModifiers(partial);
        }

        var keyword = type.Keyword;
        return type.WithKeyword(keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(keyword.LeadingTrivia));
    }

    private static AttributeListSyntax AddFirst(AttributeListSyntax list, NameSyntax name) =>
        list.WithAttributes(list.Attributes.Insert(0, SyntaxFactory.Attribute(name))).WithAdditionalAnnotations(Formatter.Annotation);
}
