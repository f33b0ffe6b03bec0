using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>An adapter of one module in a folder of its own, as PEFT writes it, to be changed by a test.</summary>
internal sealed class AdapterFolder : IDisposable
{
    private readonly string module;

    internal AdapterFolder(string module, float[] a, float[] b, int rank = 1, Action<JsonObject>? change = null, string name = "")
    {
        this.module = module;
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        writer.Add($"base_model.model.{module}.lora_A{name}.weight", SafetensorsDtype.F32, [rank, a.Length / rank], Bytes(a));
        writer.Add($"base_model.model.{module}.lora_B{name}.weight", SafetensorsDtype.F32, [b.Length / rank, rank], Bytes(b));
        writer.Write(System.IO.Path.Combine(Path, "adapter_model.safetensors"));
        Write(rank, change);
    }

    internal string Path { get; } = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    /// <summary>Writes adapter_config.json anew.</summary>
    internal void Write(int rank, Action<JsonObject>? change)
    {
        var json = new JsonObject { ["peft_type"] = "LORA", ["r"] = rank, ["lora_alpha"] = rank, ["target_modules"] = new JsonArray(module) };
        change?.Invoke(json);
        File.WriteAllText(System.IO.Path.Combine(Path, "adapter_config.json"), json.ToJsonString());
    }

    private static byte[] Bytes(float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
