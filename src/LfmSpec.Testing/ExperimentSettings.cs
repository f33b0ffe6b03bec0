using System.Collections.Concurrent;
using System.Reflection;
using LfmSpec.Lab;
using LfmSpec.Models.Hub;
using NUnit.Framework.Internal;

namespace LfmSpec.Testing;

/// <summary>
/// Which checkpoint the experiments of an assembly run on and where their approved tables are: what Experiments.props wrote into
/// the assembly, and the environment variable LFMSPEC_MODEL (a name in the models folder, the path of a checkpoint, or an id on the Hugging Face hub).
/// </summary>
/// <param name="ModelFolder">The checkpoint's folder.</param>
/// <param name="SnapshotFolder">The folder of the approved tables of this checkpoint.</param>
public sealed record ExperimentSettings(string ModelFolder, string SnapshotFolder)
{
    /// <summary>
    /// Whether the checkpoint is another than the assembly's own. It may have no approved tables: what is measured on it is then
    /// unverified, neither passed nor failed.
    /// </summary>
    public bool IsAnotherModel { get; init; }

    /// <summary>The folder of published tables, with a folder for each model.</summary>
    public string PublishedFolder { get; init; } = "";

    /// <summary>The part of the experiments that this run is of.</summary>
    internal ShardChoice Shard { get; init; } = ShardChoice.Whole;

    /// <summary>The experiments that are split into parts.</summary>
    internal IReadOnlyList<ExperimentSpec> Experiments { get; init; } = [];

    private static readonly ConcurrentDictionary<string, Lazy<string>> Downloaded = [];

    /// <summary>The environment variable that names another checkpoint.</summary>
    public const string ModelVariable = "LFMSPEC_MODEL";

    /// <summary>The settings of an experiment, or of any that names no model, of the assembly of the running test: of the model that it names, or else of the one that <see cref="ModelVariable"/> names, or of the project's.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="LabException">No test is running, its project does not import Experiments.props, or a variable that names a shard makes no sense.</exception>
    public static ExperimentSettings Current(ExperimentSpec? experiment = null)
    {
        var assembly = TestExecutionContext.CurrentContext.CurrentTest?.TypeInfo?.Type.Assembly ?? throw new LabException("No experiment is running. Run experiments with dotnet test.");
        var settings = experiment?.OnModel is { } model ? OnModel(assembly, model) : Of(assembly, Environment.GetEnvironmentVariable(ModelVariable));
        return settings with
        {
            Shard = ShardChoice.Of(Environment.GetEnvironmentVariable),
            Experiments = [.. GeneratedExperiments.Of(assembly).Where(other => other.OnModel == experiment?.OnModel)],
        };
    }

    /// <summary>The settings of an assembly.</summary>
    /// <param name="assembly">An assembly of experiments.</param>
    /// <param name="model">A model's name, a checkpoint's path or a hub id, which is downloaded if it is not in the cache; null or empty for the assembly's own.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="LabException">The assembly's project does not import Experiments.props.</exception>
    public static ExperimentSettings Of(Assembly assembly, string? model) =>
        Locate(assembly, model) with { PublishedFolder = Metadata(assembly, "LfmSpec.Published") };

    /// <summary>The settings of a model that an experiment names: its tables are approved as those of the project's own are.</summary>
    /// <param name="assembly">An assembly of experiments.</param>
    /// <param name="model">The model's name, as the project lists it.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="LabException">The assembly's project does not import Experiments.props.</exception>
    public static ExperimentSettings OnModel(Assembly assembly, string model)
    {
        var folder = Array.Find(Listed(assembly), entry => ModelNames.OfFolder(entry) == model) ?? model;
        return Of(assembly, folder) with { IsAnotherModel = false };
    }

    /// <summary>The models that the experiments of an assembly may name, in the order of the project's list, its own first.</summary>
    /// <param name="assembly">An assembly of experiments.</param>
    /// <returns>Their names.</returns>
    /// <exception cref="LabException">The assembly's project does not import Experiments.props.</exception>
    public static IReadOnlyList<string> ModelsOf(Assembly assembly) => [.. Listed(assembly).Select(ModelNames.OfFolder).Prepend(Metadata(assembly, "LfmSpec.Model")).Distinct()];

    private static string[] Listed(Assembly assembly) => (MetadataOrNull(assembly, "LfmSpec.OtherModels") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What was published of this checkpoint's model under an experiment's name, held against a new page of it.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The comparison, or null if nothing was published.</returns>
    /// <exception cref="LabException">The published file is not a table.</exception>
    public PublishedComparison? Published(ResultTable page) =>
        PublishedTable.Read(PublishedFolder, Path.GetFileName(SnapshotFolder), page.Title)?.Against(page, PromptSet.TasksAreReplaced);

    private static ExperimentSettings Locate(Assembly assembly, string? model)
    {
        var wanted = string.IsNullOrWhiteSpace(model) ? Metadata(assembly, "LfmSpec.Model") : model.Trim();
        if (HubModel.IsId(wanted) && !Directory.Exists(Path.Combine(Metadata(assembly, "LfmSpec.Models"), wanted)))
        {
            return new ExperimentSettings(
                Downloaded.GetOrAdd(wanted, id => new Lazy<string>(() => HubModel.Locate(id, Console.Error))).Value,
                Path.Combine(Metadata(assembly, "LfmSpec.Snapshots"), HubModel.FolderName(wanted))) { IsAnotherModel = true };
        }

        var isPath = Path.IsPathRooted(wanted) || wanted.StartsWith('.') || Directory.Exists(wanted);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(isPath ? wanted : Path.Combine(Metadata(assembly, "LfmSpec.Models"), wanted)));
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Metadata(assembly, "LfmSpec.Models"), Metadata(assembly, "LfmSpec.Model"))));
        return new ExperimentSettings(folder, Path.Combine(Metadata(assembly, "LfmSpec.Snapshots"), HubModel.IdOf(folder) is { } id ? HubModel.FolderName(id) : Path.GetFileName(folder))) { IsAnotherModel = folder != own };
    }

    private static string? MetadataOrNull(Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;

    private static string Metadata(Assembly assembly, string key) => MetadataOrNull(assembly, key)
        ?? throw new LabException($"{assembly.GetName().Name} has no assembly metadata '{key}'. Import src/LfmSpec.Testing/Experiments.props in its project.");
}

/// <summary>The list of an assembly's experiments, which the generator makes as internal code.</summary>
internal static class GeneratedExperiments
{
    /// <summary>The experiments; none if the assembly has no generated code.</summary>
    internal static IReadOnlyList<ExperimentSpec> Of(Assembly assembly) =>
        assembly.GetType("LfmSpec.Generated.AllExperiments")?.GetProperty("Specs")?.GetValue(null) as IReadOnlyList<ExperimentSpec> ?? [];
}

/// <summary>The laboratories of the process, one a checkpoint, opened when first asked for.</summary>
internal static class SharedLaboratory
{
    private static readonly Dictionary<string, Laboratory> Open = [];

    internal static Laboratory Of(string folder)
    {
        lock (Open)
        {
            if (!Open.TryGetValue(folder, out var lab))
            {
                Open.Add(folder, lab = Laboratory.Open(folder));
            }

            return lab;
        }
    }
}
