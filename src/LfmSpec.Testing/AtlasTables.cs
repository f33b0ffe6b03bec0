using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>The folder in which <see cref="AtlasCommand"/> leaves its tables.</summary>
internal sealed class AtlasTables(ExperimentSettings settings, string? folder)
{
    /// <summary>The folder.</summary>
    internal string Folder { get; } = Path.GetFullPath(folder ?? Path.Combine("artifacts", "atlas", Path.GetFileName(settings.SnapshotFolder)));

    /// <summary>Writes a table, whole or not at all, and beside it the published one if there is one.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="table">Its table.</param>
    /// <returns>How it stands to the approved one, and on a line of its own to the published one.</returns>
    /// <exception cref="LabException">It cannot be written.</exception>
    internal string Write(ExperimentSpec experiment, ResultTable table)
    {
        var page = table.ToMarkdown();
        WriteWhole(Path.Combine(Folder, experiment.Name + ".md"), page + "\n");
        if (settings.Published(table) is not { } published)
        {
            return Standing(experiment, page);
        }

        WriteWhole(Path.Combine(Folder, experiment.Name + ".published.md"), published.ToMarkdown());
        return $"{Standing(experiment, page)}\n    {published.Summary()}";
    }

    private string Standing(ExperimentSpec experiment, string page)
    {
        var approved = Path.Combine(settings.SnapshotFolder, $"{experiment.Name}.{ApprovedTable.Method}.verified.md");
        return !File.Exists(approved) ? "not approved yet"
            : File.ReadAllText(approved) is var text && (text == page || ApprovedTable.Compare(experiment, page, text).IsEqual) ? "as approved"
            : "NOT as approved: run dotnet test for what moved";
    }

    private static void WriteWhole(string path, string text)
    {
        try
        {
            WholeFile.Write(path, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: the table cannot be written ({error.Message}). Make room there, or name another folder with --output.");
        }
    }
}
