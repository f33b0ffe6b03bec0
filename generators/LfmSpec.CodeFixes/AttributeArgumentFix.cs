using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using LfmSpec.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.CodeFixes;

/// <summary>Fixes that set or remove one argument of an attribute.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AttributeArgumentFix))]
[Shared]
public sealed class AttributeArgumentFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticIds.ComponentNotOnBlock,
        DiagnosticIds.NoTarget,
        DiagnosticIds.ReplacementDoesNotFit,
        DiagnosticIds.SaidTwice,
        DiagnosticIds.IncompleteSteering,
        DiagnosticIds.HeadWithoutHeadTarget,
        DiagnosticIds.UnusableTarget,
        DiagnosticIds.SettingWithoutMeaning,
        DiagnosticIds.UnusableData,
        DiagnosticIds.WholeBlockZeroed,
        DiagnosticIds.WholeStreamPatched,
        DiagnosticIds.SliceIsNoHead,
        DiagnosticIds.ProductZeroed,
        DiagnosticIds.LossOverPadding,
        DiagnosticIds.SingleSeed,
        DiagnosticIds.UnmatchedLoss,
        DiagnosticIds.RatioToBase,
        DiagnosticIds.TargetOfTwoKinds,
        DiagnosticIds.NothingTogether,
    ];

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
            if (model is null || root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute)
            {
                continue;
            }

            diagnostic.Properties.TryGetValue(DiagnosticProperties.Fix, out var detail);
            foreach (var edit in Edits(diagnostic.Id, detail, new(model, attribute.SpanStart)))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        edit.Title,
                        _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(attribute, edit.Apply(attribute)))),
                        equivalenceKey: $"{diagnostic.Id} {edit.Title}"),
                    diagnostic);
            }
        }
    }

    private static IEnumerable<ArgumentEdit> Edits(string id, string? detail, VocabularyNames names) => (id, detail) switch
    {
        (DiagnosticIds.ComponentNotOnBlock, { } layers) =>
            [new(nameof(AblateAttribute.Layers), Literal(layers), InsteadOf: nameof(AblateAttribute.Layer))],
        (DiagnosticIds.NoTarget, { } targets) =>
            targets.Split(' ').Select(target => new ArgumentEdit(nameof(AblateAttribute.Target), names.Of(nameof(Component), target))),
        (DiagnosticIds.ReplacementDoesNotFit, { } with) =>
            [new(nameof(AblateAttribute.With), names.Of(nameof(Replacement), with))],
        (DiagnosticIds.SaidTwice or DiagnosticIds.SettingWithoutMeaning or DiagnosticIds.NothingTogether, { } argument) => [new(argument, null)],
        (DiagnosticIds.IncompleteSteering, { } seed) => [new(seed, Literal(42))],
        (DiagnosticIds.HeadWithoutHeadTarget or DiagnosticIds.SliceIsNoHead, _) =>
            [new(nameof(AblateAttribute.Target), names.Of(nameof(Component), nameof(Component.Head)))],
        (DiagnosticIds.WholeBlockZeroed, _) =>
            [new(nameof(AblateAttribute.With), names.Of(nameof(Replacement), nameof(Replacement.Input)))],
        (DiagnosticIds.WholeStreamPatched, _) =>
            [new(nameof(PatchAttribute.At), names.Of(nameof(Place), nameof(Place.Last)))],
        (DiagnosticIds.ProductZeroed, _) =>
            [new(nameof(AblateAttribute.With), names.Of(nameof(Replacement), nameof(Replacement.One)))],
        (DiagnosticIds.UnusableTarget or DiagnosticIds.TargetOfTwoKinds, { } targets) => [new(nameof(FineTuneAttribute.Targets), Literal(targets))],
        (DiagnosticIds.UnusableData, { } assignments) => assignments.Split(' ').Select(assignment => Assignment(assignment.Split('='), names)),
        (DiagnosticIds.LossOverPadding, _) =>
            [new(nameof(FineTuneAttribute.Loss), names.Of(nameof(LossOver), nameof(LossOver.Response)))],
        (DiagnosticIds.SingleSeed, _) => [new(nameof(FineTuneAttribute.Seeds), Literal("0-2"))],
        (DiagnosticIds.UnmatchedLoss, { } every) =>
            [new(nameof(FineTuneAttribute.EvaluateEvery), Literal(int.Parse(every, CultureInfo.InvariantCulture)))],
        (DiagnosticIds.RatioToBase, _) =>
            [new(nameof(FineTuneAttribute.Ratio), names.Of(nameof(PolicyRatio), nameof(PolicyRatio.OldPolicy)))],
        _ => [],
    };

    private static ArgumentEdit Assignment(string[] sides, VocabularyNames names) => new(
        sides[0],
        sides[0] == nameof(FineTuneAttribute.Method) ? names.Of(nameof(TuningMethod), sides[1]) : Literal(sides[1]));

    private static LiteralExpressionSyntax Literal(int number) =>
        SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(number));

    private static LiteralExpressionSyntax Literal(string text) =>
        SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
}
