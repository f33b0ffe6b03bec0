using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Models of random configurations and random weights against the slow model, and against themselves read piece by piece.</summary>
[TestFixture]
public class RandomConfigurationTests
{
    private const int Positions = 50;

    // Deviations at which logits are of the order of one and attention is not even, so that a wrong angle, norm or bias shows.
    private static readonly SyntheticOptions Spread = new() { MatrixDeviation = 0.15, VectorDeviation = 0.25 };

    [Test]
    public void Logits_are_those_of_the_slow_model([Values("lfm2", "qwen2", "llama")] string architecture, [Range(0, 11)] int seed)
    {
        using var scope = NewDisposeScope();
        using var folder = Write(architecture, seed);
        using var checkpoint = Checkpoint.Load(folder.Path);
        var ids = Ids(seed);
        var logits = checkpoint.Model.Forward(tensor(ids).unsqueeze(0))[0].to(ScalarType.Float64);

        var expected = tensor(new SlowModel(folder.Path).Logits([.. ids.Select(id => (int)id)]).SelectMany(row => row).ToArray()).view(logits.shape);

        // float32 rounding, which grows with the logits and most where attention is sharp: 6e-6 of the largest at most, and 1e-6 in most models.
        var largest = expected.abs().max().ToDouble();
        Assert.That((logits - expected).abs().max().ToDouble(), Is.LessThan(1e-5 * largest), $"the largest logit is {largest}");
        Assert.That(largest, Is.GreaterThan(0.5), "random weights still give logits");
    }

    [Test]
    public void A_text_in_pieces_has_the_bits_of_the_whole([Values("lfm2", "qwen2", "llama")] string architecture, [Range(0, 11)] int seed)
    {
        using var scope = NewDisposeScope();
        using var folder = Write(architecture, seed);
        using var checkpoint = Checkpoint.Load(folder.Path);
        var ids = tensor(Ids(seed).Concat(Ids(seed + 100)).ToArray()).view(2, Positions);
        var whole = checkpoint.Model.Forward(ids);
        using var cache = checkpoint.Model.NewCache();
        var random = new Random(seed);

        for (var start = 0; start < Positions;)
        {
            var piece = Math.Min(random.Next(1, 9), Positions - start);
            var logits = checkpoint.Model.Next(ids.narrow(1, start, piece), cache);
            start += piece;
            Assert.That(Rounding.AreSame(logits, whole.select(1, start - 1)), Is.True, $"after {start} positions");
        }
    }

    [Test]
    public void Attention_weights_that_are_seen_give_the_logits_of_those_that_are_not([Values("lfm2", "qwen2", "llama")] string architecture)
    {
        using var scope = NewDisposeScope();
        using var folder = Write(architecture, seed: 1);
        using var checkpoint = Checkpoint.Load(folder.Path);
        var ids = tensor(Ids(1)).unsqueeze(0);
        // The same sums in another order.
        Assert.That((checkpoint.Model.Forward(ids, new Watcher()) - checkpoint.Model.Forward(ids)).abs().max().ToSingle(), Is.LessThan(2e-5f));
    }

    private static long[] Ids(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Positions).Select(_ => (long)random.Next(1024))];
    }

    private static TemporaryFolder Write(string architecture, int seed)
    {
        var folder = new TemporaryFolder();
        var options = Spread with { Shards = 1 + seed % 3 };
        SyntheticCheckpoint.Write(folder.Path, RandomConfiguration.Draw(architecture, seed).ToJsonString(), RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json"), seed, options);
        return folder;
    }

    private sealed class Watcher : ISiteVisitor
    {
        public bool Wants(Site site) => true;

        public Tensor Visit(Site site, Tensor value) => value;
    }
}
