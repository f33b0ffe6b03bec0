using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <content>What the pipeline's steps do.</content>
public sealed partial class ExperimentGenerator
{
    private static class Execute
    {
        public static ExperimentDeclaration? Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
        {
            // A second [Experiment] on another part is the compiler's error; here it would emit the class twice.
            var type = (INamedTypeSymbol)context.TargetSymbol;
            var first = context.Attributes[0].ApplicationSyntaxReference;
            return first?.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span)
                ? ExperimentReader.Read(type, token)
                : null;
        }

        /// <summary>The experiments whose tables another one's would overwrite: it may be a file of generated code that they share, too.</summary>
        public static EquatableArray<ExperimentName> Overwriting(ImmutableArray<(ExperimentName Name, bool IsSuited)> declarations, CancellationToken token) =>
            [.. SameNames.Of(declarations.Where(static item => item.IsSuited).Select(static item => item.Name), static name => name.Class)
                .Select(static pair => pair.Second)];

        public static EquatableArray<ExperimentName> Sort(ImmutableArray<ExperimentName> names, CancellationToken token) =>
            [.. names.OrderBy(static name => name.Class, StringComparer.Ordinal).ThenBy(static name => name.OnModel, StringComparer.Ordinal)];

        public static void EmitFixture(SourceProductionContext context, CheckedExperiment experiment) =>
            context.AddSource($"{experiment.Name.Full.Replace("@", "")}.g.cs", FixtureEmitter.Emit(experiment));

        public static void EmitAll(SourceProductionContext context, EquatableArray<ExperimentName> names) =>
            context.AddSource("LfmSpec.Generated.AllExperiments.g.cs", AllExperimentsEmitter.Emit(names));
    }
}
