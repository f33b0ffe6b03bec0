using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Reads the index of a checkpoint whose weights are in several files, model.safetensors.index.json: an object with a weight_map from a tensor's
/// name to its file, as transformers writes it. Only the files' names are taken from it.
/// </summary>
public static class ShardIndex
{
    private const int LargestBytes = 64 * 1024 * 1024;
    private const string Again = "Delete it and download the checkpoint again; if that does not help, the repository is broken";

    /// <summary>The names of the files that hold the weights.</summary>
    /// <param name="path">The index.</param>
    /// <returns>Each name once, in ordinal order, relative to the index's folder and never outside of it.</returns>
    /// <exception cref="CheckpointException">The index is missing, too large, not of this form, or names a file that would be outside its folder.</exception>
    public static IReadOnlyList<string> ReadFileNames(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestBytes } file)
            {
                throw Error(path, $"{file.Length:N0} bytes are no index; {LargestBytes:N0} are read");
            }

            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"{path}: there is no such file. Download the checkpoint again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: the file cannot be read ({error.Message}). Check its permissions.", error);
        }
    }

    private static string[] Read(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            {
                throw Error(path, "the index has no object 'weight_map'");
            }

            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var tensor in map.EnumerateObject())
            {
                if (tensor.Value.ValueKind != JsonValueKind.String)
                {
                    throw Error(path, $"the file of the tensor '{RelativeName.Quote(tensor.Name)}' is not a text");
                }

                names.Add(Check(tensor.Value.GetString()!, path));
            }

            return names.Count > 0 ? [.. names] : throw Error(path, "the 'weight_map' of the index is empty");
        }
        catch (JsonException error)
        {
            throw Error(path, $"the index is not valid JSON (line {error.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            throw Error(path, "the index holds a text that is not Unicode");
        }
    }

    private static string Check(string name, string path) =>
        RelativeName.Fault(name) is { } fault
            ? throw new CheckpointException($"{path}: the index names the file '{RelativeName.Quote(name)}', which is refused: {fault}. Do not use this checkpoint.")
            : name.EndsWith(".safetensors", StringComparison.Ordinal)
                ? name
                : throw Error(path, $"the index names the file '{RelativeName.Quote(name)}', which is not a .safetensors file");

    private static CheckpointException Error(string path, string what) => new($"{path}: {what}. {Again}.");
}
