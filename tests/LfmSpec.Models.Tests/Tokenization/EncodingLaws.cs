using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>Laws of encoding, on the three checkpoints and texts put together from what tokenizers stumble over.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class EncodingLaws(string model)
{
    private const int Texts = 300;

    private static readonly string[] s_fragments =
        ["a", "B", "the", " is", "nt", "ing", "wordword", " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "\u0085", "\u200B",
         "0", "12", "3456", "'s", "'S", "'\u017F", "'ll", "don't", "-", "...", "{\"", "_", "\u00E9", "e\u0301", "\u0323", "\u00DF",
         "\u0130", "日本", "ع", "नि", "\uAC00", "\u1100\u1161", "\u00BD", "\u2167", "\U0001D49C", "\U0001D7D8", "\U00010400",
         "\U0001F642", "\U0001F469\u200D\U0001F467", "\0", "\uFFFD", "\uFFFF", "\U0010FFFF", "<|", "|>"];

    private readonly HuggingFaceTokenizer _tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", model));
    private readonly bool _composes = model == "qwen2-atlas-tiny";

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property Decoding_gives_back_the_encoded_text() => Prop.ForAll(AnyText(), text =>
    {
        string expected = _composes ? new NfcNormalizer().Normalize(text) : text;
        return _tokenizer.Decode(_tokenizer.Encode(text, addSpecialTokens: false)) == expected;
    });

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property Words_in_a_row_encode_as_each_by_itself() => Prop.ForAll(
        Gen.Elements(" a", " the", " naïve", " wordword", " \u00C9t\u00E9", " \U0001D49C", " 日本").ListOf().ToArbitrary(),
        words =>
        {
            IReadOnlyList<int> together = _tokenizer.Encode(string.Concat(words), addSpecialTokens: false);
            return together.SequenceEqual(words.SelectMany(word => _tokenizer.Encode(word, addSpecialTokens: false)));
        });

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property A_special_token_cuts_a_text_in_two() => Prop.ForAll(AnyText(), AnyText(), (left, right) =>
    {
        const string End = "<|im_end|>";
        IEnumerable<int> expected =
            [.. _tokenizer.Encode(left, false), _tokenizer.TokenId(End)!.Value, .. _tokenizer.Encode(right, false)];
        return _tokenizer.Encode(left + End + right, addSpecialTokens: false).SequenceEqual(expected);
    });

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property Encoding_twice_gives_the_same_tokens() => Prop.ForAll(AnyText(), text =>
        _tokenizer.Encode(text).SequenceEqual(_tokenizer.Encode(text)));

    /// <summary>One word of letters, against merging as it is defined: again and again the best pair, leftmost first.</summary>
    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property A_word_is_merged_as_the_definition_says()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path("models", model, "tokenizer.json")));
        JsonElement bpe = document.RootElement.GetProperty("model");
        Dictionary<string, int> vocabulary = bpe.GetProperty("vocab").Deserialize<Dictionary<string, int>>()!;
        string[][] merges = bpe.GetProperty("merges").Deserialize<string[][]>()!;
        bool ignoreMerges = bpe.GetProperty("ignore_merges").GetBoolean();
        Dictionary<(string, string), int> ranks =
            merges.Select((pair, rank) => (pair, rank)).ToDictionary(merge => (merge.pair[0], merge.pair[1]), merge => merge.rank);

        Gen<string> letters = Gen.Elements("a", "e", "i", "n", "t", "s", "th", "ing", "ent", "is", "o", "r", "É", "日", "\U0001D49C");
        return Prop.ForAll(Joined(letters).Filter(text => text.Length > 0), word =>
        {
            string spelling = ByteAlphabet.Spell(word);
            int[] expected = ignoreMerges && vocabulary.TryGetValue(spelling, out int id)
                ? [id]
                : [.. SlowMerge(spelling, ranks).Select(token => vocabulary[token])];
            return _tokenizer.Encode(word, addSpecialTokens: false).SequenceEqual(expected);
        });
    }

    private static List<string> SlowMerge(string spelling, Dictionary<(string, string), int> ranks)
    {
        List<string> tokens = [.. spelling.Select(character => character.ToString())];
        while (true)
        {
            int best = -1;
            int bestRank = int.MaxValue;
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (ranks.TryGetValue((tokens[i], tokens[i + 1]), out int rank) && rank < bestRank)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            if (best < 0)
            {
                return tokens;
            }

            tokens[best] += tokens[best + 1];
            tokens.RemoveAt(best + 1);
        }
    }

    private static Arbitrary<string> AnyText() => Joined(Gen.Elements(s_fragments));

    private static Arbitrary<string> Joined(Gen<string> fragments) => fragments.ListOf().Select(string.Concat).ToArbitrary();
}
