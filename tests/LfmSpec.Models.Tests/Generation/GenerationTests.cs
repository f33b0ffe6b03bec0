using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests;

[TestFixture]
public sealed class GenerationTests : IDisposable
{
    private static readonly Reference Reference = new("lfm2-atlas-tiny");
    private readonly Checkpoint checkpoint = Checkpoint.Load(Reference.CheckpointFolder);

    private static IEnumerable<TestCaseData> Entries() => Reference.Json.GetProperty("generate").EnumerateArray().Select((entry, index) => new TestCaseData(index).SetArgDisplayNames(entry.GetProperty("text").GetString()!.Trim()));

    [TestCaseSource(nameof(Entries))]
    public void Greedy_generation_is_transformers_token_for_token(int index)
    {
        var entry = Reference.Json.GetProperty("generate")[index];
        var ids = checkpoint.Tokenizer.Encode(entry.GetProperty("text").GetString()!);
        var generated = Generation.Continue(checkpoint, ids, 48, Sampling.Greedy).ToArray();
        Assert.That(generated, Is.EqualTo(entry.GetProperty("new_ids").EnumerateArray().Select(id => id.GetInt32())));
    }

    [Test]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        var ids = checkpoint.Tokenizer.Encode("The");
        int[] Draw(long seed) => [.. Generation.Continue(checkpoint, ids, 24, new Sampling { Temperature = 1.5, Seed = seed })];
        int[] first = Draw(1), again = Draw(1);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Draw(2), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_repetition_penalty_divides_positive_logits_and_multiplies_negative_ones()
    {
        // 3 / 2 = 1.5 is less than 2; -1 * 2 is less than -1.5.
        using var generator = new Generator(0);
        Assert.That(Choose(new Sampling { RepetitionPenalty = 2 }, [3, 2, -4], [0], generator), Is.EqualTo(1));
        Assert.That(Choose(new Sampling { RepetitionPenalty = 2 }, [-1, -1.5f, -4], [0], generator), Is.EqualTo(1));
        Assert.That(Choose(Sampling.Greedy, [3, 2, -4], [0], generator), Is.Zero);
    }

    [Test]
    public void Top_k_draws_from_the_k_largest_and_from_what_ties_with_the_last_of_them()
    {
        using var generator = new Generator(0);
        var drawn = Enumerable.Range(0, 400).Select(_ => Choose(new Sampling { Temperature = 1, TopK = 2 }, [2, 1, 1, 0.9f], [], generator)).ToHashSet();
        Assert.That(drawn, Is.EquivalentTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Draws_follow_the_softmax_at_the_temperature()
    {
        using var generator = new Generator(0);
        const int draws = 4000;
        var share = Enumerable.Range(0, draws).Count(_ => Choose(new Sampling { Temperature = 2 }, [2, 0], [], generator) == 0) / (double)draws;
        var expected = 1 / (1 + Math.Exp(-1));
        Assert.That(share, Is.EqualTo(expected).Within(4 * Math.Sqrt(expected * (1 - expected) / draws)), "four standard errors");
    }

    [Test]
    public void What_makes_no_sense_is_an_error()
    {
        int[] ids = [1, 2];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Generation.Continue(checkpoint, [], 4, Sampling.Greedy), Throws.ArgumentException);
            Assert.That(() => Generation.Continue(checkpoint, ids, 0, Sampling.Greedy), Throws.ArgumentException);
            Assert.That(() => Generation.Continue(checkpoint, ids, int.MaxValue, Sampling.Greedy), Throws.ArgumentException.With.Message.Contains("context"));
            Assert.That(() => Generation.Continue(checkpoint, ids, 4, new Sampling { Temperature = -1 }), Throws.ArgumentException.With.Message.Contains("temperature"));
            Assert.That(() => Generation.Continue(checkpoint, ids, 4, new Sampling { TopK = -1 }), Throws.ArgumentException.With.Message.Contains("Top-k"));
            Assert.That(() => Generation.Continue(checkpoint, ids, 4, new Sampling { RepetitionPenalty = 0 }), Throws.ArgumentException.With.Message.Contains("penalty"));
        }
    }

    [TestCase("""{ "eos_token_id": 7 }""", null, new[] { 7 })]
    [TestCase("""{ "eos_token_id": [7, 2] }""", """{ "eos_token_id": 1 }""", new[] { 2, 7 })]
    [TestCase("""{ "eos_token_id": null }""", """{ "eos_token_id": 5 }""", new[] { 5 })]
    [TestCase(null, "{}", new int[0])]
    public void The_end_of_text_is_a_number_or_a_list_in_either_file(string? generation, string? config, int[] expected)
    {
        var folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        try
        {
            foreach (var (name, text) in new[] { ("generation_config.json", generation), ("config.json", config) })
            {
                if (text is not null)
                {
                    File.WriteAllText(Path.Combine(folder, name), text);
                }
            }

            Assert.That(EndOfText.Of(folder), Is.EquivalentTo(expected));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => checkpoint.Dispose();

    private static int Choose(Sampling sampling, float[] logits, int[] seen, Generator generator)
    {
        using var scores = tensor(logits);
        return sampling.Choose(scores, seen, generator);
    }
}
