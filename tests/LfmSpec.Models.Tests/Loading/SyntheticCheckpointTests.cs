using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests.Loading;

[TestFixture]
public class SyntheticCheckpointTests
{
    private static string Tokenizer => RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json");

    [Test]
    public void It_loads_and_gives_the_logits_of_the_slow_model()
    {
        using var folder = new TemporaryFolder();
        SyntheticCheckpoint.Write(folder.Path, File.ReadAllText(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "config.json")), Tokenizer, seed: 1);
        using var checkpoint = Checkpoint.Load(folder.Path);
        using var scope = torch.NewDisposeScope();
        int[] ids = [1, 5, 900, 33];
        var logits = checkpoint.Model.Forward(torch.tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0)).to(torch.ScalarType.Float64);
        var expected = torch.tensor(new SlowModel(folder.Path).Logits(ids).SelectMany(row => row).ToArray()).view(logits.shape);
        Assert.That(checkpoint.Model.Parameters, Is.EqualTo(2_677_568));
        Assert.That((logits - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
        Assert.That(logits.abs().max().ToDouble(), Is.GreaterThan(1e-2), "random weights still give logits");
    }

    [Test]
    public void The_same_seed_gives_the_same_file()
    {
        using TemporaryFolder first = new(), second = new(), other = new();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "config.json"));
        SyntheticCheckpoint.Write(first.Path, configuration, Tokenizer, seed: 1);
        SyntheticCheckpoint.Write(second.Path, configuration, Tokenizer, seed: 1);
        SyntheticCheckpoint.Write(other.Path, configuration, Tokenizer, seed: 2);
        byte[] Weights(TemporaryFolder folder) => File.ReadAllBytes(Path.Combine(folder.Path, "model.safetensors"));
        Assert.That(Weights(second), Is.EqualTo(Weights(first)));
        Assert.That(Weights(other), Is.Not.EqualTo(Weights(first)));
    }

    [Test]
    public void A_configuration_without_an_architecture_is_one_error()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => SyntheticCheckpoint.Write(folder.Path, "{}", Tokenizer, 1), Throws.TypeOf<CheckpointException>().With.Message.Contains("model_type is missing"));
        Assert.That(File.Exists(Path.Combine(folder.Path, "model.safetensors")), Is.False);
    }

    [Test]
    public void Vectors_are_drawn_about_their_first_values_only_if_asked_for()
    {
        const string configuration = """
            { "model_type": "qwen2", "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 1, "intermediate_size": 48, "vocab_size": 1024 }
            """;
        using TemporaryFolder plain = new(), spread = new();
        SyntheticCheckpoint.Write(plain.Path, configuration, Tokenizer, seed: 1);
        SyntheticCheckpoint.Write(spread.Path, configuration, Tokenizer, seed: 1, new SyntheticOptions { MatrixDeviation = 0.5, VectorDeviation = 0.1 });
        Assert.Multiple(() =>
        {
            Assert.That(Spread(plain, "model.norm.weight"), Is.EqualTo((1.0, 0.0)));
            Assert.That(Spread(plain, "model.layers.0.self_attn.q_proj.bias"), Is.EqualTo((0.0, 0.0)));
            Assert.That(Spread(plain, "model.layers.0.self_attn.q_proj.weight").Deviation, Is.EqualTo(0.02).Within(5).Percent, "of 4,096 values");

            // Of 64 values, whose mean has a deviation of an eighth of theirs.
            Assert.That(Spread(spread, "model.norm.weight").Mean, Is.EqualTo(1).Within(0.05));
            Assert.That(Spread(spread, "model.layers.0.self_attn.q_proj.bias").Mean, Is.EqualTo(0).Within(0.05));
            Assert.That(Spread(spread, "model.layers.0.self_attn.q_proj.bias").Deviation, Is.EqualTo(0.1).Within(40).Percent);
            Assert.That(Spread(spread, "model.layers.0.self_attn.q_proj.weight").Deviation, Is.EqualTo(0.5).Within(5).Percent);
        });
    }

    [Test]
    public void Shards_take_the_place_of_a_file_that_was_there()
    {
        using var folder = new TemporaryFolder();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 1);
        SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 2, new SyntheticOptions { Shards = 2 });
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[]
        {
            "config.json", "tokenizer.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        }));
        Checkpoint.Load(folder.Path).Dispose();
        Assert.That(() => SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 2, new SyntheticOptions { Shards = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(1, 3)]
    [TestCase(3, 1)]
    [TestCase(3, 5)]
    public void Weights_of_another_layout_are_replaced_and_nothing_of_them_is_left(int before, int after)
    {
        using var folder = new TemporaryFolder();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 1, new SyntheticOptions { Shards = before });
        File.WriteAllText(Path.Combine(folder.Path, "model-of-mine.safetensors"), "mine");
        var written = SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 2, new SyntheticOptions { Shards = after });
        string[] rest = ["config.json", "tokenizer.json", "model-of-mine.safetensors", .. after > 1 ? ["model.safetensors.index.json"] : Array.Empty<string>()];
        Assert.That(written, Has.Count.EqualTo(after));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EquivalentTo(written.Concat(rest.Select(name => Path.Combine(folder.Path, name)))));
        Checkpoint.Load(folder.Path).Dispose();
    }

    [Test]
    public void No_more_files_are_made_than_there_are_tensors()
    {
        using var folder = new TemporaryFolder();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        var written = SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 1, new SyntheticOptions { Shards = 1000 });
        Assert.That(written, Has.Count.InRange(2, 200));
        using var checkpoint = Checkpoint.Load(folder.Path);
        Assert.That(written.Sum(file => { using var weights = SafetensorsFile.Open(file); return weights.Entries.Count; }), Is.EqualTo(written.Count), "one tensor each");
    }

    [Test]
    public void While_one_layout_takes_the_place_of_another_there_are_whole_weights_at_every_moment()
    {
        using var folder = new TemporaryFolder();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        string whole = Path.Combine(folder.Path, "model.safetensors"), index = Path.Combine(folder.Path, "model.safetensors.index.json");
        void Write(int shards) => SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: shards, new SyntheticOptions { Shards = shards });
        Write(1);
        using var done = new CancellationTokenSource();
        var watched = Task.Run(() =>
        {
            var looks = 0;
            for (; !done.IsCancellationRequested; looks++)
            {
                Assert.That(File.Exists(whole) || File.Exists(index) || File.Exists(whole));
            }

            return looks;
        });
        for (var round = 0; round < 5; round++)
        {
            Write(60);
            Write(1);
        }

        done.Cancel();
        Assert.That(watched.GetAwaiter().GetResult(), Is.GreaterThan(100));
    }

    [TestCase("config.json", 1)]
    [TestCase("model.safetensors", 3)]
    [TestCase("model.safetensors.index.json", 1)]
    [TestCase("model-00002-of-00003.safetensors", 3)]
    public void A_name_that_a_folder_has_is_an_error_before_anything_is_moved(string name, int shards)
    {
        using var folder = new TemporaryFolder();
        var taken = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.Combine(taken, "in it"));
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        Assert.That(() => SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, seed: 1, new SyntheticOptions { Shards = shards }), Throws.TypeOf<IOException>().With.Message.EqualTo($"'{taken}' is a folder; name a file."));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo(new[] { taken }));
    }

    [Test]
    public void What_a_killed_process_left_is_cleared_and_another_process_is_not_disturbed()
    {
        using var folder = new TemporaryFolder();
        var configuration = File.ReadAllText(RepositoryFiles.Path("models", "llama-atlas-tiny", "config.json"));
        var stage = Directory.CreateDirectory(Path.Combine(folder.Path, ".lfmspec-synth.tmp")).FullName;
        File.WriteAllText(Path.Combine(stage, "model-00001-of-00009.safetensors"), "half");
        using (new FileStream(Path.Combine(stage, ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.That(() => SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, 1), Throws.TypeOf<IOException>().With.Message.Contains("no checkpoint can be written there").And.Message.Contains("another process"));
            Assert.That(Directory.GetFiles(stage), Has.Length.EqualTo(2));
        }

        SyntheticCheckpoint.Write(folder.Path, configuration, Tokenizer, 1);
        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "config.json", "tokenizer.json", "model.safetensors" }));
    }

    [Test]
    [Platform(Include = "Linux")]
    public void A_folder_that_cannot_be_written_is_said_with_the_reason()
    {
        Assert.That(() => SyntheticCheckpoint.Write("/proc/self", "{}", Tokenizer, 1), Throws.TypeOf<IOException>().With.Message.StartsWith("/proc/self: no checkpoint can be written there ("));
        Assert.That(() => SyntheticCheckpoint.Write("/proc/nothing", "{}", Tokenizer, 1), Throws.TypeOf<IOException>().With.Message.StartsWith("/proc/nothing: no checkpoint can be written there ("));
    }

    private static (double Mean, double Deviation) Spread(TemporaryFolder folder, string tensor)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder.Path, "model.safetensors"));
        var bits = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(file.Bytes(tensor)).ToArray();
        var values = bits.Select(half => (double)BitConverter.UInt32BitsToSingle((uint)half << 16)).ToArray();
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
