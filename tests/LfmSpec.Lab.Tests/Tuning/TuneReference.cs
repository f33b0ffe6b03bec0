using System.Text.Json;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The runs of tests/reference/lfm2-atlas-tiny/tune: PyTorch and transformers in float32, the adapters in PEFT's files.</summary>
internal static class TuneReference
{
    private static readonly Lazy<JsonElement> Read = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Folder("tune.json")));
        return document.RootElement.Clone();
    });

    internal static JsonElement Json => Read.Value;

    internal static IReadOnlyList<string> Probes => [.. Json.GetProperty("kl_prompts").EnumerateArray().Select(prompt => prompt.GetString()!)];

    internal static string Folder(string name) => RepositoryFiles.Path("tests", "reference", "lfm2-atlas-tiny", "tune", name);

    internal static JsonElement Run(string name) =>
        name.StartsWith("rank", StringComparison.Ordinal) ? Json.GetProperty("ranks").GetProperty(name[4..])
        : Json.TryGetProperty(name, out var run) ? run : Json.GetProperty("targets").GetProperty(name);

    internal static AdapterSpec Adapter(JsonElement run) => new(
        [.. run.GetProperty("modules").EnumerateArray().Select(module => module.GetString()!)], [.. Enumerable.Range(0, 14)], run.GetProperty("r").GetInt32(), run.GetProperty("alpha").GetDouble())
    {
        Quantization = run.GetProperty("nf4").GetBoolean() ? WeightQuantization.NormalFloat4 : WeightQuantization.None,
    };

    internal static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>The batches, each row with what of it counts; padding does not.</summary>
    internal static TokenBatch Batch(int step, bool masked)
    {
        var ids = Json.GetProperty("batches")[step].GetProperty("ids");
        var labels = Json.GetProperty(masked ? "batches_masked" : "batches")[step].GetProperty("labels");
        return TokenBatch.Of(
            [.. ids.EnumerateArray().Zip(labels.EnumerateArray(), (row, label) => new TokenRow(
                [.. row.EnumerateArray().Select(id => id.GetInt32())], [.. label.EnumerateArray().Select(id => id.GetInt32() != -100)]))],
            padding: 0);
    }

    internal static float[] Tensor(SafetensorsFile file, string name) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Bytes(name)).ToArray();
}
