using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Testing;

/// <summary>The folder in which <see cref="AtlasCommand"/> leaves its tables.</summary>
internal sealed class AtlasTables(ExperimentSettings settings, string? folder)
{
    /// <summary>The folder.</summary>
    internal string Folder { get; } = Path.GetFullPath(folder ?? Path.Combine("artifacts", "atlas", Path.GetFileName(settings.SnapshotFolder)));

    /// <summary>Makes the folder, so that one that cannot be made is said before anything is run.</summary>
    /// <exception cref="LabException">It cannot be made.</exception>
    internal void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{Folder}: the folder of the tables cannot be made ({error.Message}). Name another with --output.");
        }
    }

    /// <summary>Writes a table, whole or not at all, and beside it the published one if there is one.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="table">Its table.</param>
    /// <returns>How it stands to the approved one, the same in words, and on a line of its own to the published one.</returns>
    /// <exception cref="LabException">It cannot be written, or the approved or the published table is damaged.</exception>
    internal (Standing Standing, string Words) Write(ExperimentSpec experiment, ResultTable table)
    {
        var page = table.ToMarkdown();
        WriteWhole(Path.Combine(Folder, experiment.Name + ".md"), page + "\n");
        var (standing, words) = Compare(experiment, page);
        if (settings.Published(table) is not { } published)
        {
            return (standing, words);
        }

        WriteWhole(Path.Combine(Folder, experiment.Name + ".published.md"), published.ToMarkdown());
        return (standing, $"{words}\n    {published.Summary()}");
    }

    private (Standing Standing, string Words) Compare(ExperimentSpec experiment, string page)
    {
        var path = ApprovedTable.PathOf(settings, experiment);
        if (!File.Exists(path))
        {
            return (Standing.Unverified, settings.IsAnotherModel ? "unverified: this model has no approved table of it" : "unverified: not approved yet");
        }

        // A damaged one is an error, and not a table that moved.
        ApprovedTable.Read(settings, experiment);
        if (File.ReadAllText(path) is var approved && approved == page)
        {
            return (Standing.AsApproved, "as approved");
        }

        var comparison = ApprovedTable.Compare(experiment, page, approved);
        return comparison.IsEqual ? (Standing.AsApproved, "as approved") : (Standing.Moved, $"NOT as approved: {comparison.Message!.Split('\n')[0]} Run dotnet test for what moved.");
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
