using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

[TestFixture]
public sealed class PreTokenizerTests
{
    [TestCase(true, "a12b\u00BD\u2167\U0001D7D8", new[] { "a", "1", "2", "b", "\u00BD", "\u2167", "\U0001D7D8" })]
    [TestCase(false, "a12b\u00BD3", new[] { "a", "12", "b", "\u00BD3" })]
    [TestCase(true, "", new string[0])]
    public void Digits_are_cut_off_one_by_one_or_in_runs(bool individual, string text, string[] expected)
    {
        var preTokenizer = new DigitsPreTokenizer(individual);
        Assert.That(preTokenizer.PreTokenize(text).Select(word => text.Substring(word.Offset, word.Length)), Is.EqualTo(expected));
    }

    [TestCase("Isolated", false, "a-b", new[] { "a", "-", "b" })]
    [TestCase("Isolated", true, "a-b", new[] { "a", "-", "b" })]
    [TestCase("Removed", false, "a-b", new[] { "a", "b" })]
    [TestCase("Removed", true, "a-b", new[] { "-" })]
    public void A_split_keeps_or_removes_its_matches(string behavior, bool invert, string text, string[] expected)
    {
        JsonObject split = SmallTokenizer.Split("-+", behavior, invert);
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json =>
            json["pre_tokenizer"] = SmallTokenizer.Sequence(split, SmallTokenizer.ByteLevel(useRegex: false)));
        Assert.That(tokenizer.Pieces(text), Is.EqualTo(expected));
    }

    [Test]
    public void In_a_sequence_each_splits_the_words_of_the_one_before()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json => json["pre_tokenizer"] = SmallTokenizer.Sequence(
            SmallTokenizer.Split("[a-z]+"), SmallTokenizer.Sequence(SmallTokenizer.Split("b")), SmallTokenizer.ByteLevel(useRegex: false)));

        // "abc" is one match of the first split; ab would be merged if the second did not cut it.
        Assert.That(tokenizer.Pieces("abc"), Is.EqualTo(["a", "b", "c"]));
    }

    [Test]
    public void Without_any_regex_the_whole_text_is_one_word()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json =>
        {
            json["pre_tokenizer"] = SmallTokenizer.ByteLevel(useRegex: false);
            json["model"]!["vocab"]!.AsObject().Add("oĠ", 263);
            json["model"]!["merges"]!.AsArray().Insert(0, "o Ġ");
            json["added_tokens"] = new JsonArray();
        });
        Assert.That(tokenizer.Pieces("o hello"), Is.EqualTo(["o ", "hello"]));
    }
}
