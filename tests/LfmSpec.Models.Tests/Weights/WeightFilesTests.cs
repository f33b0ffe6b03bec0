using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests.Loading;

/// <summary>Weights in shards: the same model as in one file, and one clear error for an index that does not fit them.</summary>
[TestFixture]
public class WeightFilesTests
{
    private const string First = "model-00001-of-00003.safetensors";
    private const string Second = "model-00002-of-00003.safetensors";
    private const string Norm = "model.norm.weight";

    private static readonly (string Name, Action<Shards> Break, string[] Message)[] Broken =
    [
        ("a missing shard", shards => File.Delete(shards.Path(Second)), [$"the shard {Second} is missing; weight_map finds", "Copy it to"]),
        ("a shard cut short", shards => { using var file = File.OpenWrite(shards.Path(Second)); file.SetLength(5000); }, [Second]),
        ("a tensor in another shard than the index says", shards => shards.Edit(map => map[Norm] = First), [$"finds tensor '{Norm}' in {First}, which does not hold it"]),
        ("a tensor in no shard", shards => shards.Edit(map => map["model.layers.9.mlp.up_proj.weight"] = First), ["finds tensor 'model.layers.9.mlp.up_proj.weight' in " + First]),
        ("a tensor in two shards", shards => shards.AddTensors("model-extra.safetensors", Norm, "another"), [$"tensor '{Norm}' is in two shards", "model-extra.safetensors"]),
        ("a tensor that the index does not name", shards => shards.Edit(map => map.Remove(Norm)), [$"holds tensor '{Norm}', which weight_map does not name"]),
        ("a tensor that the index names twice", shards => shards.Replace("\"weight_map\": {", $"\"weight_map\": {{ \"{Norm}\": \"model-00003-of-00003.safetensors\","), [$"weight_map[\"{Norm}\"] stands there twice"]),
        ("a tensor that the model lacks", shards => shards.AddTensors("model-extra.safetensors", "model.layers.9.norm.weight"), ["have no place in the model", "model.layers.9.norm.weight"]),
        ("a tensor that nothing holds", shards => shards.EditConfiguration("num_hidden_layers", 3), ["'model.layers.2.input_layernorm.weight' is missing"]),
        ("a tensor of another shape", shards => shards.EditConfiguration("intermediate_size", 50), [Second + ": tensor 'model.layers.0.mlp.gate_proj.weight' has shape [48, 32]"]),
        ("a file above the folder", shards => shards.Edit(map => map[Norm] = "../model.safetensors"), ["names the file '../model.safetensors'", "own folder"]),
        ("a folder", shards => shards.Edit(map => map[Norm] = ".."), ["names the file '..'"]),
        ("a file of the root", shards => shards.Edit(map => map[Norm] = "/etc/passwd"), ["names the file '/etc/passwd'"]),
        ("a drive of another system", shards => shards.Edit(map => map[Norm] = "C:model.safetensors"), ["names the file 'C:model.safetensors'"]),
        ("a folder of another system", shards => shards.Edit(map => map[Norm] = "..\\model.safetensors"), ["names the file '..\\model.safetensors'"]),
        ("a file without a name", shards => shards.Edit(map => map[Norm] = ""), ["names the file ''"]),
        ("a file that is a number", shards => shards.Edit(map => map[Norm] = 7), [$"weight_map[\"{Norm}\"] is 7, not a text"]),
        ("an empty map", shards => shards.Edit(map => map.Clear()), ["weight_map names no tensor"]),
        ("no map", shards => shards.Write("{}"), ["weight_map is missing"]),
        ("a map that is a list", shards => shards.Write("{\"weight_map\": []}"), ["weight_map is a list, not an object", "Download the checkpoint's model.safetensors.index.json again"]),
        ("an index that is not JSON", shards => shards.Write("{"), ["not valid JSON"]),
    ];

    private static IEnumerable<TestCaseData> Cases() => Broken.Select((broken, index) => new TestCaseData(index).SetArgDisplayNames(broken.Name));

    [TestCaseSource(nameof(Cases))]
    public void One_clear_error_for(int index)
    {
        using var shards = new Shards();
        Broken[index].Break(shards);
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Load(shards.Folder).Dispose())!;
        TestContext.Out.WriteLine(error.Message);
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.StartWith(shards.Folder), "the message says where");
            foreach (var part in Broken[index].Message)
            {
                Assert.That(error.Message, Does.Contain(part));
            }
        });
    }

    [Test]
    public void Shards_give_the_bits_of_one_file()
    {
        using var scope = torch.NewDisposeScope();
        using var shards = new Shards();
        using var single = new TemporaryFolder();
        Shards.Write(single.Path, 1);
        using Checkpoint whole = Checkpoint.Load(single.Path), parts = Checkpoint.Load(shards.Folder);
        using var trained = DifferentiableModel.Of(parts);
        var ids = torch.tensor(new long[] { 3, 1, 500, 77 }).unsqueeze(0);
        Assert.Multiple(() =>
        {
            Assert.That(parts.Model.Forward(ids).Equals(whole.Model.Forward(ids)), Is.True);
            Assert.That(trained.Model.Forward(ids).Equals(whole.Model.Forward(ids)), Is.True);
            Assert.That(parts.Model.Parameters, Is.EqualTo(whole.Model.Parameters));
        });
    }

    [Test]
    public void The_hash_of_shards_is_that_of_their_hashes_by_name()
    {
        using var shards = new Shards();
        using var checkpoint = Checkpoint.Load(shards.Folder);
        var lines = Directory.GetFiles(shards.Folder, "*.safetensors").Order(StringComparer.Ordinal).Select(path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) + "\n");
        Assert.That(checkpoint.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(lines))))));
    }

    [Test]
    public void The_hash_of_one_file_is_its_own()
    {
        using var single = new TemporaryFolder();
        Shards.Write(single.Path, 1);
        using var checkpoint = Checkpoint.Load(single.Path);
        Assert.That(checkpoint.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(single.Path, "model.safetensors"))))));
    }

    [Test]
    public void One_whole_file_is_read_before_shards()
    {
        using var shards = new Shards();
        using var single = new TemporaryFolder();
        Shards.Write(single.Path, 1);
        File.Copy(Path.Combine(single.Path, "model.safetensors"), shards.Path("model.safetensors"));
        File.Delete(shards.Path(First));
        using Checkpoint whole = Checkpoint.Load(single.Path), both = Checkpoint.Load(shards.Folder);
        Assert.That(both.Sha256, Is.EqualTo(whole.Sha256));
    }

    // Early Llama checkpoints hold them; they follow from rope_theta.
    [Test]
    public void Stored_rotary_frequencies_are_left_aside()
    {
        using var shards = new Shards();
        shards.AddTensors("model-extra.safetensors", "model.layers.0.self_attn.rotary_emb.inv_freq");
        using var checkpoint = Checkpoint.Load(shards.Folder);
        Assert.That(checkpoint.Model.Shape.Blocks, Has.Count.EqualTo(2));
    }

    [Test]
    public void Broken_shards_leave_no_file_open()
    {
        using var shards = new Shards();
        File.Delete(shards.Path("model-00003-of-00003.safetensors"));
        Assert.That(() => Checkpoint.Load(shards.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains("model-00003-of-00003.safetensors"));
        using var alone = File.Open(shards.Path(First), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.That(alone.Length, Is.GreaterThan(0), "nobody else has it open");
    }

    /// <summary>A small Llama in three shards.</summary>
    private sealed class Shards : IDisposable
    {
        private const string Configuration = """
            { "model_type": "llama", "hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2, "intermediate_size": 48, "vocab_size": 1024, "tie_word_embeddings": true }
            """;

        private readonly TemporaryFolder folder = new();

        internal Shards() => Write(Folder, 3);

        internal string Folder => folder.Path;

        private string Index => Path("model.safetensors.index.json");

        internal static void Write(string folder, int shards) =>
            SyntheticCheckpoint.Write(folder, Configuration, RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json"), seed: 5, new SyntheticOptions { Shards = shards });

        internal string Path(string file) => System.IO.Path.Combine(Folder, file);

        internal void Write(string index) => File.WriteAllText(Index, index);

        internal void Replace(string from, string to) => Write(File.ReadAllText(Index).Replace(from, to, StringComparison.Ordinal));

        internal void Edit(Action<JsonObject> edit)
        {
            var json = JsonNode.Parse(File.ReadAllText(Index))!;
            edit(json["weight_map"]!.AsObject());
            Write(json.ToJsonString());
        }

        internal void EditConfiguration(string key, int value)
        {
            var json = JsonNode.Parse(File.ReadAllText(Path("config.json")))!;
            json[key] = value;
            File.WriteAllText(Path("config.json"), json.ToJsonString());
        }

        /// <summary>Adds a shard with tensors, and names in the index those that no other shard has.</summary>
        internal void AddTensors(string shard, params string[] tensors)
        {
            var writer = new SafetensorsWriter();
            foreach (var tensor in tensors)
            {
                writer.Add(tensor, SafetensorsDtype.BF16, [32], new byte[64]);
            }

            writer.Write(Path(shard));
            Edit(map =>
            {
                foreach (var tensor in tensors.Where(tensor => !map.ContainsKey(tensor)))
                {
                    map[tensor] = shard;
                }
            });
        }

        public void Dispose() => folder.Dispose();
    }
}
