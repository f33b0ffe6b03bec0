using System.Text.Json.Nodes;

namespace LfmSpec.Lab.Tests;

/// <summary>A temporary folder of prompt files, and published task files as data: names and splits are the published ones, the prompts are not.</summary>
internal sealed class PromptFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("lfmspec-prompts-").FullName;

    internal string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    internal string Write(string name, string text)
    {
        var file = Path.Combine(root, name);
        File.WriteAllText(file, text);
        return file;
    }

    internal string Write(string name, JsonNode json) => Write(name, json.ToJsonString());

    /// <summary>A family file in the published format: examples numbered from 0, so many of each split, train before val before test.</summary>
    internal static JsonObject Published(string family, int train, int val, int test)
    {
        string[] splits = [.. Enumerable.Repeat("train", train), .. Enumerable.Repeat("val", val), .. Enumerable.Repeat("test", test)];
        return Published(family, splits);
    }

    internal static JsonObject Published(string family, params string[] splits) => new()
    {
        ["family"] = family,
        ["num_examples"] = splits.Length,
        ["examples"] = new JsonArray([.. splits.Select((split, index) => new JsonObject
        {
            ["task_id"] = $"{family}_{split}_{index:0000}",
            ["prompt"] = $"{family} {index} is ",
            ["target"] = $"{index}",
            ["metadata"] = new JsonObject { ["family"] = family, ["split"] = split, ["difficulty"] = "easy", ["has_clean_corrupt"] = false },
        })]),
    };

    public void Dispose() => Directory.Delete(root, recursive: true);
}
