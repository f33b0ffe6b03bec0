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
        var expected = torch.tensor(new SlowLfm2(folder.Path).Logits(ids).SelectMany(row => row).ToArray()).view(logits.shape);
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
    public void A_configuration_that_is_not_LFM2_is_one_error()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => SyntheticCheckpoint.Write(folder.Path, "{}", Tokenizer, 1), Throws.TypeOf<CheckpointException>().With.Message.Contains("model_type is missing"));
        Assert.That(File.Exists(Path.Combine(folder.Path, "model.safetensors")), Is.False);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("lfmspec-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
