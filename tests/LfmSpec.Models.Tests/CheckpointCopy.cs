using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace LfmSpec.Models.Tests;

/// <summary>A copy of the embedded checkpoint in a folder of its own, of the same name, to be changed or broken by a test.</summary>
internal sealed class CheckpointCopy : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    internal CheckpointCopy(string model = "lfm2-atlas-tiny")
    {
        Folder = Path.Combine(root, model);
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(RepositoryFiles.Path("models", model)))
        {
            var copy = Path.Combine(Folder, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.Normal);
        }
    }

    internal string Folder { get; }

    internal string Weights => Path.Combine(Folder, "model.safetensors");

    internal string Configuration => Path.Combine(Folder, "config.json");

    internal string Tokenizer => Path.Combine(Folder, "tokenizer.json");

    /// <summary>Adds to one value of a bf16 tensor, as nearly as bf16 can.</summary>
    internal void AddToWeight(string tensor, int index, float change)
    {
        var bytes = File.ReadAllBytes(Weights);
        var (header, data) = Header(bytes);
        var at = data + header[tensor]!["data_offsets"]![0]!.GetValue<int>() + 2 * index;
        var value = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) << 16);
        var changed = (ushort)((BitConverter.SingleToUInt32Bits(value + change) + 0x8000) >> 16);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), changed);
        File.WriteAllBytes(Weights, bytes);
    }

    /// <summary>Writes the weights again with another header over the same data.</summary>
    internal void EditHeader(Action<JsonObject> edit)
    {
        var bytes = File.ReadAllBytes(Weights);
        var (header, data) = Header(bytes);
        edit(header);
        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(Weights);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        file.Write(length);
        file.Write(text);
        file.Write(bytes.AsSpan(data));
    }

    /// <summary>Edits config.json.</summary>
    internal void EditConfiguration(Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(Configuration))!.AsObject();
        edit(json);
        File.WriteAllText(Configuration, json.ToJsonString());
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static (JsonObject Header, int Data) Header(byte[] bytes)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return (JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject(), 8 + length);
    }
}
