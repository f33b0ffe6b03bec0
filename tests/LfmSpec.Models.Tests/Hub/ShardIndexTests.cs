using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>The index of a checkpoint in several files.</summary>
[TestFixture]
public class ShardIndexTests
{
    [Test]
    public void Each_file_is_named_once_in_ordinal_order() =>
        Assert.That(
            Read("""{"metadata":{"total_size":3},"weight_map":{"c":"m-2.safetensors","a":"m-1.safetensors","b":"m-2.safetensors","d":"B/m.safetensors"}}"""),
            Is.EqualTo(new[] { "B/m.safetensors", "m-1.safetensors", "m-2.safetensors" }));

    [TestCase("", "the file is not valid JSON (line 1, byte 1)")]
    [TestCase("{\n", "the file is not valid JSON (line 2, byte 1)")]
    [TestCase("[]", "the file is a list, not an object")]
    [TestCase("null", "the file is null, not an object")]
    [TestCase("{}", "weight_map is missing")]
    [TestCase("""{"weight_map":[]}""", "weight_map is a list, not an object")]
    [TestCase("""{"weight_map":{}}""", "the weight_map of the index is empty")]
    [TestCase("""{"weight_map":{"a\n":1}}""", "weight_map[\"a\\n\"] is 1, not a text")]
    [TestCase("""{"weight_map":{"a":null}}""", "weight_map.a is null, not a text")]
    [TestCase("""{"weight_map":{"a":"x.bin"}}""", "weight_map.a names the file \"x.bin\", which is not a .safetensors file")]
    [TestCase("""{"weight_map":{"a":""}}""", "weight_map.a names the file \"\", which is refused: it is empty")]
    [TestCase("""{"weight_map":{"a":"../x.safetensors"}}""", "\"../x.safetensors\", which is refused: it leads out of its folder")]
    [TestCase("""{"weight_map":{"a":"/x.safetensors"}}""", "\"/x.safetensors\", which is refused: it is an absolute path")]
    [TestCase("""{"weight_map":{"a":"c:x.safetensors"}}""", "\"c:x.safetensors\", which is refused: it names a drive")]
    [TestCase("""{"weight_map":{"a":"a\\x.safetensors"}}""", "\"a\\\\x.safetensors\", which is refused: it holds a backslash")]
    [TestCase("""{"weight_map":{"a":"\u0000.safetensors"}}""", "\"\\u0000.safetensors\", which is refused: it holds a control character")]
    [TestCase("""{"weight_map":{"a":"\ud800.safetensors"}}""", "weight_map.a holds \\ud800, half of a surrogate pair")]
    public void A_broken_index_is_one_clear_error(string json, string message) =>
        Assert.That(() => Read(json), Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains("index.json: "));

    [Test]
    public void An_index_that_is_too_large_is_not_read()
    {
        using var folder = new Folder();
        using (var file = File.Create(folder.Index))
        {
            file.SetLength((8 * 1024 * 1024) + 1);
        }

        Assert.That(() => ShardIndex.ReadFileNames(folder.Index), Throws.TypeOf<CheckpointException>().With.Message.Contains("the file has 8,388,609 bytes"));
    }

    [Test]
    public void An_index_that_is_not_there_is_one_clear_error()
    {
        using var folder = new Folder();
        Assert.That(() => ShardIndex.ReadFileNames(folder.Index), Throws.TypeOf<CheckpointException>().With.Message.EqualTo($"{folder.Index}: there is no such file. Download the checkpoint again."));
    }

    private static IReadOnlyList<string> Read(string json)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder.Index, Encoding.UTF8.GetBytes(json));
        return ShardIndex.ReadFileNames(folder.Index);
    }

    private sealed class Folder : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("lfmspec-hub-").FullName;

        internal string Index => Path.Combine(path, "model.safetensors.index.json");

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
