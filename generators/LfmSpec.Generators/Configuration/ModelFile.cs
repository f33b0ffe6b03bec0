using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LfmSpec.Generators.Configuration;

/// <summary>A <c>config.json</c> among the additional files, and what was read from it.</summary>
/// <param name="Model">The model's name: the file's <c>LfmSpecModel</c> metadata.</param>
/// <param name="Shape">The shape, or null.</param>
/// <param name="Problem">Why there is none, or null.</param>
/// <param name="Position">The character where the problem is.</param>
internal sealed record ModelFile(string Model, ModelShape? Shape, string? Problem, int Position)
{
    /// <summary>The key of the metadata that marks the file.</summary>
    public const string MetadataKey = "build_metadata.AdditionalFiles.LfmSpecModel";

    /// <summary>Reads an additional file if it is marked as a model's configuration.</summary>
    public static ModelFile? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken token)
    {
        if (!options.GetOptions(file).TryGetValue(MetadataKey, out var name) || string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        if (file.GetText(token)?.ToString() is not { } text)
        {
            return new(name, null, "the file cannot be opened", 0);
        }

        var shape = ModelShapeReader.Read(name, text, out var problem, out var position);
        return new(name, shape, problem, position);
    }

    /// <summary>The one model of a compilation.</summary>
    public static ModelConfiguration Choose(ImmutableArray<ModelFile> files) => files.Length switch
    {
        0 => new(null, "the compiler was given none. Import LfmSpec.Testing/Experiments.props in the project, or add <AdditionalFiles " +
            "Include=\"path/config.json\" LfmSpecModel=\"name\" /> and <CompilerVisibleItemMetadata Include=\"AdditionalFiles\" MetadataName=\"LfmSpecModel\" />"),
        1 => new(files[0].Shape, null),
        _ => new(null,
            $"the compiler was given several ({string.Join(", ", files.Select(static file => file.Model))}). Keep one AdditionalFiles item with LfmSpecModel"),
    };
}
