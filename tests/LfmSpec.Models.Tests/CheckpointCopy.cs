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

    /// <summary>Writes all values of a bf16 tensor; each must be one that bf16 has.</summary>
    internal void SetWeight(string tensor, Func<long, float> value)
    {
        var bytes = File.ReadAllBytes(Weights);
        var (header, data) = Header(bytes);
        var offsets = header[tensor]!["data_offsets"]!;
        long from = offsets[0]!.GetValue<long>(), to = offsets[1]!.GetValue<long>();
        for (var index = 0L; index < (to - from) / 2; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)(data + from + (2 * index))), (ushort)(BitConverter.SingleToUInt32Bits(value(index)) >> 16));
        }

        File.WriteAllBytes(Weights, bytes);
    }

    /// <summary>Writes the weights again with another header over the same data.</summary>
    internal void EditHeader(Action<JsonObject> edit)
    {
        var bytes = File.ReadAllBytes(Weights);
        var (header, data) = Header(bytes);
        edit(header);
        Write(Weights, header, bytes[data..]);
    }

    /// <summary>Reads the tensors, lets a test change, add or remove some, and writes them again.</summary>
    internal void EditTensors(Action<Dictionary<string, StoredTensor>> edit)
    {
        var bytes = File.ReadAllBytes(Weights);
        var (header, data) = Header(bytes);
        header.Remove("__metadata__");
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var (name, entry) in header)
        {
            int begin = entry!["data_offsets"]![0]!.GetValue<int>(), end = entry["data_offsets"]![1]!.GetValue<int>();
            long[] shape = [.. entry["shape"]!.AsArray().Select(size => size!.GetValue<long>())];
            tensors.Add(name, new StoredTensor(entry["dtype"]!.GetValue<string>(), shape, bytes[(data + begin)..(data + end)]));
        }

        edit(tensors);
        Write(Weights, tensors);
    }

    /// <summary>Writes a safetensors file.</summary>
    internal static void Write(string path, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var header = new JsonObject();
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = tensor.Dtype,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, offset += tensor.Bytes.Length),
            };
        }

        Write(path, header, [.. tensors.Values.Select(tensor => tensor.Bytes)]);
    }

    /// <summary>Edits tokenizer.json.</summary>
    internal void EditTokenizer(Action<JsonObject> edit) => Edit(Tokenizer, edit);

    /// <summary>Edits config.json.</summary>
    internal void EditConfiguration(Action<JsonObject> edit) => Edit(Configuration, edit);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void Edit(string path, Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static void Write(string path, JsonObject header, params byte[][] data)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        file.Write(length);
        file.Write(text);
        foreach (var part in data)
        {
            file.Write(part);
        }
    }

    private static (JsonObject Header, int Data) Header(byte[] bytes)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return (JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject(), 8 + length);
    }
}

/// <summary>A tensor as a safetensors file holds it.</summary>
internal sealed record StoredTensor(string Dtype, long[] Shape, byte[] Bytes)
{
    /// <summary>Another tensor with one bf16 value changed.</summary>
    internal StoredTensor With(int index, ushort value)
    {
        var bytes = Bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * index), value);
        return this with { Bytes = bytes };
    }

    /// <summary>Another tensor with two rows exchanged.</summary>
    internal StoredTensor WithRowsExchanged(int first, int second)
    {
        var width = Bytes.Length / (int)Shape[0];
        var bytes = Bytes.ToArray();
        Bytes.AsSpan(first * width, width).CopyTo(bytes.AsSpan(second * width));
        Bytes.AsSpan(second * width, width).CopyTo(bytes.AsSpan(first * width));
        return this with { Bytes = bytes };
    }

    /// <summary>A bf16 tensor widened to float32.</summary>
    internal StoredTensor Widened()
    {
        var bytes = new byte[2 * Bytes.Length];
        for (var index = 0; index < Bytes.Length / 2; index++)
        {
            Bytes.AsSpan(2 * index, 2).CopyTo(bytes.AsSpan((4 * index) + 2));
        }

        return this with { Dtype = "F32", Bytes = bytes };
    }
}
