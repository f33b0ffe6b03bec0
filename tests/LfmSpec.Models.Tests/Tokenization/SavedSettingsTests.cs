using LfmSpec.Models.Tokenization;
using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>What a tokenizer.json has beside the tokenizer itself, as transformers' plain call sees it.</summary>
[TestFixture]
public class SavedSettingsTests
{
    private const string Truncation = """{"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}""";
    private const string Padding = """{"strategy": {"Fixed": 32}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "<|pad|>"}""";

    [TestCase("truncation", Truncation)]
    [TestCase("padding", Padding)]
    public void Saved_truncation_and_padding_change_no_token(string key, string value)
    {
        using var copy = new CheckpointCopy();
        const string Text = "The capital of France is Paris, and the capital of Germany is Berlin.";
        using var original = Checkpoint.Load(copy.Folder);
        copy.EditTokenizer(json => json[key] = JsonNode.Parse(value));
        using var saved = Checkpoint.Load(copy.Folder);
        Assert.That(saved.Tokenizer.Encode(Text), Is.EqualTo(original.Tokenizer.Encode(Text)).And.Count.GreaterThan(4));
    }

    [Test]
    public void An_added_token_beyond_the_embedding_is_an_error_only_of_a_text_that_has_it()
    {
        using var copy = new CheckpointCopy();
        using var original = Checkpoint.Load(copy.Folder);
        copy.EditTokenizer(json => json["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id": 1024, "content": "<|more|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}""")));
        using var more = Checkpoint.Load(copy.Folder);
        Assert.That(more.Tokenizer.VocabularySize, Is.EqualTo(1025));
        Assert.That(more.Tokenizer.Encode("The capital"), Is.EqualTo(original.Tokenizer.Encode("The capital")));
        Assert.That(
            () => more.Tokenizer.Encode("The<|more|> capital"),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("tokenizer.json: the text has the token '<|more|>', whose id is 1,024, and the model's embedding has 1,024 rows"));
    }

    [Test]
    public void Byte_fallback_as_Llama_2_has_it_is_refused_by_name()
    {
        using var copy = new CheckpointCopy();
        copy.EditTokenizer(json => json["model"]!["byte_fallback"] = true);
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("$.model.byte_fallback is true, supported is false"));
    }

    [Test]
    public void An_LFM2_without_layer_types_is_all_attention()
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json => json.Remove("layer_types"));
        var configuration = ModelConfiguration.Read(ConfigurationFile.Read(copy.Configuration));
        Assert.That(configuration.Layers, Is.EqualTo(Enumerable.Repeat(OperatorKind.Attention, 14)));
    }
}
