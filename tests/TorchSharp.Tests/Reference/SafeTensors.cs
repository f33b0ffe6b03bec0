using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Reference;

/// <summary>A file of named tensors: eight bytes of header length, a JSON header, the bytes.</summary>
internal sealed class SafeTensors
{
    private readonly byte[] file;
    private readonly int start;
    private readonly JsonDocument header;

    public SafeTensors(string path)
    {
        file = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        start = 8 + length;
        header = JsonDocument.Parse(file.AsMemory(8, length));
    }

    public IEnumerable<string> Names => header.RootElement.EnumerateObject().Select(entry => entry.Name);

    public bool Has(string name) => header.RootElement.TryGetProperty(name, out _);

    public Tensor this[string name]
    {
        get
        {
            var entry = header.RootElement.GetProperty(name);
            var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
            var type = entry.GetProperty("dtype").GetString() switch
            {
                "F32" => ScalarType.Float32,
                "BF16" => ScalarType.BFloat16,
                "I64" => ScalarType.Int64,
                "BOOL" => ScalarType.Bool,
                var other => throw new NotSupportedException($"The element type {other} of {name} is not read here."),
            };
            var tensor = empty(shape, type);
            tensor.bytes = file.AsSpan(start + offsets[0], offsets[1] - offsets[0]);
            return tensor;
        }
    }
}
