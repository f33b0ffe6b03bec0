using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests;

/// <summary>Which token closes a response and which one pads, as transformers and TRL find them in a checkpoint's files.</summary>
[TestFixture]
public sealed class EndOfTextTests
{
    private const int Bos = 1, ImStart = 6, ImEnd = 7;

    // Each file's text; null where there is none. The tokenizer has <|im_end|> as 7 and <|im_start|> as 6.
    [TestCase("""{"eos_token": "<|im_end|>"}""", null, """{"eos_token_id": [7, 2]}""", ImEnd, TestName = "The tokenizer's end of text, whatever generation stops at")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", null, """{"eos_token_id": 2}""", ImEnd, TestName = "The tokenizer's end of text where generation stops at another")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", null, null, ImEnd, TestName = "An end of text that the tokenizer alone names")]
    [TestCase("""{"eos_token": {"content": "<|im_end|>", "special": true}}""", null, null, ImEnd, TestName = "An end of text that is written as an added token")]
    [TestCase("{}", """{"eos_token": {"content": "<|im_start|>"}}""", null, ImStart, TestName = "An end of text of special_tokens_map.json")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", """{"eos_token": "<|im_start|>"}""", null, ImStart, TestName = "The map comes before a configuration without added tokens")]
    [TestCase("""{"eos_token": "<|im_end|>", "added_tokens_decoder": {}}""", """{"eos_token": "<|im_start|>"}""", null, ImEnd, TestName = "A configuration with added tokens comes before the map")]
    [TestCase("""{"eos_token": null}""", null, """{"eos_token_id": [7, 2]}""", ImEnd, TestName = "The first of generation's list where the tokenizer names none")]
    [TestCase("{}", null, """{"eos_token_id": [-1, 5000, 6]}""", ImStart, TestName = "The first of generation's list that the model has")]
    [TestCase(null, null, null, null, TestName = "None where no file names one")]
    public void A_response_is_closed_by(string? configuration, string? map, string? generation, int? expected)
    {
        using var copy = Copy(configuration, map, generation);
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(EndOfText.Closing(checkpoint), Is.EqualTo(expected));
    }

    [Test]
    public void An_end_of_text_that_the_tokenizer_does_not_have_is_an_error_that_names_it()
    {
        using var copy = Copy("""{"eos_token": "</s>"}""", null, null);
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(() => EndOfText.Closing(checkpoint), Throws.TypeOf<CheckpointException>().With.Message.EqualTo(
            $"{Path.Combine(copy.Folder, "tokenizer_config.json")}: eos_token is '</s>', and tokenizer.json has no such token. Write the token that ends a text as tokenizer.json spells it."));
    }

    [TestCase("""{"pad_token": "<|startoftext|>", "eos_token": "<|im_end|>"}""", "0", Bos, TestName = "The tokenizer's padding")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", "3", 3, TestName = "The configuration's padding where the tokenizer names none")]
    [TestCase("""{"pad_token": "<|none|>"}""", "3", 3, TestName = "The configuration's padding where the tokenizer has no such token")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", "-1", ImEnd, TestName = "The end of text where the configuration's padding is -1")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", "1024", ImEnd, TestName = "The end of text where the configuration's padding is beyond the vocabulary")]
    [TestCase("""{"eos_token": "<|im_end|>"}""", "null", ImEnd, TestName = "The end of text where there is no padding")]
    [TestCase("{}", "-1", 0, TestName = "Token 0 where there is no end of text either")]
    public void Texts_are_padded_with(string configuration, string padding, int expected)
    {
        using var copy = Copy(configuration, null, null);
        copy.EditConfiguration(json => json["pad_token_id"] = System.Text.Json.Nodes.JsonNode.Parse(padding));
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(PaddingToken.Of(checkpoint), Is.EqualTo(expected));
    }

    private static CheckpointCopy Copy(string? configuration, string? map, string? generation)
    {
        var copy = new CheckpointCopy();
        copy.EditConfiguration(json => json["eos_token_id"] = null);
        foreach (var (name, text) in new[] { ("tokenizer_config.json", configuration), ("special_tokens_map.json", map), ("generation_config.json", generation) })
        {
            File.Delete(Path.Combine(copy.Folder, name));
            if (text is not null)
            {
                File.WriteAllText(Path.Combine(copy.Folder, name), text);
            }
        }

        return copy;
    }
}
