using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>What holds for every file: what was written is what is read, and bytes that are no file are refused.</summary>
public sealed class SafetensorsLaws
{
    private static readonly Gen<string> Names = Gen.OneOf(
        ArbMap.Default.GeneratorFor<UnicodeString>().Select(text => text.Item ?? ""),
        Gen.Elements('"', '\\', '/', '\n', '\0', '\u007f', 'é', '\u2028', ' ', '<', '+').ArrayOf().Select(characters => new string(characters)))
        .Where(text => text != "__metadata__" && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar));

    private static readonly Gen<Written> Tensors =
        from dtype in Gen.Elements(Enum.GetValues<SafetensorsDtype>())
        from shape in Gen.Choose(0, 4).Select(size => (long)size).ArrayOf().Resize(4)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Written(dtype, shape, Bytes(dtype, shape, seed));

    private static readonly Arbitrary<Content> Files =
        (from names in Names.ArrayOf()
         from tensors in Tensors.ArrayOf(names.Length)
         from keys in Names.ArrayOf()
         from values in Names.ArrayOf(keys.Length)
         select new Content(
             names.Zip(tensors).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second),
             keys.Zip(values).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second)))
        .ToArbitrary();

    [Test]
    public void What_was_written_is_what_is_read() =>
        Prop.ForAll(Files, content =>
        {
            using var folder = new SafetensorsBytes();
            Write(content, folder.PathOf());
            using var file = SafetensorsFile.Open(folder.PathOf());
            Assert.That(file.Metadata, Is.EqualTo(content.Metadata));
            Assert.That(file.Entries.Keys, Is.EqualTo(content.Tensors.Keys));
            foreach (var (name, tensor) in content.Tensors)
            {
                Assert.That(file.Entries[name].Name, Is.EqualTo(name));
                Assert.That(file.Entries[name].Dtype, Is.EqualTo(tensor.Dtype));
                Assert.That(file.Entries[name].Shape, Is.EqualTo(tensor.Shape));
                Assert.That(file.Bytes(name).SequenceEqual(tensor.Bytes), Is.True);
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void The_data_begins_at_a_multiple_of_8_bytes() =>
        Prop.ForAll(Files, content =>
        {
            using var folder = new SafetensorsBytes();
            Write(content, folder.PathOf());
            Assert.That(BitConverter.ToInt64(File.ReadAllBytes(folder.PathOf())) % 8, Is.Zero);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void The_estimate_of_memory_is_never_too_low() =>
        Prop.ForAll(Files, content =>
        {
            using var folder = new SafetensorsBytes();
            Write(content, folder.PathOf());
            var bytes = File.ReadAllBytes(folder.PathOf());
            var json = bytes.AsSpan(8, (int)BitConverter.ToInt64(bytes));
            var estimate = SafetensorsHeaderSize.Measure(json).BytesOfMemory(json.Length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            SafetensorsHeader.Read(json, bytes.Length, "law");
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThanOrEqualTo(estimate + 2048));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Every_file_cut_short_is_refused() =>
        Prop.ForAll(Files, Gen.Choose(0, int.MaxValue).ToArbitrary(), (content, cut) =>
        {
            using var folder = new SafetensorsBytes();
            Write(content, folder.PathOf());
            var bytes = File.ReadAllBytes(folder.PathOf());
            folder.Write(bytes.AsSpan(0, cut % bytes.Length));
            Assert.That(() => SafetensorsFile.Open(folder.PathOf()), Throws.TypeOf<CheckpointException>());
        }).QuickCheckThrowOnFailure();

    private static void Write(Content content, string path)
    {
        var writer = new SafetensorsWriter(content.Metadata);
        foreach (var (name, tensor) in content.Tensors)
        {
            writer.Add(name, tensor.Dtype, tensor.Shape, tensor.Bytes);
        }

        writer.Write(path);
    }

    private static byte[] Bytes(SafetensorsDtype dtype, long[] shape, int seed)
    {
        var bytes = new byte[dtype.ByteLength(shape)!.Value];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed record Written(SafetensorsDtype Dtype, long[] Shape, byte[] Bytes);

    private sealed record Content(Dictionary<string, Written> Tensors, Dictionary<string, string> Metadata);
}
