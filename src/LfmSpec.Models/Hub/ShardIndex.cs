using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Reads the index of a checkpoint whose weights are in several files, model.safetensors.index.json: an object with a weight_map from a tensor's
/// name to its file, as transformers writes it. Only the files' names are taken from it.
/// </summary>
public static class ShardIndex
{
    private const int LargestBytes = 8 * 1024 * 1024;
    private static readonly FileKind Kind = new(
        LargestBytes,
        CheckpointException.Of,
        _ => "Delete it and download the checkpoint again; if that does not help, the repository is broken")
    {
        Find = "Download the checkpoint again",
    };

    /// <summary>The names of the files that hold the weights.</summary>
    /// <param name="path">The index.</param>
    /// <returns>Each name once, in ordinal order, relative to the index's folder and never outside of it.</returns>
    /// <exception cref="CheckpointException">The index is missing, too large, not of this form, or names a file that would be outside its folder.</exception>
    public static IReadOnlyList<string> ReadFileNames(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, shard) in JsonFile.Read(path, Kind).Member("weight_map").Members())
        {
            names.Add(Checked(shard));
        }

        return names.Count > 0 ? [.. names] : throw Kind.Broken(path, "the weight_map of the index is empty");
    }

    private static string Checked(JsonValue shard) =>
        RelativeName.Fault(shard.Text()) is { } fault ? throw shard.Error($"names the file {shard.Shown}, which is refused: {fault}", "Do not use this checkpoint")
        : shard.Text().EndsWith(".safetensors", StringComparison.Ordinal) ? shard.Text()
        : throw shard.Error($"names the file {shard.Shown}, which is not a .safetensors file");
}
