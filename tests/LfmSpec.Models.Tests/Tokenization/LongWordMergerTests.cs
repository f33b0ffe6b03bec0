using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Tokenization;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>The merger of long words against the package's own, on words that both can take.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class LongWordMergerTests(string model)
{
    private readonly BytePairModel _model = TokenizerFileReader.Read("tokenizer.json", File.ReadAllBytes(RepositoryFiles.Path("models", model, "tokenizer.json"))).Model;

    [Test]
    public void A_word_has_the_tokens_that_the_package_gives_it()
    {
        BpeTokenizer package = BpeTokenizer.Create(new BpeOptions(_model.Vocabulary) { Merges = _model.Merges, ByteLevel = true });
        var merger = new LongWordMerger(_model);
        Gen<string> words = Gen.Elements("a", "b", "e", "in", "the", " ", "  ", "1", "def", "\n", "é", "中", "😀", "tion", "-", "_").ListOf().Select(string.Concat);
        Prop.ForAll(words.ToArbitrary(), word =>
        {
            int[] expected = [.. package.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false)];
            int[] actual = merger.Merge(ByteAlphabet.Spell(word));
            Assert.That(actual, Is.EqualTo(expected), $"'{word}'");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(400));
    }

    [Test]
    public void Words_on_both_sides_of_the_bound_decode_to_themselves()
    {
        var encoder = new WordEncoder(_model);
        var tokens = _model.Vocabulary.ToDictionary(pair => pair.Value, pair => pair.Key);
        foreach (int length in (ReadOnlySpan<int>)[WordEncoder.LongWord - 1, WordEncoder.LongWord, WordEncoder.LongWord + 1])
        {
            string word = string.Concat(Enumerable.Range(0, length).Select(i => "the words".AsSpan(i % 9, 1).ToString()));
            var ids = new List<int>();
            encoder.Encode(word, ids);
            Assert.That(string.Concat(ids.Select(id => tokens[id])), Is.EqualTo(ByteAlphabet.Spell(word)), $"{length} characters");
        }
    }
}
