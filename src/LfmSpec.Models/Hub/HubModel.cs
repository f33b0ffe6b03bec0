using System.Collections.Concurrent;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>Checkpoints that are named by their id on the hub, <c>organisation/name</c> or <c>organisation/name@revision</c>.</summary>
public static class HubModel
{
    private const string Prefix = "models--", Separator = "--", Snapshots = "snapshots";

    /// <summary>Whether a text is an id and no path: one slash between two names, and no such folder.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True for an id.</returns>
    public static bool IsId(string text)
    {
        var parts = text.Split('@')[0].Split('/');
        return parts.Length == 2 && parts.All(part => part.Length > 0 && part[0] is not ('.' or '~')) && !text.Contains('\\') && !Directory.Exists(text);
    }

    /// <summary>The name under which an id's tables are kept: <c>organisation--name</c>.</summary>
    /// <param name="id">The id, with or without a revision.</param>
    /// <returns>A folder's name.</returns>
    public static string FolderName(string id) => id.Split('@')[0].Replace("/", Separator, StringComparison.Ordinal);

    /// <summary>The name of a model in a folder's name that <see cref="FolderName"/> made, without the organisation.</summary>
    /// <param name="folderName">The folder's name.</param>
    /// <returns>The name; the folder's own if it has no organisation.</returns>
    public static string NameOf(string folderName) => folderName.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0 ? folderName[(at + Separator.Length)..] : folderName;

    /// <summary>The id of a snapshot's folder in the hub's cache, <c>models--organisation--name/snapshots/commit</c>.</summary>
    /// <param name="folder">A checkpoint's folder.</param>
    /// <returns>The id, or null if it is another folder.</returns>
    public static string? IdOf(string folder) =>
        Path.GetDirectoryName(folder) is { } snapshots && Path.GetFileName(snapshots) == Snapshots
        && Path.GetFileName(Path.GetDirectoryName(snapshots)) is { } repository && repository.StartsWith(Prefix, StringComparison.Ordinal)
            ? repository[Prefix.Length..].Replace(Separator, "/", StringComparison.Ordinal)
            : null;

    /// <summary>The folder of a checkpoint: of a path itself, of an id after downloading what is not in the cache.</summary>
    /// <param name="model">A path or an id.</param>
    /// <param name="log">Told of the download; null for silence.</param>
    /// <param name="cancellation">Stops it; what has arrived is continued the next time.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="CheckpointException">The id's checkpoint cannot be had; the message says why and what to do.</exception>
    public static string Locate(string model, TextWriter? log = null, CancellationToken cancellation = default)
    {
        if (!IsId(model))
        {
            return model;
        }

        var at = model.IndexOf('@', StringComparison.Ordinal);
        var (id, revision) = at < 0 ? (model, null) : (model[..at], model[(at + 1)..]);
        using var client = new HubClient();
        return client.DownloadAsync(id, revision, log is null ? null : new Log(log), cancellation).GetAwaiter().GetResult();
    }

    // A line when a file begins, at each tenth of it, and for every message.
    private sealed class Log(TextWriter output) : IProgress<DownloadProgress>
    {
        private readonly ConcurrentDictionary<string, long> shown = [];

        public void Report(DownloadProgress value)
        {
            if (value.Message is { } message)
            {
                output.WriteLine(SafeText.Lines(value.File.Length == 0 ? message : $"{value.File}: {message}"));
            }
            else if (value.Total > 0 && 10 * value.Bytes / value.Total is var tenth && shown.GetValueOrDefault(value.File, -1) < tenth)
            {
                shown[value.File] = tenth;
                output.WriteLine($"{SafeText.Quote(value.File)}: {value.Bytes / 1e6:N1} of {value.Total / 1e6:N1} MB");
            }
        }
    }
}
