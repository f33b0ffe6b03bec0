using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LfmSpec.Generators;

/// <summary>
/// Reports what is wrong with an experiment, at the argument that is wrong. It shares its reader and its checks with the
/// generator, and is an analyzer because a generator's diagnostics heed no <c>#pragma</c> and carry no code fix.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExperimentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. DiagnosticDescriptors.All];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // An experiment in a file that some other tool generated is generated from too, so it is checked too.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterAdditionalFileAction(ReportModelFile);
        context.RegisterCompilationStartAction(static start =>
        {
            var provider = start.Options.AnalyzerConfigOptionsProvider;
            var token = start.CancellationToken;
            var files = start.Options.AdditionalFiles.Select(file => ModelFile.Read(file, provider, token)).OfType<ModelFile>();
            var models = ModelFile.Choose([.. files]);
            var project = ProjectFiles.Of(start.Options.AdditionalFiles.Select(static file => file.Path), provider) with
            {
                Capabilities = [.. start.Options.AdditionalFiles.Select(file => CapabilityFile.Read(file, token)).OfType<CapabilityFile>()],
            };
            var sameNames = new Lazy<IReadOnlyDictionary<INamedTypeSymbol, INamedTypeSymbol>>(
                () => SameNames.Of(start.Compilation), LazyThreadSafetyMode.PublicationOnly);
            start.RegisterSymbolAction(context => Analyze(context, models, project, sameNames), SymbolKind.NamedType);
        });
    }

    private static void ReportModelFile(AdditionalFileAnalysisContext context)
    {
        var file = ModelFile.Read(context.AdditionalFile, context.Options.AnalyzerConfigOptionsProvider, context.CancellationToken);
        if (file is null)
        {
            return;
        }

        var all = context.Options.AdditionalFiles
            .Select(other => ModelFile.Read(other, context.Options.AnalyzerConfigOptionsProvider, context.CancellationToken)).OfType<ModelFile>();
        var message = file.Problem is { } problem ? $"{file.Model} cannot be read, as {problem}. Give the config.json of an LFM2, Qwen2 or Llama checkpoint as the hub serves it"
            : file.IsOther && file.Namesake(all) is { } namesake
                ? $"{file.Model} is also the name of the model of {namesake.Path} (upper and lower case are one), and tables and tests are called by it. Rename one of the folders, or list one of them"
            : null;
        if (message is not null)
        {
            var lines = context.AdditionalFile.GetText(context.CancellationToken)?.Lines;
            var span = new TextSpan(file.Position, 0);
            var location = Location.Create(context.AdditionalFile.Path, span, lines?.GetLinePositionSpan(span) ?? default);
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.NoModel,
                location,
                message));
        }
    }

    private static void Analyze(
        SymbolAnalysisContext context,
        ProjectModels models,
        ProjectFiles project,
        Lazy<IReadOnlyDictionary<INamedTypeSymbol, INamedTypeSymbol>> sameNames)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ExperimentReader.Read(type, context.CancellationToken) is not { } experiment)
        {
            if (!Vocabulary.IsBundle(type))
            {
                ReportStrayAttribute(context, type);
            }

            return;
        }

        var parts = ExperimentReader.Parts(type, context.CancellationToken);
        if (sameNames.Value.TryGetValue(type, out var first))
        {
            var location = Location.Create(parts[experiment.Identifier.Part].SyntaxTree, experiment.Identifier.Span);
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.SameName, location, type.Name, first.ToDisplayString()));
        }

        foreach (var finding in ExperimentChecker.Check(experiment, models, project).Findings)
        {
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (finding.Fix is not null)
            {
                properties = properties.Add(DiagnosticProperties.Fix, finding.Fix);
            }

            var location = Location.Create(parts[finding.Site.Part].SyntaxTree, finding.Site.Span);
            context.ReportDiagnostic(Diagnostic.Create(RuleOf(finding), location, properties, [.. finding.Arguments]));
        }
    }

    // Of a bundle, the place says which it is and the message which attribute of it.
    private static DiagnosticDescriptor RuleOf(Finding finding) => finding is { Site.Shared: { } shared, Rule: var rule }
        ? new(
            rule.Id,
            rule.Title,
            $"{rule.MessageFormat} ({shared.Replace("{", "{{").Replace("}", "}}")})",
            rule.Category,
            rule.DefaultSeverity,
            rule.IsEnabledByDefault,
            rule.Description,
            rule.HelpLinkUri,
            [.. rule.CustomTags])
        : finding.Rule;

    private static void ReportStrayAttribute(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if ((Vocabulary.Has(attribute, out _) || Vocabulary.IsBundle(attribute))
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax syntax)
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(DiagnosticDescriptors.NotAnExperiment, syntax.GetLocation(), syntax.Name.ToString(), type.Name));
                return;
            }
        }
    }
}
