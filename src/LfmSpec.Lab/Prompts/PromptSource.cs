using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Prompts;

/// <summary>Where families of prompts are read from: a suite that comes with LfmSpec, a file, or a folder of published task files.</summary>
internal static class PromptSource
{
    // The largest published file has 1.3 MB, and prompts of an experiment are a few thousand texts.
    private const int MaximumMegabytes = 64;

    private static readonly FileKind Kind = new(MaximumMegabytes << 20, fault => new LabException(fault.ToString()), _ => "Correct the file; the formats are in docs/prompts.md");

    /// <summary>Reads a suite of this assembly.</summary>
    /// <exception cref="LabException">There is no such suite.</exception>
    internal static IReadOnlyList<PromptFamily> Read(Suite suite)
    {
        using var stream = typeof(PromptSource).Assembly.GetManifestResourceStream($"{suite}.json") ?? throw new LabException($"There is no suite '{suite}'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return SuiteFormat.Read(JsonFile.Parse(suite.ToString(), bytes, Kind));
    }

    /// <summary>Reads a file in the suites' format, a published task file, or a folder of those; which of them it is, its shape tells.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="named">Where the path was written, such as <c>[Prompts(File = ...)]</c>.</param>
    /// <exception cref="LabException">There is nothing at the path, it cannot be read, or it is none of the three.</exception>
    internal static IReadOnlyList<PromptFamily> Read(string path, string named)
    {
        var kind = Kind with { Find = $"Check the path in {named}" };
        if (!Directory.Exists(path))
        {
            return OfFile(JsonFile.Read(path, kind));
        }

        try
        {
            var files = PublishedTasks.FamilyFiles(path);
            return files.Count > 0
                ? Distinct([.. files.Select(file => (file, OfFolder(file, JsonFile.Read(file, kind))))])
                : throw new LabException($"{path}: the folder has no task file <family>.json. Name data/tasks/canonical_short or another folder of task files in {named}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: the folder cannot be read ({error.Message}). Check the path in {named}, and that it may be read.");
        }
    }

    private static PromptFamily OfFolder(string file, JsonValue root) => PublishedTasks.Fits(root)
        ? PublishedTasks.Read(root)
        : throw new LabException($"{file}: no published task file: {{ \"family\", \"num_examples\", \"examples\" }} is expected of every .json file of a folder but tasks.json and task_manifest.json. Remove it from the folder, or name a single file.");

    private static IReadOnlyList<PromptFamily> OfFile(JsonValue root) => root switch
    {
        _ when SuiteFormat.Fits(root) => SuiteFormat.Read(root),
        _ when PublishedTasks.Fits(root) => [PublishedTasks.Read(root)],
        _ => throw new LabException(
            $"{root.File}: no file of prompts. Expected is a suite, {{ \"families\": {{ \"name\": [\"prompt\", ...] }} }}, or one family of the published tasks, {{ \"family\", \"num_examples\", \"examples\" }}; of tasks.json or task_manifest.json name the folder. The formats are in docs/prompts.md."),
    };

    private static IReadOnlyList<PromptFamily> Distinct(IReadOnlyList<(string File, PromptFamily Family)> read)
    {
        var twice = read.GroupBy(one => one.Family.Name, StringComparer.Ordinal).FirstOrDefault(family => family.Count() > 1);
        return twice is null
            ? [.. read.Select(one => one.Family)]
            : throw new LabException($"{twice.Last().File}: the family \"{twice.Key}\" is in {Path.GetFileName(twice.First().File)} too. Keep one file a family.");
    }
}
