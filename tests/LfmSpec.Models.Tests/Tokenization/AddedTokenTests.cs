using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>How added tokens are found; expectations follow the tokenizers library's added_vocabulary.rs.</summary>
[TestFixture]
public sealed class AddedTokenTests
{
    [Test]
    public void An_added_token_is_found_inside_a_word()
    {
        Assert.That(SmallTokenizer.Load().Pieces("a<end>b"), Is.EqualTo(["a", "<end>", "b"]));
    }

    [Test]
    public void Of_tokens_that_start_together_the_longest_is_found()
    {
        HuggingFaceTokenizer tokenizer = With(Token("<e>"), Token("<e>>"), Token("<e>>>x"));
        Assert.That(tokenizer.Encode("<e>>>y"), Is.EqualTo([264, (int)'>', 'y']));
    }

    [Test]
    public void The_leftmost_token_wins_over_a_longer_one_that_overlaps_it()
    {
        HuggingFaceTokenizer tokenizer = With(Token("ab"), Token("bcdef"));
        Assert.That(tokenizer.Pieces("abcdef"), Is.EqualTo(["ab", "c", "d", "e", "f"]));
    }

    [Test]
    public void A_token_that_strips_takes_the_white_space_along()
    {
        HuggingFaceTokenizer left = With(Token("<m>", "lstrip"));
        HuggingFaceTokenizer right = With(Token("<m>", "rstrip"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(left.Pieces("a \n\u3000<m> b"), Is.EqualTo(["a", "<m>", " ", "b"]));
            Assert.That(right.Pieces("a <m> \t\u00A0b"), Is.EqualTo(["a", " ", "<m>", "b"]));
            Assert.That(left.Pieces(" <m> <m>"), Is.EqualTo(["<m>", "<m>"]));
        }
    }

    [TestCase("ab ab", new[] { "X", " ", "X" })]
    [TestCase("cab", new[] { "c", "a", "b" })]
    [TestCase("ab_", new[] { "a", "b", "_" })]
    [TestCase("ab\U0001D49C", new[] { "a", "b", "\uFFFD", "\uFFFD", "\uFFFD", "\uFFFD" })]
    [TestCase("-ab.", new[] { "-", "X", "." })]
    [TestCase("ab\U0001F642", new[] { "X", "\uFFFD", "\uFFFD", "\uFFFD", "\uFFFD" })]
    public void A_single_word_token_is_found_only_where_no_word_character_touches_it(string text, string[] expected)
    {
        HuggingFaceTokenizer tokenizer = With(Token("ab", "single_word"));

        // X is the added token.
        Assert.That(tokenizer.Encode(text).Select(id => id == 263 ? "X" : tokenizer.Piece(id)), Is.EqualTo(expected));
    }

    [Test]
    public void Normalisation_does_not_reach_across_or_into_a_token_that_is_not_normalized()
    {
        HuggingFaceTokenizer tokenizer = With(Compose, Token("e\u0301"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Encode("e\u0301"), Is.EqualTo([263]), "as written");
            Assert.That(tokenizer.Encode("\u00E9"), Is.EqualTo([0xC3, 0xA9]), "composed");
        }
    }

    [Test]
    public void A_normalized_token_is_found_in_the_normalised_text()
    {
        HuggingFaceTokenizer tokenizer = With(Compose, Token("cafe\u0301", "normalized"));
        Assert.That(tokenizer.Encode("caf\u00E9"), Is.EqualTo([263]));
        Assert.That(tokenizer.Encode("cafe\u0301"), Is.EqualTo([263]));
    }

    private static void Compose(JsonObject json) => json["normalizer"] = new JsonObject { ["type"] = "NFC" };

    private static JsonObject Token(string content, params string[] flags)
    {
        JsonObject token = SmallTokenizer.AddedToken(0, content, special: false);
        foreach (string flag in flags)
        {
            token[flag] = true;
        }

        return token;
    }

    private static HuggingFaceTokenizer With(params JsonObject[] tokens) => With(_ => { }, tokens);

    private static HuggingFaceTokenizer With(Action<JsonObject> change, params JsonObject[] tokens) => SmallTokenizer.Load(json =>
    {
        change(json);

        // Without the merge of a and b, "ab" is a new token.
        json["model"]!["merges"]!.AsArray().RemoveAt(5);
        JsonObject vocabulary = json["model"]!["vocab"]!.AsObject();
        vocabulary.Remove("ab");
        vocabulary.Add("unused", 261);
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i]["id"] = vocabulary.Count + i;
        }

        json["added_tokens"] = new JsonArray([.. tokens]);
    });
}
