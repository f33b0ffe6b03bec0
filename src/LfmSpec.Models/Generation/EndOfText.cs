using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>The tokens that end a text: <c>eos_token_id</c> of generation_config.json, or of config.json where that has none; a number or a list.</summary>
public static class EndOfText
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The ids; none if neither file names one.</returns>
    /// <exception cref="CheckpointException">A file is no JSON, or its eos_token_id is neither a number nor a list of numbers.</exception>
    public static IReadOnlySet<int> Of(string folder) =>
        Read(Path.Combine(folder, "generation_config.json")) ?? Read(Path.Combine(folder, "config.json")) ?? new HashSet<int>();

    private static HashSet<int>? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("eos_token_id", out var end) ? null
                : end.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.Number => [end.GetInt32()],
                    JsonValueKind.Array => [.. end.EnumerateArray().Select(id => id.GetInt32())],
                    _ => throw new FormatException("it is neither"),
                };
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new CheckpointException($"{path}: eos_token_id is to be a token's number or a list of them ({error.Message}). Download the file again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: the file cannot be read ({error.Message}). Check its permissions.");
        }
    }
}
