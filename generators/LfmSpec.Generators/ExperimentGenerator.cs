using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators;

/// <summary>
/// Makes each class with <c>[Experiment]</c> an NUnit fixture. This half is the pipeline: only values that can be compared
/// flow through it, and the compilation never does. What is wrong with a class, <see cref="ExperimentAnalyzer"/> says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class ExperimentGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ExperimentReader.ExperimentMetadataName,
                static (node, _) => node is ClassDeclarationSyntax,
                Execute.Read)
            .WithTrackingName(TrackingNames.Read)
            .Where(static declaration => declaration is not null)
            .Select(static (declaration, _) => declaration!);

        var model = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, token) => ModelFile.Read(pair.Left, pair.Right, token))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .Collect()
            .Select(static (files, _) => ModelFile.Choose(files))
            .WithTrackingName(TrackingNames.Model);

        var project = context.AdditionalTextsProvider
            .Select(static (file, _) => file.Path)
            .Collect()
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (input, _) => ProjectFiles.Of(input.Left, input.Right))
            .Combine(context.AdditionalTextsProvider.Select(CapabilityFile.Read).Where(static file => file is not null).Select(static (file, _) => file!).Collect())
            .Select(static (input, _) => input.Left with { Capabilities = [.. input.Right] })
            .WithTrackingName(TrackingNames.Project);

        var overwriting = declarations
            .Select(static (declaration, _) => (Name: new ExperimentName(declaration.Name, declaration.Namespace), IsSuited: declaration.Unsuited is null))
            .Collect()
            .Select(Execute.Overwriting)
            .WithTrackingName(TrackingNames.Overwriting);

        var experiments = declarations
            .Combine(model.Combine(project))
            .SelectMany(static (input, _) => ExperimentChecker.Check(input.Left, input.Right.Left, input.Right.Right).Experiments)
            .WithTrackingName(TrackingNames.Check)
            .Combine(overwriting)
            .Where(static input => !input.Right.Contains(input.Left.Name with { OnModel = null }))
            .Select(static (input, _) => input.Left);

        var names = experiments
            .Select(static (experiment, _) => experiment.Name)
            .Collect()
            .Select(Execute.Sort)
            .WithTrackingName(TrackingNames.Names);

        context.RegisterSourceOutput(experiments, Execute.EmitFixture);
        context.RegisterSourceOutput(names, Execute.EmitAll);
    }
}
