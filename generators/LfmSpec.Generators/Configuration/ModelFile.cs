using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LfmSpec.Generators.Configuration;

/// <summary>A <c>config.json</c> among the additional files, and what was read from it.</summary>
/// <param name="Model">The model's name: the file's <c>LfmSpecModel</c> metadata.</param>
/// <param name="Shape">The shape, or null.</param>
/// <param name="Problem">Why there is none, or null.</param>
/// <param name="Position">The character where the problem is.</param>
/// <param name="IsOther">Whether it is another than the project's own model.</param>
/// <param name="Path">The file's path.</param>
internal sealed record ModelFile(string Model, ModelShape? Shape, string? Problem, int Position, bool IsOther, string Path)
{
    /// <summary>The key of the metadata that marks the file of the project's own model, and gives its name.</summary>
    public const string MetadataKey = "build_metadata.AdditionalFiles.LfmSpecModel";

    /// <summary>The key of the metadata that marks the file of another, which is named by its folder.</summary>
    public const string OtherKey = "build_metadata.AdditionalFiles.LfmSpecOtherModel";

    /// <summary>Reads an additional file if it is marked as a model's configuration.</summary>
    public static ModelFile? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken token)
    {
        var metadata = options.GetOptions(file);
        var isOther = false;
        if (!metadata.TryGetValue(MetadataKey, out var name) || string.IsNullOrWhiteSpace(name))
        {
            if (!metadata.TryGetValue(OtherKey, out var other) || string.IsNullOrWhiteSpace(other))
            {
                return null;
            }

            (isOther, name) = (true, ModelNames.OfFolder(System.IO.Path.GetDirectoryName(file.Path) ?? ""));
        }

        if (file.GetText(token)?.ToString() is not { } text)
        {
            return new(name, null, "the file cannot be opened", 0, isOther, file.Path);
        }

        var shape = ModelShapeReader.Read(name, text, out var problem, out var position);
        return new(name, shape, problem, position, isOther, file.Path);
    }

    /// <summary>The file of another model of this name, or null: tables, tests and classes are called by it. On some disks upper and lower case do not differ.</summary>
    public ModelFile? Namesake(IEnumerable<ModelFile> files) =>
        files.FirstOrDefault(file => file.Path != Path && string.Equals(file.Model, Model, StringComparison.OrdinalIgnoreCase));

    /// <summary>The models of a compilation.</summary>
    public static ProjectModels Choose(ImmutableArray<ModelFile> files)
    {
        var own = files.Where(static file => !file.IsOther).ToArray();
        EquatableArray<NamedModel> all =
        [
            .. own.Concat(files.Where(static file => file.IsOther)).GroupBy(static file => file.Model, StringComparer.OrdinalIgnoreCase)
                .Select(static same => new NamedModel(same.First().Model, same.Any(file => file.Path != same.First().Path) ? null : same.First().Shape)),
        ];
        return own.Length switch
        {
            0 => new(null, "the compiler was given none. Import LfmSpec.Testing/Experiments.props in the project, or add <AdditionalFiles " +
                "Include=\"path/config.json\" LfmSpecModel=\"name\" /> and <CompilerVisibleItemMetadata Include=\"AdditionalFiles\" MetadataName=\"LfmSpecModel\" />", all),
            1 => new(own[0].Shape, null, all),
            _ => new(null,
                $"the compiler was given several ({string.Join(", ", own.Select(static file => file.Model))}). Keep one AdditionalFiles item with LfmSpecModel", all),
        };
    }
}
