using System.Text.Json;
using LfmSpec.Models.Generation;

namespace LfmSpec.Models.Tests;

/// <summary>
/// Every processor alone, and two chains of them, against transformers 5.12.1 on three vectors of logits. Both compute in float32, in which an operation rounds to 6e-8 of its result.
/// </summary>
[TestFixture]
public sealed class LogitsProcessorsTests
{
    private const double Relative = 1e-6;

    private static readonly JsonElement Json = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path("tests", "reference", "generation.json"))).RootElement;
    private static readonly int[] Previous = Ids(Json.GetProperty("inputs").GetProperty("previous_ids"));

    private static readonly Dictionary<string, Sampling> Settings = new()
    {
        ["repetition_penalty 0.8"] = new() { RepetitionPenalty = 0.8 },
        ["repetition_penalty 1.05"] = new() { RepetitionPenalty = 1.05 },
        ["repetition_penalty 1.3"] = new() { RepetitionPenalty = 1.3 },
        ["temperature 0.1"] = Drawn with { Temperature = 0.1 },
        ["temperature 0.7"] = Drawn with { Temperature = 0.7 },
        ["temperature 2.0"] = Drawn with { Temperature = 2 },
        ["top_k 1"] = Drawn with { TopK = 1 },
        ["top_k 3"] = Drawn with { TopK = 3 },
        ["top_k 8"] = Drawn with { TopK = 8 },
        ["top_k 50"] = Drawn with { TopK = 50 },
        ["top_p 0.1"] = Drawn with { TopP = 0.1 },
        ["top_p 0.5"] = Drawn with { TopP = 0.5 },
        ["top_p 0.9"] = Drawn with { TopP = 0.9 },
        ["top_p 1.0"] = Drawn with { TopP = 1 },
        ["min_p 0.01"] = Drawn with { MinP = 0.01 },
        ["min_p 0.1"] = Drawn with { MinP = 0.1 },
        ["min_p 0.9"] = Drawn with { MinP = 0.9 },
        ["no_repeat_ngram 2"] = new() { NoRepeatNgramSize = 2 },
        ["no_repeat_ngram 3"] = new() { NoRepeatNgramSize = 3 },
        ["bad_words [[4],[5,3,8],[3,7]]"] = new() { BadWords = [[4], [5, 3, 8], [3, 7]] },
        ["min_new_tokens 2 of prompt 8, eos 7"] = new() { MinNewTokens = 2 },
        ["min_new_tokens 4 of prompt 8, eos 7"] = new() { MinNewTokens = 4 },
        ["published: penalty 1.05, temperature 0.1, top_k 50"] = new() { RepetitionPenalty = 1.05, Temperature = 0.1, TopK = 50 },
        ["penalty 1.1, temperature 0.7, top_k 8, top_p 0.9, min_p 0.05"] = new() { RepetitionPenalty = 1.1, Temperature = 0.7, TopK = 8, TopP = 0.9, MinP = 0.05 },
    };

    private static Sampling Drawn => new() { Temperature = 1 };

    private static IEnumerable<TestCaseData> Cases() => Json.GetProperty("processors").EnumerateArray()
        .Select((entry, index) => new TestCaseData(index).SetArgDisplayNames($"{entry.GetProperty("name").GetString()}, {entry.GetProperty("logits").GetString()}"));

    [TestCaseSource(nameof(Cases))]
    public void Logits_are_processed_as_transformers_does(int index)
    {
        var entry = Json.GetProperty("processors")[index];
        var name = entry.GetProperty("name").GetString()!;
        var scores = Numbers(Json.GetProperty("inputs").GetProperty("logits").GetProperty(entry.GetProperty("logits").GetString()!));
        var sampling = Settings[name];
        LogitsProcessors.Process(scores, sampling, Previous, Previous.Length - 8, new HashSet<int> { 7 });
        if (sampling.Temperature > 0)
        {
            LogitsProcessors.Warp(scores, sampling);
        }

        var expected = Numbers(entry.GetProperty("result"));
        using (Assert.EnterMultipleScope())
        {
            for (var id = 0; id < expected.Length; id++)
            {
                Assert.That(scores[id], float.IsNegativeInfinity(expected[id]) ? Is.EqualTo(expected[id]) : Is.EqualTo(expected[id]).Within(Relative * Math.Abs(expected[id])), $"token {id}");
            }
        }
    }

    [Test]
    public void All_cases_of_the_reference_are_known() => Assert.That(
        Json.GetProperty("processors").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()).Distinct(), Is.EquivalentTo(Settings.Keys));

    [Test]
    public void The_text_does_not_end_before_its_least_length()
    {
        float[] scores = [1, 2, 3];
        LogitsProcessors.Process(scores, new Sampling { MinLength = 4 }, [0, 1, 2], 1, new HashSet<int> { 2, 99 });
        Assert.That(scores, Is.EqualTo(new[] { 1, 2, float.NegativeInfinity }));
        scores = [1, 2, 3];
        LogitsProcessors.Process(scores, new Sampling { MinLength = 4 }, [0, 1, 2, 0], 2, new HashSet<int> { 2 });
        Assert.That(scores, Is.EqualTo(new[] { 1f, 2, 3 }));
    }

    [Test]
    public void A_forbidden_word_that_is_an_end_of_text_token_is_passed_over()
    {
        float[] scores = [1, 2, 3];
        LogitsProcessors.Process(scores, new Sampling { BadWords = [[2], [1]] }, [0], 0, new HashSet<int> { 2 });
        Assert.That(scores, Is.EqualTo(new[] { 1, float.NegativeInfinity, 3 }));
    }

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : number.GetSingle())];

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];
}
