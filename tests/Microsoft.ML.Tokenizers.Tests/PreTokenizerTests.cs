using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers.Tests;

[TestFixture]
public sealed class PreTokenizerTests
{
    private static readonly Dictionary<string, int> s_special = new() { ["<s>"] = 0 };

    [Test]
    public void Words_and_runs_of_other_characters()
    {
        Assert.That(Words(PreTokenizer.CreateWordOrNonWord(), "How are you doing?!"), Is.EqualTo(["How", "are", "you", "doing", "?!"]));
    }

    [Test]
    public void Words_and_single_punctuation_marks()
    {
        Assert.That(Words(PreTokenizer.CreateWordOrPunctuation(), "I_am fine?!"), Is.EqualTo(["I_am", "fine", "?", "!"]));
    }

    [Test]
    public void Anything_between_white_space()
    {
        Assert.That(Words(PreTokenizer.CreateWhiteSpace(), " Hello,\nhow  are?!"), Is.EqualTo(["Hello,", "how", "are?!"]));
    }

    [Test]
    public void A_special_token_is_a_word_of_its_own()
    {
        Assert.That(Words(PreTokenizer.CreateWhiteSpace(s_special), "a<s>b <s>"), Is.EqualTo(["a", "<s>", "b", "<s>"]));
    }

    [Test]
    public void A_regular_expression_gives_its_matches_and_drops_the_rest()
    {
        Assert.That(Words(new RegexPreTokenizer(new Regex("[0-9]{1,2}"), null), "a123b4"), Is.EqualTo(["12", "3", "4"]));
    }

    [Test]
    public void Every_search_starts_afresh_after_the_last_word()
    {
        Assert.That(Words(new RegexPreTokenizer(new Regex("^."), null), "abc"), Is.EqualTo(["a", "b", "c"]));
    }

    [Test]
    public void A_composite_gives_only_what_lies_between_words_to_the_next()
    {
        var composite = new CompositePreTokenizer(
            [new RegexPreTokenizer(new Regex("[0-9]+"), null), new RegexPreTokenizer(new Regex("."), null)], s_special);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Words(composite, "ab12<s>3c"), Is.EqualTo(["a", "b", "12", "<s>", "3", "c"]));
            Assert.That(composite.PreTokenizers, Has.Count.EqualTo(3));
        }
    }

    [Test]
    public void A_composite_has_at_most_ten_members()
    {
        PreTokenizer[] eleven = [.. Enumerable.Repeat(PreTokenizer.CreateWhiteSpace(), 11)];
        Assert.That(() => new CompositePreTokenizer(eleven), Throws.ArgumentException);
    }

    private static IEnumerable<string> Words(PreTokenizer preTokenizer, string text)
    {
        (int Offset, int Length)[] words = [.. preTokenizer.PreTokenize(text)];
        Assert.That(preTokenizer.PreTokenize(text.AsSpan()), Is.EqualTo(words));
        return words.Select(word => text.Substring(word.Offset, word.Length));
    }
}
