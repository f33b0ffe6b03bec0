using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Generation;

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
        var generated = TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 48 }).ToArray();
        Assert.That(generated, Is.EqualTo(entry.GetProperty("new_ids").EnumerateArray().Select(id => id.GetInt32())));
    }

    [Test]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        var ids = checkpoint.Tokenizer.Encode("The");
        int[] Draw(long seed) => [.. TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 24, Sampling = new Sampling { Temperature = 1.5, Seed = seed } })];
        int[] first = Draw(1), again = Draw(1);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Draw(2), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_repetition_penalty_divides_positive_logits_and_multiplies_negative_ones()
    {
        // 3 / 2 = 1.5 is less than 2; -1 * 2 is less than -1.5.
        Assert.That(Choose(new Sampling { RepetitionPenalty = 2 }, [3, 2, -4], [0]), Is.EqualTo(1));
        Assert.That(Choose(new Sampling { RepetitionPenalty = 2 }, [-1, -1.5f, -4], [0]), Is.EqualTo(1));
        Assert.That(Choose(Sampling.Greedy, [3, 2, -4], [0]), Is.Zero);
    }

    [Test]
    public void Top_k_draws_from_the_k_largest_and_from_what_ties_with_the_last_of_them()
    {
        using var choice = new TokenChoice(new Sampling { Temperature = 1, TopK = 2 }, [], NoEnds);
        var drawn = Enumerable.Range(0, 400).Select(_ => choice.Next([2, 1, 1, 0.9f])).ToHashSet();
        Assert.That(drawn, Is.EquivalentTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Draws_follow_the_softmax_at_the_temperature()
    {
        using var choice = new TokenChoice(new Sampling { Temperature = 2 }, [], NoEnds);
        const int draws = 4000;
        var share = Enumerable.Range(0, draws).Count(_ => choice.Next([2, 0]) == 0) / (double)draws;
        var expected = 1 / (1 + Math.Exp(-1));
        Assert.That(share, Is.EqualTo(expected).Within(4 * Math.Sqrt(expected * (1 - expected) / draws)), "four standard errors");
    }

    [Test]
    public void A_temperature_that_goes_to_0_draws_the_most_probable_token()
    {
        foreach (var temperature in new[] { 1e-3, 1e-8, 1e-30, 1e-300 })
        {
            Assert.That(Choose(new Sampling { Temperature = temperature }, [1, 1.5f, 1.25f], []), Is.EqualTo(1), $"{temperature}");
        }
    }

    [Test]
    public void A_top_p_of_0_keeps_the_most_probable_token_alone()
    {
        using var choice = new TokenChoice(new Sampling { Temperature = 1, TopP = 0 }, [], NoEnds);
        Assert.That(Enumerable.Range(0, 50).Select(_ => choice.Next([1, 1.01f, 0.99f])), Is.All.EqualTo(1));
    }

    [Test]
    public void Settings_that_forbid_every_token_are_an_error() => Assert.That(
        () => Choose(new Sampling { BadWords = [[0], [1], [2]] }, [1, 2, 3], [0, 1]),
        Throws.ArgumentException.With.Message.StartsWith("After 2 tokens the settings forbid every token."));

    [Test]
    public void What_makes_no_sense_is_an_error()
    {
        int[] ids = [1, 2];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest([]) { MaxNewTokens = 4 }), Throws.ArgumentException);
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 0 }), Throws.ArgumentException);
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = int.MaxValue }), Throws.ArgumentException.With.Message.Contains("context"));
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 4, Sampling = new Sampling { Temperature = -1 } }), Throws.ArgumentException.With.Message.Contains("temperature"));
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 4, Sampling = new Sampling { TopK = -1 } }), Throws.ArgumentException.With.Message.Contains("Top-k"));
            Assert.That(() => TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 4, Sampling = new Sampling { RepetitionPenalty = 0 } }), Throws.ArgumentException.With.Message.Contains("penalty"));
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

    private static readonly IReadOnlySet<int> NoEnds = new HashSet<int>();

    private static int Choose(Sampling sampling, float[] logits, int[] seen)
    {
        using var choice = new TokenChoice(sampling, seen, NoEnds);
        return choice.Next(logits);
    }
}
