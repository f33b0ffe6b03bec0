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

    private static (double Mean, double Deviation) Spread(TemporaryFolder folder, string tensor)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder.Path, "model.safetensors"));
        var bits = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(file.Bytes(tensor)).ToArray();
        var values = bits.Select(half => (double)BitConverter.UInt32BitsToSingle((uint)half << 16)).ToArray();
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
