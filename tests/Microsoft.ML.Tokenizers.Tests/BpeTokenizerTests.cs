using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>
/// The part of the package's API that is here, through its public members only: the same tests hold for the genuine package.
/// </summary>
[TestFixture]
public sealed class BpeTokenizerTests
{
    // Ids: "a" to "z" are 0 to 25, Ġ 26, then the merges' tokens; é is the bytes Ã (31) and © (32).
    private static readonly Dictionary<string, int> s_vocabulary = Vocabulary();
    private static readonly string[] s_merges = ["a b", "ab c", "Ġ abc", "c d"];
    private const int Ab = 27, Abc = 28, SpaceAbc = 29, Cd = 30, FirstByteOfE = 31, SecondByteOfE = 32, Start = 33, Stop = 34;

    [Test]
    public void The_best_merge_comes_first_wherever_it_stands()
    {
        Assert.That(ByteLevel().EncodeToIds("abcd", considerPreTokenization: false), Is.EqualTo([Abc, 3]));
    }

    [Test]
    public void A_space_is_part_of_a_byte_level_word()
    {
        Assert.That(ByteLevel().EncodeToIds("ab abc", considerPreTokenization: false), Is.EqualTo([Ab, SpaceAbc]));
    }

    [Test]
    public void By_default_words_are_encoded_one_by_one_and_white_space_is_dropped()
    {
        Assert.That(ByteLevel().EncodeToIds("ab abc"), Is.EqualTo([Ab, Abc]));
    }

    [Test]
    public void Tokens_know_the_characters_that_they_cover()
    {
        IReadOnlyList<EncodedToken> tokens = ByteLevel().EncodeToTokens("abé cd", out string? normalized);
        EncodedToken[] expected =
            [new(Ab, "ab", 0..2), new(FirstByteOfE, "Ã", 2..3), new(SecondByteOfE, "©", 2..3), new(Cd, "cd", 4..6)];
        Assert.That(tokens, Is.EqualTo(expected));
        Assert.That(normalized, Is.Null);
    }

    [Test]
    public void A_text_and_its_span_give_the_same_tokens()
    {
        BpeTokenizer tokenizer = ByteLevel();
        Assert.That(tokenizer.EncodeToIds("abé cd".AsSpan()), Is.EqualTo(tokenizer.EncodeToIds("abé cd")));
        Assert.That(tokenizer.EncodeToTokens("abé cd".AsSpan(), out _), Is.EqualTo(tokenizer.EncodeToTokens("abé cd", out _)));
        Assert.That(tokenizer.CountTokens("abé cd".AsSpan()), Is.EqualTo(tokenizer.CountTokens("abé cd")));
    }

    [TestCase(1, 2)]
    [TestCase(2, 2, Description = "the second byte of é is not consumed yet")]
    [TestCase(3, 3)]
    [TestCase(4, 6)]
    [TestCase(9, 6)]
    public void A_limit_on_the_tokens_says_how_far_they_reach(int limit, int expected)
    {
        BpeTokenizer tokenizer = ByteLevel();
        IReadOnlyList<int> ids = tokenizer.EncodeToIds("abé cd", limit, out _, out int consumed);
        int index = tokenizer.GetIndexByTokenCount("abé cd", limit, out _, out int count);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ids, Is.EqualTo(tokenizer.EncodeToIds("abé cd").Take(limit)));
            Assert.That(consumed, Is.EqualTo(expected));
            Assert.That(index, Is.EqualTo(expected));
            Assert.That(count, Is.EqualTo(Math.Min(limit, 4)));
        }
    }

    [TestCase(1, 4)]
    [TestCase(2, 2)]
    [TestCase(4, 0)]
    [TestCase(9, 0)]
    public void From_the_end_a_limit_says_where_the_tokens_begin(int limit, int expected)
    {
        int index = ByteLevel().GetIndexByTokenCountFromEnd("abé cd", limit, out _, out int count);
        Assert.That((index, count), Is.EqualTo((expected, Math.Min(limit, 4))));
    }

    [Test]
    public void A_limit_of_no_tokens_is_an_error()
    {
        Assert.That(
            () => ByteLevel().EncodeToIds("a", maxTokenCount: 0, out _, out _), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Sentence_tokens_stand_around_the_text()
    {
        BpeTokenizer tokenizer = ByteLevel(options =>
        {
            options.BeginningOfSentenceToken = "<s>";
            options.EndOfSentenceToken = "</s>";
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.EncodeToIds("ab"), Is.EqualTo([Start, Ab, Stop]));
            Assert.That(
                tokenizer.EncodeToTokens("ab", out _),
                Is.EqualTo([new EncodedToken(Start, "<s>", 0..0), new EncodedToken(Ab, "ab", 0..2), new EncodedToken(Stop, "</s>", 2..2)]));
            Assert.That(tokenizer.CountTokens("ab"), Is.EqualTo(3));
            Assert.That(tokenizer.EncodeToIds("ab cd", 2, out _, out int consumed), Is.EqualTo([Start, Ab]));
            Assert.That(consumed, Is.EqualTo(2));
            Assert.That(tokenizer.EncodeToIds(""), Is.Empty, "an empty text stays empty");
        }
    }

    [Test]
    public void A_special_token_is_one_token_where_the_pre_tokenizer_makes_it_a_word()
    {
        var special = new Dictionary<string, int> { ["<s>"] = Start };
        BpeTokenizer tokenizer = ByteLevel(options =>
        {
            options.SpecialTokens = special;
            options.PreTokenizer = PreTokenizer.CreateWordOrNonWord(special);
        });
        IReadOnlyList<int> ids = tokenizer.EncodeToIds("ab<s>cd");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ids, Is.EqualTo([Ab, Start, Cd]));
            Assert.That(tokenizer.Decode(ids), Is.EqualTo("ab<s>cd"));
            Assert.That(tokenizer.Decode(ids, considerSpecialTokens: false), Is.EqualTo("abcd"));
            Assert.That(tokenizer.SpecialTokens, Is.SameAs(special));
        }
    }

    [Test]
    public void The_normaliser_acts_first_unless_it_is_left_out()
    {
        BpeTokenizer tokenizer = ByteLevel(options => options.Normalizer = new LowerCase());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.EncodeToIds("AB"), Is.EqualTo([Ab]));
            Assert.That(tokenizer.EncodeToIds("AB", considerNormalization: false), Is.Empty);
            tokenizer.EncodeToTokens("AB", out string? normalized);
            Assert.That(normalized, Is.EqualTo("ab"));
        }
    }

    [Test]
    public void Bytes_are_joined_over_tokens_before_they_are_decoded()
    {
        BpeTokenizer tokenizer = ByteLevel();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.Decode([Ab, FirstByteOfE, SecondByteOfE, SpaceAbc]), Is.EqualTo("abé abc"));
            Assert.That(tokenizer.Decode([Ab, FirstByteOfE, Ab]), Is.EqualTo("ab\uFFFDab"));
        }
    }

    [Test]
    public void A_buffer_takes_whole_characters_and_says_how_many_ids_they_took()
    {
        BpeTokenizer tokenizer = ByteLevel();
        int[] ids = [Ab, FirstByteOfE, SecondByteOfE, Cd];
        Span<char> buffer = new char[8];
        OperationStatus done = tokenizer.Decode(ids, buffer, out int idsConsumed, out int written);
        string text = buffer[..written].ToString();
        OperationStatus small = tokenizer.Decode(ids, buffer[..3], out int idsThatFit, out int writtenThatFit);
        OperationStatus invalid = tokenizer.Decode([999], buffer, out _, out _);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((done, idsConsumed, text), Is.EqualTo((OperationStatus.Done, 4, "abécd")));
            Assert.That((small, idsThatFit, writtenThatFit), Is.EqualTo((OperationStatus.DestinationTooSmall, 3, 3)));
            Assert.That(invalid, Is.EqualTo(OperationStatus.InvalidData));
        }
    }

    [Test]
    public void Without_byte_level_the_characters_themselves_are_encoded()
    {
        using var vocabulary = new MemoryStream(Encoding.UTF8.GetBytes("""{ "a": 1, "日": 2, "a日": 3, "\uD83D\uDE42": 4 }"""));
        using var merges = new MemoryStream(Encoding.UTF8.GetBytes("#version: 0.2\na 日\n"));
        BpeTokenizer tokenizer = BpeTokenizer.Create(vocabulary, merges);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.ByteLevel, Is.False);
            Assert.That(tokenizer.EncodeToIds("a日 \U0001F642a"), Is.EqualTo([3, 4, 1]));
            Assert.That(tokenizer.Decode([3, 4]), Is.EqualTo("a日\U0001F642"));
            Assert.That(tokenizer.Vocabulary["a日"], Is.EqualTo(3));
        }
    }

    [Test]
    public void Vocabulary_and_merges_are_read_from_files()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string vocabulary = Path.Combine(folder, "vocab.json");
            string merges = Path.Combine(folder, "merges.txt");
            File.WriteAllText(vocabulary, """{ "a": 0, "b": 1, "ab": 2 }""");
            File.WriteAllText(merges, "#version: 0.2\n\na b\n");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(BpeTokenizer.Create(vocabulary, merges).EncodeToIds("ab"), Is.EqualTo([2]));
                Assert.That(BpeTokenizer.Create(new BpeOptions(vocabulary, merges)).EncodeToIds("ab"), Is.EqualTo([2]));
                Assert.That(BpeTokenizer.Create(vocabulary, null).EncodeToIds("ab"), Is.EqualTo([0, 1]));
                Assert.That(() => new BpeOptions(vocabulary, merges + ".none"), Throws.ArgumentException);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("a")]
    [TestCase("a ")]
    [TestCase("a b c")]
    [TestCase("a nothere")]
    [TestCase("b a")]
    public void A_merge_that_is_not_two_tokens_of_the_vocabulary_is_an_error(string merge)
    {
        Assert.That(() => ByteLevel(options => options.Merges = [merge]), Throws.InvalidOperationException);
    }

    [Test]
    public void An_empty_vocabulary_is_an_error()
    {
        Assert.That(() => BpeTokenizer.Create(new BpeOptions(new Dictionary<string, int>())), Throws.InvalidOperationException);
    }

    [Test]
    public void A_sentence_token_outside_the_vocabulary_is_an_error()
    {
        Assert.That(
            () => ByteLevel(options =>
            {
                options.SpecialTokens = new Dictionary<string, int> { ["<s>"] = Start };
                options.BeginningOfSentenceToken = "<none>";
            }),
            Throws.InvalidOperationException);
    }

    private static BpeTokenizer ByteLevel(Action<BpeOptions>? change = null)
    {
        var options = new BpeOptions(s_vocabulary) { Merges = s_merges, ByteLevel = true };
        change?.Invoke(options);
        return BpeTokenizer.Create(options);
    }

    private static Dictionary<string, int> Vocabulary()
    {
        IEnumerable<string> letters = Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString());
        string[] tokens = [.. letters, "Ġ", "ab", "abc", "Ġabc", "cd", "Ã", "©", "<s>", "</s>"];
        return tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
    }

    private sealed class LowerCase : Normalizer
    {
        public override string Normalize(string original) => original.ToLowerInvariant();

        public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
    }
}
