using System.Text;
using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

[TestFixture]
public sealed class TokenizerFileReaderTests
{
    [TestCase("version", "\"2.0\"", "$.version", "version \"1.0\"")]
    [TestCase("truncation", "512", "$.truncation", "an object")]
    [TestCase("padding", "[]", "$.padding", "an object")]
    [TestCase("surprise", "1", "$.surprise", "is not of the format, which has \"version\", \"truncation\"")]
    [TestCase("normalizer", "{\"type\": \"NFKC\"}", "$.normalizer", "NFC")]
    [TestCase("normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Lowercase\"}]}", "$.normalizer.normalizers[0]", "NFC")]
    [TestCase("decoder", "null", "$.decoder", "ByteLevel")]
    [TestCase("decoder", "{\"type\": \"WordPiece\"}", "$.decoder", "ByteLevel")]
    [TestCase("pre_tokenizer", "null", "$.pre_tokenizer", "ByteLevel")]
    [TestCase("pre_tokenizer", "{\"type\": \"Metaspace\"}", "$.pre_tokenizer", "ByteLevel")]
    [TestCase("pre_tokenizer", "{\"type\": \"Sequence\", \"pretokenizers\": []}", "$.pre_tokenizer", "ByteLevel")]
    [TestCase("pre_tokenizer.add_prefix_space", "\"yes\"", "$.pre_tokenizer.add_prefix_space", "true or false")]
    [TestCase("pre_tokenizer.other", "true", "$.pre_tokenizer.other", "is not of the format, which has \"type\"")]
    [TestCase("post_processor", "{\"type\": \"BertProcessing\"}", "$.post_processor", "TemplateProcessing")]
    [TestCase("model.type", "\"Unigram\"", "$.model.type", "BPE")]
    [TestCase("model.dropout", "0.1", "$.model.dropout", "null or 0")]
    [TestCase("model.byte_fallback", "true", "$.model.byte_fallback", "false")]
    [TestCase("model.continuing_subword_prefix", "\"##\"", "$.model.continuing_subword_prefix", "empty")]
    [TestCase("model.end_of_word_suffix", "\"</w>\"", "$.model.end_of_word_suffix", "empty")]
    [TestCase("model.ignore_merges", "1", "$.model.ignore_merges", "true or false")]
    [TestCase("model.vocab", "{}", "$.model.vocab", "empty")]
    [TestCase("model.vocab", "[]", "$.model.vocab", "an object")]
    [TestCase("model.vocab.a", "-1", "$.model.vocab.a", "not a whole number from 0")]
    [TestCase("model.vocab.a", "1.5", "$.model.vocab.a", "not a whole number from 0")]
    [TestCase("model.vocab.a", "3000000000", "$.model.vocab.a", "not a whole number from 0")]
    [TestCase("model.vocab.a", "1e999", "$.model.vocab.a", "not a whole number from 0")]
    [TestCase("model.vocab.a", "98", "$.model.vocab.b", "the same id 98")]
    [TestCase("model.merges", "null", "$.model.merges", "not a list")]
    [TestCase("model.merges.0", "\"hello\"", "$.model.merges[0]", "two tokens")]
    [TestCase("model.merges.0", "\"h e l\"", "$.model.merges[0]", "two tokens")]
    [TestCase("model.merges.0", "[\"h\", \"\"]", "$.model.merges[0]", "two tokens")]
    [TestCase("model.merges.0", "[\"h\", 7]", "$.model.merges[0][1]", "not a text")]
    [TestCase("model.merges.0", "\"h nothere\"", "$.model.merges[0]", "nothere")]
    [TestCase("model.merges.0", "\"e h\"", "$.model.merges[0]", "\"eh\"")]
    [TestCase("model.merges.1", "\"h e\"", "$.model.merges[1]", "twice")]
    [TestCase("added_tokens", "7", "$.added_tokens", "not a list")]
    [TestCase("added_tokens.0.content", "\"\"", "$.added_tokens[0].content", "empty")]
    [TestCase("added_tokens.1.content", "\"<end>\"", "$.added_tokens[1].content", "was added before")]
    [TestCase("added_tokens.0.id", "9", "$.added_tokens[0].id", "expected is 263")]
    [TestCase("added_tokens.0.content", "\"hello\"", "$.added_tokens[0].id", "expected is 259")]
    [TestCase("added_tokens.0.lstrip", "null", "$.added_tokens[0].lstrip", "true or false")]
    public void What_is_wrong_is_said_with_its_place(string path, string value, string location, string fragment)
    {
        JsonObject json = SmallTokenizer.Json();
        SmallTokenizer.Replace(json, path, value);
        AssertRefused(json.ToJsonString(), location, fragment);
    }

    [TestCase("[{\"Sequence\": {\"id\": \"A\"}}, {\"Sequence\": {\"id\": \"A\"}}]", "single[1]", "one Sequence A")]
    [TestCase("[{\"Sequence\": {\"id\": \"B\", \"type_id\": 0}}]", "single[0]", "one Sequence A")]
    [TestCase("[]", "single", "one Sequence A")]
    [TestCase("[{\"SpecialToken\": {\"id\": \"x\", \"type_id\": 0}}]", "special_tokens.x", "is missing")]
    [TestCase("[{\"SpecialToken\": {\"id\": \"end\", \"type_id\": 0}}]", "special_tokens.end", "are not those of the tokens")]
    public void A_template_that_is_not_a_single_text_in_known_tokens_is_refused(string single, string location, string fragment)
    {
        JsonObject json = SmallTokenizer.Json();
        json["post_processor"] = new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = JsonNode.Parse(single),
            ["pair"] = new JsonArray(),
            ["special_tokens"] = JsonNode.Parse("{\"end\": {\"id\": \"end\", \"ids\": [12], \"tokens\": [\"<end>\"]}}"),
        };
        AssertRefused(json.ToJsonString(), "$.post_processor." + location, fragment);
    }

    [TestCase("MergedWithNext", "[a-z]+", ".behavior", "Isolated or Removed")]
    [TestCase("Isolated", "a**", ".pattern.Regex", "at character 2")]
    public void A_split_that_is_not_supported_is_refused(string behavior, string regex, string location, string fragment)
    {
        JsonObject json = SmallTokenizer.Json();
        json["pre_tokenizer"] = SmallTokenizer.Sequence(
            SmallTokenizer.Split(regex, behavior), SmallTokenizer.ByteLevel(useRegex: false));
        AssertRefused(json.ToJsonString(), "$.pre_tokenizer.pretokenizers[0]" + location, fragment);
    }

    [TestCase("", "not valid JSON")]
    [TestCase("{", "not valid JSON")]
    [TestCase("null", "an object")]
    [TestCase("{} {}", "not valid JSON")]
    [TestCase("{\"model\": {}, \"model\": {}}", "$.model stands there twice")]
    [TestCase("{}", "$.decoder")]
    public void A_file_that_is_no_tokenizer_is_refused(string text, string fragment)
    {
        AssertRefused(text, "$", fragment);
    }

    [Test]
    public void A_file_nested_without_end_is_refused()
    {
        AssertRefused(new string('[', 1_000_000), "$", "nested deeper than 64");
    }

    [Test]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(SmallTokenizer.Json().ToJsonString());
        bytes[bytes.AsSpan().IndexOf("ByteLevel"u8)] = 0xFF;
        TokenizerFormatException error =
            Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Parse(SmallTokenizer.File, bytes));
        Assert.That(error.Message, Does.Contain("not UTF-8"));
    }

    [TestCase("\"ByteLevel\"", "\"a\\ud800\"", "$.pre_tokenizer.type")]
    [TestCase("\"hello\":", "\"a\\ud800\":", "$.model.vocab[\"a\\ud800\"]")]
    public void Half_a_surrogate_pair_in_the_file_is_refused(string text, string replacement, string location)
    {
        string json = SmallTokenizer.Json().ToJsonString().Replace(text, replacement, StringComparison.Ordinal);
        AssertRefused(json, location, "half of a surrogate pair");
    }

    [Test]
    public void An_unknown_token_may_be_named_as_long_as_every_byte_is_known()
    {
        JsonObject json = SmallTokenizer.Json();
        json["model"]!["unk_token"] = "<unk>";
        HuggingFaceTokenizer named = SmallTokenizer.Load(json.ToJsonString()), unnamed = SmallTokenizer.Load();
        Assert.That(named.Encode("hello z\u00e9\0"), Is.EqualTo(unnamed.Encode("hello z\u00e9\0")).And.Not.Empty, "it is never needed");

        json["model"]!["vocab"]!.AsObject().Remove("z");
        AssertRefused(json.ToJsonString(), "$.model.unk_token", "\"z\" is missing");
    }

    [Test]
    public void A_message_names_file_place_problem_and_remedy()
    {
        JsonObject json = SmallTokenizer.Json();
        json["decoder"] = null;
        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => SmallTokenizer.Load(json.ToJsonString()));
        Assert.That(
            error.Message,
            Is.EqualTo("small/tokenizer.json: $.decoder is nothing, supported is the decoder ByteLevel. "
                + "Use a checkpoint whose tokenizer is byte-level BPE of this form."));
    }

    private static void AssertRefused(string json, string location, string fragment)
    {
        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => SmallTokenizer.Load(json));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.File, Is.EqualTo(SmallTokenizer.File));
            Assert.That(error.Location, Does.StartWith(location));
            Assert.That(error.Message, Does.Contain(fragment));
        }
    }
}
