using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Reading a text piece by piece against reading it at once, and greedy decoding against Hugging Face's.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public class DecodingCacheTests(string model)
{
    private readonly Reference reference = new(model);
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", model));

    [Test]
    public void Greedy_decoding_gives_the_tokens_of_the_reference([Range(0, 9)] int text)
    {
        using var scope = NewDisposeScope();
        var entry = reference.Json.GetProperty("generate")[text];
        var expected = entry.GetProperty("new_ids").EnumerateArray().Select(id => id.GetInt64()).ToArray();
        using var cache = checkpoint.Model.NewCache();

        var next = entry.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt64()).ToArray();
        var decoded = new List<long>();
        while (decoded.Count < expected.Length)
        {
            decoded.Add(checkpoint.Model.Next(tensor(next).unsqueeze(0), cache).argmax(-1).ToInt64());
            next = [decoded[^1]];
        }

        Assert.That(decoded, Is.EqualTo(expected));
    }

    [Test]
    public void A_text_in_pieces_has_the_bits_of_the_whole() =>
        Prop.ForAll((from seed in Gen.Choose(0, 1 << 20) from batch in Gen.Choose(1, 3) from pieces in Gen.NonEmptyListOf(Gen.Choose(1, 30)) select (seed, batch, pieces)).ToArbitrary(), text =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)text.seed);
            long length = text.pieces.Sum();
            var ids = randint(0, checkpoint.Model.Shape.Vocabulary, [text.batch, length], dtype: ScalarType.Int64, generator: generator);
            var whole = checkpoint.Model.Forward(ids);
            using var cache = checkpoint.Model.NewCache();

            long start = 0;
            foreach (var piece in text.pieces)
            {
                var logits = checkpoint.Model.Next(ids.narrow(1, start, piece), cache);
                start += piece;
                Assert.That(Rounding.AreSame(logits, whole.select(1, start - 1)), Is.True, $"after {start} of {length} positions in pieces of {string.Join(", ", text.pieces)}");
                Assert.That(cache.Positions, Is.EqualTo(start));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Test]
    public void A_text_longer_than_the_context_is_refused()
    {
        using var scope = NewDisposeScope();
        using var cache = checkpoint.Model.NewCache();
        var ids = zeros(1, checkpoint.Model.Shape.Context + 1, dtype: ScalarType.Int64);
        Assert.That(() => checkpoint.Model.Next(ids, cache), Throws.ArgumentException.With.Message.Contains("context"));
    }

    [Test]
    public void A_pass_that_failed_can_be_repeated()
    {
        using var scope = NewDisposeScope();
        Tensor first = tensor(new long[,] { { 1, 296, 317 } }), more = tensor(new long[,] { { 302, 1008, 273, 5 } });
        using var cache = checkpoint.Model.NewCache();
        checkpoint.Model.Next(first, cache);

        Assert.That(() => checkpoint.Model.Next(more, cache, new Failing()), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(cache.Positions, Is.EqualTo(3));
        Assert.That(Rounding.AreSame(checkpoint.Model.Next(more, cache), checkpoint.Model.Forward(cat([first, more], 1)).select(1, 6)), Is.True);
    }

    [Test]
    public void A_batch_of_another_size_is_refused()
    {
        using var scope = NewDisposeScope();
        using var cache = checkpoint.Model.NewCache();
        checkpoint.Model.Next(ones(2, 3, dtype: ScalarType.Int64), cache);
        Assert.That(() => checkpoint.Model.Next(ones(1, 3, dtype: ScalarType.Int64), cache), Throws.ArgumentException.With.Message.Contains("batch of 2"));
    }

    [Test]
    public void A_cache_gives_its_memory_back()
    {
        using var scope = NewDisposeScope();
        checkpoint.Model.Forward(ones(1, 128, dtype: ScalarType.Int64)).Dispose(); // the tables of the rotary embedding grow and stay
        ForgottenTensors.Collect();
        var before = Tensor.TotalCount;
        using (var cache = checkpoint.Model.NewCache())
        {
            checkpoint.Model.Next(ones(1, 100, dtype: ScalarType.Int64), cache).Dispose();
            checkpoint.Model.Next(ones(1, 1, dtype: ScalarType.Int64), cache).Dispose();
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before + 2), "the two tensors of ids are this test's");
    }

    [OneTimeTearDown]
    public void Close() => checkpoint.Dispose();

    private sealed class Failing : ISiteVisitor
    {
        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => site == new Site(SiteKind.BlockOutput, 6) ? throw new OperationCanceledException() : value;
    }
}
