using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>What an open file gives, on the embedded checkpoint and on small files made by hand.</summary>
public sealed class SafetensorsFileTests
{
    private static readonly string TinyModel = RepositoryFiles.Path("models", "lfm2-atlas-tiny", "model.safetensors");

    [Test]
    public void The_embedded_checkpoint_has_132_tensors_of_bf16()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        Assert.That(file.Entries, Has.Count.EqualTo(132));
        Assert.That(file.Entries.Values.Select(entry => entry.Dtype), Is.All.EqualTo(SafetensorsDtype.BF16));
        Assert.That(file.Metadata, Is.EqualTo(new Dictionary<string, string> { ["format"] = "pt" }));
        Assert.That(file.Entries["model.embed_tokens.weight"].Shape, Is.EqualTo([1024, 128]));
        Assert.That(file.Path, Is.EqualTo(TinyModel));
    }

    /// <summary>The four values were read with Python's struct module.</summary>
    [Test]
    public void The_values_of_a_tensor_are_those_that_python_reads()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        var bytes = file.Bytes("model.embed_tokens.weight").ToArray();
        Assert.That(
            new[] { 0, 1, 2, 127 }.Select(index => BFloat16(bytes, index)),
            Is.EqualTo(new[] { 0.494140625f, 0.50390625f, 0.33984375f, 0.2099609375f }));
    }

    [Test]
    public void Every_tensor_is_where_the_json_says()
    {
        var bytes = File.ReadAllBytes(TinyModel);
        var dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, dataStart - 8));
        using var file = SafetensorsFile.Open(TinyModel);
        foreach (var tensor in json.RootElement.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            var begin = tensor.Value.GetProperty("data_offsets")[0].GetInt32();
            var end = tensor.Value.GetProperty("data_offsets")[1].GetInt32();
            var expected = bytes.AsSpan(dataStart + begin, end - begin);
            Assert.That(file.Bytes(tensor.Name).SequenceEqual(expected), Is.True, tensor.Name);
            Assert.That(file.Entries[tensor.Name].Offset, Is.EqualTo(dataStart + begin), tensor.Name);
            Assert.That(file.Entries[tensor.Name].ByteLength, Is.EqualTo(end - begin), tensor.Name);
        }
    }

    [Test]
    public void Entries_come_in_the_order_of_the_header()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        Assert.That(file.Entries.Values.Select(entry => entry.Offset), Is.Ordered);
    }

    [Test]
    public void Sha256_is_that_of_the_whole_file()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        Assert.That(file.Sha256(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(TinyModel)))));
        var again = file.Sha256();
        Assert.That(again, Is.SameAs(file.Sha256()));
    }

    [TestCase(SafetensorsDtype.BOOL, 1)]
    [TestCase(SafetensorsDtype.U8, 1)]
    [TestCase(SafetensorsDtype.I8, 1)]
    [TestCase(SafetensorsDtype.F8_E5M2, 1)]
    [TestCase(SafetensorsDtype.F8_E4M3, 1)]
    [TestCase(SafetensorsDtype.F8_E8M0, 1)]
    [TestCase(SafetensorsDtype.U16, 2)]
    [TestCase(SafetensorsDtype.I16, 2)]
    [TestCase(SafetensorsDtype.F16, 2)]
    [TestCase(SafetensorsDtype.BF16, 2)]
    [TestCase(SafetensorsDtype.U32, 4)]
    [TestCase(SafetensorsDtype.I32, 4)]
    [TestCase(SafetensorsDtype.F32, 4)]
    [TestCase(SafetensorsDtype.C64, 8)]
    [TestCase(SafetensorsDtype.U64, 8)]
    [TestCase(SafetensorsDtype.I64, 8)]
    [TestCase(SafetensorsDtype.F64, 8)]
    public void Every_type_has_its_size(SafetensorsDtype dtype, int size)
    {
        using var folder = new SafetensorsBytes();
        var header = $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[3,2],"data_offsets":[0,{{{6 * size}}}]}}""";
        using var file = SafetensorsFile.Open(folder.Write(SafetensorsBytes.Of(header, 6 * size)));
        Assert.That(file.Entries["x"].Dtype, Is.EqualTo(dtype));
        Assert.That(file.Bytes("x").ToArray(), Is.EqualTo(Enumerable.Range(0, 6 * size)));
    }

    [TestCase("{}", 0, 0, TestName = "A_file_without_tensors_opens")]
    [TestCase("""{"__metadata__":{}}""", 0, 0, TestName = "A_file_with_metadata_only_opens")]
    [TestCase("""{"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4, 1, TestName = "A_scalar_opens")]
    [TestCase("""{"x":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]}}""", 0, 1, TestName = "A_tensor_without_elements_opens")]
    [TestCase("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"z":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}""", 4, 3, TestName = "Tensors_without_elements_may_lie_at_the_edges_of_others")]
    [TestCase("""{"x":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}""", 4, 1, TestName = "Fields_may_come_in_any_order")]
    [TestCase("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"y":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2, 2, TestName = "Tensors_may_come_in_any_order")]
    [TestCase("""{ "x" : {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]} }    """, 1, 1, TestName = "Spaces_are_allowed_inside_and_after")]
    [TestCase("""{"a\u00e9\"\ud83d\ude00":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, 1, TestName = "Names_may_be_escaped")]
    [TestCase("""{"":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, 1, TestName = "A_name_may_be_empty")]
    public void A_valid_file_opens(string header, int dataLength, int tensors)
    {
        using var folder = new SafetensorsBytes();
        using var file = SafetensorsFile.Open(folder.Write(SafetensorsBytes.Of(header, dataLength)));
        Assert.That(file.Entries, Has.Count.EqualTo(tensors));
        Assert.That(file.Entries.Keys.Sum(name => (long)file.Bytes(name).Length), Is.EqualTo(dataLength));
    }

    [Test]
    public void Parts_of_a_tensor_can_be_read_in_place_or_copied()
    {
        using var folder = new SafetensorsBytes();
        using var file = SafetensorsFile.Open(folder.Write(SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", 9)));
        var copy = new byte[3];
        file.CopyTo("x", 4, copy);
        Assert.That(copy, Is.EqualTo([4, 5, 6]));
        Assert.That(file.Bytes("x", 4, 3).ToArray(), Is.EqualTo(copy));
        Assert.That(file.Bytes("x", 9, 0).Length, Is.Zero);
    }

    [TestCase(-1, 1, "start ('-1') must be a non-negative value.")]
    [TestCase(0, -1, "count ('-1') must be a non-negative value.")]
    [TestCase(0, 10, "tensor 'x' has 9 bytes; 10 from byte 0 are beyond its end.")]
    [TestCase(9, 1, "tensor 'x' has 9 bytes; 1 from byte 9 are beyond its end.")]
    [TestCase(long.MaxValue, 1, "tensor 'x' has 9 bytes; 1 from byte 9,223,372,036,854,775,807 are beyond its end.")]
    public void A_part_beyond_the_tensor_is_an_error(long start, int count, string message)
    {
        using var folder = new SafetensorsBytes();
        using var file = SafetensorsFile.Open(folder.Write(SafetensorsBytes.Of(
            """{"x":{"dtype":"U8","shape":[9],"data_offsets":[0,9]},"y":{"dtype":"U8","shape":[9],"data_offsets":[9,18]}}""", 18)));
        Assert.That(() => file.Bytes("x", start, count).Length, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains(message));
    }

    [Test]
    public void A_name_that_is_not_there_is_an_error_that_names_file_and_tensor()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        Assert.That(
            () => file.Bytes("model.norm.weight").Length,
            Throws.TypeOf<CheckpointException>().With.Message.EqualTo(
                $"{TinyModel}: there is no tensor 'model.norm.weight' among the 132 in the file. Check the name, or whether this is the right file."));
    }

    [Test]
    public void Many_threads_read_the_same_bytes()
    {
        using var file = SafetensorsFile.Open(TinyModel);
        var expected = file.Entries.Keys.ToDictionary(name => name, name => Convert.ToHexString(SHA256.HashData(file.Bytes(name))));
        Parallel.For(0, 8, _ =>
        {
            foreach (var name in file.Entries.Keys)
            {
                var copy = new byte[file.Entries[name].ByteLength];
                file.CopyTo(name, 0, copy);
                Assert.That(Convert.ToHexString(SHA256.HashData(copy)), Is.EqualTo(expected[name]));
            }

            Assert.That(file.Sha256(), Has.Length.EqualTo(64));
        });
    }

    [Test]
    public void A_closed_file_says_so()
    {
        var file = SafetensorsFile.Open(TinyModel);
        var name = file.Entries.Keys.First();
        file.Dispose();
        file.Dispose();
        Action[] uses =
        [
            () => _ = file.Bytes(name).Length,
            () => _ = file.Bytes(name, 0, 1).Length,
            () => file.CopyTo(name, 0, new byte[1]),
            () => file.Sha256(),
        ];
        foreach (var use in uses)
        {
            Assert.That(use, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains($"{TinyModel} is closed."));
        }
    }

    [Test]
    public void An_open_file_can_be_read_by_others()
    {
        using var first = SafetensorsFile.Open(TinyModel);
        using var second = SafetensorsFile.Open(TinyModel);
        Assert.That(second.Sha256(), Is.EqualTo(first.Sha256()));
    }

    /// <summary>Not on Windows, where a file of zeros takes up its full size.</summary>
    [Test]
    [Platform(Exclude = "Win")]
    public void A_tensor_of_3_GB_is_read_in_parts()
    {
        const long Length = 3_000_000_000;
        using var folder = new SafetensorsBytes();
        var start = SafetensorsBytes.Of($$$"""{"x":{"dtype":"U8","shape":[{{{Length}}}],"data_offsets":[0,{{{Length}}}]}}""", 0);
        var path = folder.WriteLong(start, start.Length + Length);
        using (var stream = File.OpenWrite(path))
        {
            stream.Position = stream.Length - 4;
            stream.Write("last"u8);
        }

        using var file = SafetensorsFile.Open(path);
        var copy = new byte[4];
        file.CopyTo("x", Length - 4, copy);
        Assert.That(Encoding.ASCII.GetString(copy), Is.EqualTo("last"));
        Assert.That(Encoding.ASCII.GetString(file.Bytes("x", Length - 4, 4)), Is.EqualTo("last"));
        Assert.That(
            () => file.Bytes("x").Length,
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("has 3,000,000,000 bytes, and a span takes at most 2,147,483,647"));
    }

    private static float BFloat16(byte[] bytes, int index) =>
        BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * index)) << 16);
}
