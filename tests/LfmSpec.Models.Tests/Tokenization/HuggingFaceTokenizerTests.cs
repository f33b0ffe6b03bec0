using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

[TestFixture]
public sealed class HuggingFaceTokenizerTests
{
    [Test]
    public void A_word_is_merged_by_rank_and_not_by_position()
    {
        // "a b" outranks "b c", so abc is ab + c although bc would do as well; Ġhello is one token.
        Assert.That(SmallTokenizer.Load().Encode("abc hello"), Is.EqualTo([261, (int)'c', SmallTokenizer.SpaceHello]));
    }

    [Test]
    public void Merges_as_pairs_and_as_strings_are_the_same()
    {
        HuggingFaceTokenizer pairs = SmallTokenizer.Load(json =>
        {
            JsonArray merges = json["model"]!["merges"]!.AsArray();
            for (int i = 0; i < merges.Count; i++)
            {
                string[] pair = merges[i]!.GetValue<string>().Split(' ');
                merges[i] = new JsonArray(pair[0], pair[1]);
            }
        });
        Assert.That(pairs.Encode("abc hello"), Is.EqualTo(SmallTokenizer.Load().Encode("abc hello")));
    }

    [TestCase(false, new[] { 265, 'e' })]
    [TestCase(true, new[] { 266 })]
    public void A_whole_word_of_the_vocabulary_is_one_token_only_when_merges_are_ignored(bool ignoreMerges, int[] expected)
    {
        // The vocabulary has "xyze", but no merge leads from xyz to it.
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json =>
        {
            json["added_tokens"] = new JsonArray();
            JsonObject vocabulary = json["model"]!["vocab"]!.AsObject();
            vocabulary.Add("xy", 264);
            vocabulary.Add("xyz", 265);
            vocabulary.Add("xyze", 266);
            json["model"]!["merges"] = new JsonArray("x y", "xy z");
            json["model"]!["ignore_merges"] = ignoreMerges;
        });
        Assert.That(tokenizer.Encode("xyze"), Is.EqualTo(expected));
    }

    [Test]
    public void A_byte_that_the_vocabulary_lacks_is_dropped()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json =>
        {
            json["model"]!["vocab"]!.AsObject().Remove("x");
            json["added_tokens"] = new JsonArray();
        });
        Assert.That(tokenizer.Decode(tokenizer.Encode("axb")), Is.EqualTo("ab"));
    }

    [Test]
    public void A_prefix_space_goes_before_every_part_that_has_none()
    {
        HuggingFaceTokenizer tokenizer =
            SmallTokenizer.Load(json => json["pre_tokenizer"] = SmallTokenizer.ByteLevel(useRegex: true, addPrefixSpace: true));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Encode("hello"), Is.EqualTo([SmallTokenizer.SpaceHello]));
            Assert.That(tokenizer.Encode(" hello"), Is.EqualTo([SmallTokenizer.SpaceHello]));
            Assert.That(tokenizer.Encode("<end>hello"), Is.EqualTo([SmallTokenizer.End, SmallTokenizer.SpaceHello]));
            Assert.That(tokenizer.Encode(""), Is.Empty);
        }
    }

    [Test]
    public void The_template_puts_special_tokens_around_a_text_and_only_when_asked()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load(json => json["post_processor"] = JsonNode.Parse("""
            { "type": "Sequence", "processors": [
              { "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true },
              { "type": "TemplateProcessing",
                "single": [ { "SpecialToken": { "id": "both", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } },
                            { "SpecialToken": { "id": "end", "type_id": 0 } } ],
                "pair": [],
                "special_tokens": {
                  "both": { "id": "both", "ids": [ 263, 264 ], "tokens": [ "<end>", "<word>" ] },
                  "end": { "id": "end", "ids": [ 263 ], "tokens": [ "<end>" ] } } } ] }
            """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Encode("a"), Is.EqualTo([263, 264, (int)'a', 263]));
            Assert.That(tokenizer.Encode("a", addSpecialTokens: false), Is.EqualTo([(int)'a']));
            Assert.That(tokenizer.BeginningOfText, Is.EqualTo(263));
        }
    }

    [Test]
    public void Without_a_template_there_is_no_beginning_of_text()
    {
        Assert.That(SmallTokenizer.Load().BeginningOfText, Is.Null);
    }

    [Test]
    public void A_token_can_be_named_both_ways()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.TokenText(SmallTokenizer.SpaceHello), Is.EqualTo("Ġhello"));
            Assert.That(tokenizer.Piece(SmallTokenizer.SpaceHello), Is.EqualTo(" hello"));
            Assert.That(tokenizer.Piece(0xE9), Is.EqualTo("\uFFFD"), "one byte of a longer character");
            Assert.That(tokenizer.TokenId("Ġhello"), Is.EqualTo(SmallTokenizer.SpaceHello));
            Assert.That(tokenizer.TokenId("<end>"), Is.EqualTo(SmallTokenizer.End));
            Assert.That(tokenizer.TokenId(" hello"), Is.Null);
            Assert.That(tokenizer.VocabularySize, Is.EqualTo(265));
        }
    }

    [Test]
    public void An_id_beyond_the_vocabulary_is_shown_as_its_number_and_decodes_to_nothing()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.TokenText(900), Is.EqualTo("<id 900>"));
            Assert.That(tokenizer.Piece(900), Is.EqualTo("<id 900>"));
            Assert.That(tokenizer.Decode(['a', 900, 'b']), Is.EqualTo("ab"));
        }
    }

    [Test]
    public void A_negative_id_such_as_a_masked_label_is_refused()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load();
        Assert.That(() => tokenizer.Decode([-100]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => tokenizer.TokenText(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Decoding_leaves_out_special_tokens_only()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load();
        int[] ids = [SmallTokenizer.End, 'a', SmallTokenizer.Word];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Decode(ids), Is.EqualTo("<end>a<word>"));
            Assert.That(tokenizer.Decode(ids, skipSpecialTokens: true), Is.EqualTo("a<word>"));
            Assert.That(tokenizer.IsSpecial(SmallTokenizer.End), Is.True);
            Assert.That(tokenizer.IsSpecial(SmallTokenizer.Word), Is.False);
        }
    }

    // The examples of Rust's own test of String::from_utf8_lossy, which Hugging Face decodes with.
    [TestCase("48656C6C6F C2 205468657265 FF", "Hello\uFFFD There\uFFFD")]
    [TestCase("C080 20 E683 20", "\uFFFD\uFFFD \uFFFD ")]
    [TestCase("F5666F6F F58062", "\uFFFDfoo\uFFFD\uFFFDb")]
    [TestCase("F1666F6F F180 62 F18080 63", "\uFFFDfoo\uFFFDb\uFFFDc")]
    [TestCase("F4666F6F F480 62 F4BF 63", "\uFFFDfoo\uFFFDb\uFFFD\uFFFDc")]
    [TestCase("F0808080 66 F0908080 62", "\uFFFD\uFFFD\uFFFD\uFFFDf\U00010000b")]
    [TestCase("EDA080 66 EDBFBF 62", "\uFFFD\uFFFD\uFFFDf\uFFFD\uFFFD\uFFFDb")]
    [TestCase("F09F98", "\uFFFD")]
    public void Bytes_that_are_not_UTF8_become_replacement_characters_as_in_Rust(string bytes, string expected)
    {
        // In this vocabulary a byte's id is its value.
        IEnumerable<int> ids = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)).Select(value => (int)value);
        Assert.That(SmallTokenizer.Load().Decode(ids), Is.EqualTo(expected));
    }

    [Test]
    public void A_character_whose_bytes_are_in_different_tokens_is_decoded_whole()
    {
        HuggingFaceTokenizer tokenizer = SmallTokenizer.Load();
        Assert.That(tokenizer.Decode(tokenizer.Encode("\U0001F642")), Is.EqualTo("\U0001F642"));
    }

    [Test]
    public void An_added_token_outside_the_byte_alphabet_is_decoded_as_it_is_written()
    {
        HuggingFaceTokenizer tokenizer =
            SmallTokenizer.Load(json => json["added_tokens"]!.AsArray().Add(SmallTokenizer.AddedToken(265, "日 Ġ", special: false)));
        Assert.That(tokenizer.Decode(tokenizer.Encode("a日 Ġb")), Is.EqualTo("a日 Ġb"));
    }

    // Attributes cannot hold half a pair, so it is given by its number.
    [TestCase("a", 0xD800, "b")]
    [TestCase("", 0xDE42, "")]
    [TestCase("\U0001F642", 0xD83D, "")]
    public void Half_a_surrogate_pair_is_refused_with_its_place(string before, int half, string after)
    {
        Assert.That(
            () => SmallTokenizer.Load().Encode(before + (char)half + after),
            Throws.ArgumentException.With.Message.Contains($"Character {before.Length} of the text is U+{half:X4}"));
    }

    [Test]
    public void A_folder_and_its_file_load_the_same_tokenizer_and_its_hash_is_that_of_the_bytes()
    {
        string file = RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json");
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))));
            Assert.That(HuggingFaceTokenizer.Load(file).Sha256, Is.EqualTo(tokenizer.Sha256));
            Assert.That(tokenizer.BeginningOfText, Is.EqualTo(tokenizer.TokenId("<|startoftext|>")));
        }
    }

    [Test]
    public void A_folder_without_a_tokenizer_is_an_error_that_names_the_file()
    {
        Assert.That(
            () => HuggingFaceTokenizer.Load(RepositoryFiles.Path("tests")),
            Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("tokenizer.json"));
    }

    [Test]
    public void Threads_that_share_a_tokenizer_get_the_same_tokens()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "qwen2-atlas-tiny"));
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"The {i % 17}th word of text {i} says wordword{i}")];
        int[][] alone = [.. texts.Select(text => tokenizer.Encode(text).ToArray())];
        HuggingFaceTokenizer shared = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "qwen2-atlas-tiny"));
        var together = new int[texts.Length][];
        Parallel.For(0, texts.Length, i => together[i] = [.. shared.Encode(texts[i])]);
        Assert.That(together, Is.EqualTo(alone));
    }
}
