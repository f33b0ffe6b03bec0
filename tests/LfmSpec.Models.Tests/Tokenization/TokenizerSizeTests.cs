using System.Text;
using System.Text.Json.Nodes;
using LfmSpec.Models.Files;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>A tokenizer.json that is larger than any published one, in whatever it is: one error that names the limit, or ids, within two seconds of work.</summary>
[TestFixture, NonParallelizable]
public sealed class TokenizerSizeTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    [TestCase("added_tokens", "$.added_tokens[1].content is wrong: the added token has 3,000,000 characters, and 1,000 are read")]
    [TestCase("many added tokens", "$.added_tokens is wrong: it has 100,001 added tokens, and 100,000 are read")]
    [TestCase("long added tokens", "$.added_tokens is wrong: the added tokens have more than 2,000,000 characters together")]
    [TestCase("pretokenizers", "$.pre_tokenizer.pretokenizers is wrong: it has 100,001 pre_tokenizers, and 64 are read")]
    [TestCase("pretokenizers in sequences", "it is one of more than 64 pre_tokenizers, and 64 are read")]
    [TestCase("normalizers", "$.normalizer.normalizers is wrong: it has 65 normalizers, and 64 are read")]
    [TestCase("processors", "$.post_processor.processors is wrong: it has 65 post_processors, and 64 are read")]
    [TestCase("vocabulary", "$.model.vocab is wrong: it has 500,263 tokens, and 500,000 are read")]
    [TestCase("values", "the file has more than 4,000,000 values, names and brackets, which is more than are read of a file of its kind")]
    [TestCase("merges", "$.model.merges is wrong: it has 1,000,001 merges, and 1,000,000 are read")]
    public void What_is_more_than_any_published_file_has_is_one_error_that_names_the_limit(string what, string message)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(With(what));
        WorkClock clock = new();
        Assert.That(() => HuggingFaceTokenizer.Parse("tokenizer.json", utf8), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains(message));
        Assert.That(clock.Elapsed, Is.LessThan(s_longest));
    }

    [Test]
    public void The_longest_added_token_is_found_among_its_own_beginnings()
    {
        JsonObject json = SmallTokenizer.Json();
        json["added_tokens"]!.AsArray().Add(SmallTokenizer.AddedToken(265, new string('a', 999) + "b", special: true));
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json.ToJsonString());
        WorkClock clock = new();
        IReadOnlyList<int> ids = tokenizer.Encode(new string('a', 20_000) + "b");
        Assert.Multiple(() =>
        {
            Assert.That(ids[^1], Is.EqualTo(265));
            Assert.That(ids, Has.Count.EqualTo(20_000 - 999 + 1));
            Assert.That(clock.Elapsed, Is.LessThan(s_longest));
        });
    }

    [Test]
    public void The_steps_are_of_the_whole_text_and_not_of_each_of_its_parts()
    {
        JsonObject json = SmallTokenizer.Json();
        var splits = Enumerable.Range(0, 62).Select(_ => SmallTokenizer.Split(string.Join('|', Enumerable.Repeat("a*b", 900)))).Prepend(SmallTokenizer.Split("1"));
        json["pre_tokenizer"] = SmallTokenizer.Sequence([.. splits, SmallTokenizer.ByteLevel(useRegex: false)]);
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json.ToJsonString());
        WorkClock clock = new();
        Assert.That(() => tokenizer.Encode(new string('1', 20_000)), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("takes too many steps on a text of 20,000 characters"));
        Assert.That(clock.Elapsed, Is.LessThan(s_longest));
    }

    [TestCase("there is no such file")]
    [TestCase("this is no regular file but a pipe, a socket or a device")]
    [TestCase("the file has 7 bytes")]
    public void What_is_wrong_with_the_whole_file_is_said_without_a_place_in_it(string what) =>
        Assert.That(TokenizerFile.Kind.Error(new FileFault("tokenizer.json", "", what, "Check the path")).Message, Is.EqualTo($"tokenizer.json: {what}. Check the path."));

    private static string With(string what)
    {
        JsonObject json = SmallTokenizer.Json();
        JsonObject[] Splits(int count) => [.. Enumerable.Range(0, count).Select(_ => SmallTokenizer.Split(@"\s+"))];
        switch (what)
        {
            case "added_tokens":
                json["added_tokens"]![1]!["content"] = new string('z', 3_000_000);
                break;
            case "many added tokens":
                json["added_tokens"] = new JsonArray([.. Enumerable.Range(0, 100_001).Select(_ => (JsonNode)1)]);
                break;
            case "long added tokens":
                json["added_tokens"] = new JsonArray([.. Enumerable.Range(0, 2_100).Select(index => SmallTokenizer.AddedToken(263 + index, $"{index}{new string('z', 990)}", special: true))]);
                break;
            case "pretokenizers":
                json["pre_tokenizer"] = new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray([.. Enumerable.Repeat(0, 100_001).Select(_ => (JsonNode)1)]) };
                break;
            case "pretokenizers in sequences":
                json["pre_tokenizer"] = SmallTokenizer.Sequence(SmallTokenizer.Sequence(Splits(60)), SmallTokenizer.Sequence(Splits(60)), SmallTokenizer.ByteLevel(useRegex: false));
                break;
            case "normalizers":
                json["normalizer"] = JsonNode.Parse($$"""{"type":"Sequence","normalizers":[{{string.Join(',', Enumerable.Repeat("""{"type":"NFC"}""", 65))}}]}""");
                break;
            case "processors":
                json["post_processor"] = JsonNode.Parse($$"""{"type":"Sequence","processors":[{{string.Join(',', Enumerable.Repeat("1", 65))}}]}""");
                break;
            case "vocabulary":
                string text = json.ToJsonString();
                return text.Replace("\"vocab\":{", "\"vocab\":{" + string.Concat(Enumerable.Range(0, 500_000).Select(index => $"\"q{index}\":{index},")), StringComparison.Ordinal);
            case "values":
                return $"[{string.Join(',', Enumerable.Repeat("1", 4_000_000))}]";
            case "merges":
                json["model"]!["merges"] = new JsonArray();
                return json.ToJsonString().Replace("\"merges\":[]", $"\"merges\":[{string.Join(',', Enumerable.Repeat("1", 1_000_001))}]", StringComparison.Ordinal);
        }

        return json.ToJsonString();
    }
}
