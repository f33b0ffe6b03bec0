using System.Text;
using System.Text.Json;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>Every string of tests/reference/MODEL/tok.json, encoded and decoded there by Hugging Face's tokenizers library.</summary>
[TestFixture]
public sealed class ReferenceEncodingTests
{
    private static readonly string[] s_models = ["lfm2-atlas-tiny", "qwen2-atlas-tiny", "llama-atlas-tiny"];
    private static readonly Dictionary<string, HuggingFaceTokenizer> s_tokenizers =
        s_models.ToDictionary(model => model, model => HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", model)));

    [TestCaseSource(nameof(Cases))]
    public void A_reference_string_has_the_tokens_that_Hugging_Face_gives(string model, ReferenceCase expected)
    {
        HuggingFaceTokenizer tokenizer = s_tokenizers[model];
        IReadOnlyList<int> ids = tokenizer.Encode(expected.Text);
        IReadOnlyList<int> plainIds = tokenizer.Encode(expected.Text, addSpecialTokens: false);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ids, Is.EqualTo(expected.Ids), "ids");
            Assert.That(plainIds, Is.EqualTo(expected.IdsWithoutSpecial), "ids without special tokens");
            Assert.That(plainIds.Select(tokenizer.TokenText), Is.EqualTo(expected.Tokens), "tokens");
            Assert.That(tokenizer.Decode(expected.IdsWithoutSpecial), Is.EqualTo(expected.Decoded), "decoded");
            Assert.That(
                tokenizer.Decode(expected.Ids, skipSpecialTokens: true),
                Is.EqualTo(expected.DecodedSkipSpecial),
                "decoded, special tokens left out");
        }
    }

    [TestCaseSource(nameof(s_models))]
    public void The_vocabulary_has_the_reference_size(string model)
    {
        Assert.That(s_tokenizers[model].VocabularySize, Is.EqualTo(Read(model).RootElement.GetProperty("vocab_size").GetInt32()));
    }

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (string model in s_models)
        {
            using JsonDocument document = Read(model);
            int number = 0;
            foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
            {
                ReferenceCase expected = item.Deserialize<ReferenceCase>(ReferenceCase.Options)!;

                // The number keeps equal texts apart, and texts that are equal once escaped.
                yield return new TestCaseData(model, expected).SetName($"{model} {number++:000} {Escape(expected.Text)}");
            }
        }
    }

    private static JsonDocument Read(string model) =>
        JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path("tests", "reference", model, "tok.json")));

    /// <summary>Printable ASCII without what test names give a meaning to; everything else by its number.</summary>
    private static string Escape(string text)
    {
        const int ShownCharacters = 60;
        var name = new StringBuilder("'");
        foreach (char character in text)
        {
            bool plain = character is >= ' ' and <= '~' && !"\\'\"(){}".Contains(character, StringComparison.Ordinal);
            name.Append(plain ? character.ToString() : $"\\u{(int)character:x4}");
            if (name.Length > ShownCharacters)
            {
                return name.Append("...").ToString();
            }
        }

        return name.Append('\'').ToString();
    }

    public sealed record ReferenceCase(
        string Text,
        int[] Ids,
        int[] IdsWithoutSpecial,
        string[] Tokens,
        string Decoded,
        string DecodedSkipSpecial)
    {
        public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    }
}
