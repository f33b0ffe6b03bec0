using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

[TestFixture]
public sealed class SplitPatternTests
{
    private const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [TestCase("don't I'LL x'S", "don|'t| I|'LL| x|'S")]
    [TestCase("it'\u017Fa", "it|'\u017F|a", Description = "the long s folds to s")]
    [TestCase("12345", "123|45")]
    [TestCase("\U0001D7D8\U0001D7D9\U0001D7DA\U0001D7DB", "\U0001D7D8\U0001D7D9\U0001D7DA|\U0001D7DB",
        Description = "digits beyond U+FFFF")]
    [TestCase(" \U0001D49C\U00010400x", " \U0001D49C\U00010400x", Description = "letters beyond U+FFFF")]
    [TestCase("\U0001F642a", "\U0001F642a", Description = "an emoji may lead a word")]
    [TestCase("a   b", "a|  | b")]
    [TestCase("a \n\n b", "a| \n\n| b")]
    [TestCase("!!\n\nx", "!!\n\n|x")]
    [TestCase("x  ", "x|  ")]
    [TestCase("a\u0085\u180Eb", "a|\u0085|\u180Eb", Description = "U+0085 is white space, U+180E no longer is")]
    [TestCase("\u2028x", "\u2028x")]
    public void The_Llama_3_pattern_splits_as_Oniguruma_does(string text, string expected)
    {
        Assert.That(Split(Llama3, text), Is.EqualTo(expected.Split('|')));
    }

    [TestCase("it's IT'S", "it|'s| IT|'|S")]
    [TestCase(" 12ab \u2167!", " 12|ab| \u2167|!")]
    [TestCase("\t\t x", "\t\t| x")]
    public void The_GPT_2_pattern_splits_as_Oniguruma_does(string text, string expected)
    {
        Assert.That(Split(SplitPattern.Gpt2, text), Is.EqualTo(expected.Split('|')));
    }

    [TestCase("a|ab", "ab", new[] { "a", "b" }, Description = "the first alternative wins, not the longest")]
    [TestCase("[a-c]{2}", "abcab", new[] { "ab", "ca", "b" })]
    [TestCase("[a-c]{2,}d", "abcabd", new[] { "abcabd" })]
    [TestCase("a+ab", "aaab", new[] { "aaab" }, Description = "greedy, then one less")]
    [TestCase("x(?:ab|a)?b", "xab", new[] { "xab" }, Description = "back into a group")]
    [TestCase("a(?=b)", "abac", new[] { "a", "bac" })]
    [TestCase("a(?!b)", "abac", new[] { "ab", "a", "c" })]
    [TestCase(@"(?i:k)\.", "\u212A.k.K.", new[] { "\u212A.", "k.", "K." })]
    [TestCase(@"[^\S\n]+", "a \t\nb", new[] { "a", " \t", "\nb" })]
    [TestCase(@"[\]\-x]+", "a]-xb", new[] { "a", "]-x", "b" })]
    [TestCase(@"\P{L}+", "ab12c", new[] { "ab", "12", "c" })]
    [TestCase("[\U0001D49C-\U0001D49F]", "a\U0001D49Eb", new[] { "a", "\U0001D49E", "b" })]
    public void A_pattern_means_what_it_means_in_Oniguruma(string pattern, string text, string[] expected)
    {
        Assert.That(Split(pattern, text), Is.EqualTo(expected));
    }

    [TestCase("a*")]
    [TestCase("(?:a)?")]
    [TestCase("")]
    [TestCase("a|")]
    [TestCase("a+?")]
    [TestCase("a++")]
    [TestCase("(?:a)+")]
    [TestCase("(?:a")]
    [TestCase("a)")]
    [TestCase("(a)")]
    [TestCase("(?<=a)b")]
    [TestCase("[a")]
    [TestCase("[a-")]
    [TestCase("[z-a]")]
    [TestCase("[a[b]]")]
    [TestCase("[a&&b]")]
    [TestCase("[]")]
    [TestCase("a{2,1}")]
    [TestCase("a{99999999999}")]
    [TestCase("a{")]
    [TestCase("a.b")]
    [TestCase("^a")]
    [TestCase("a$")]
    [TestCase("\\")]
    [TestCase("\\w")]
    [TestCase("\\p{Han}")]
    [TestCase("\\p{L")]
    [TestCase("\\pL")]
    [TestCase("(?i:\\p{L})")]
    [TestCase("(?i:ss)")]
    [TestCase("(?i:\u00E9)")]
    public void What_is_not_supported_is_an_error_that_names_the_character(string pattern)
    {
        Assert.That(() => new SplitPattern(pattern), Throws.InstanceOf<FormatException>().With.Message.StartsWith("at character "));
    }

    [Test]
    public void Groups_nested_without_end_are_refused()
    {
        string pattern = string.Concat(Enumerable.Repeat("(?:", 100_000)) + "a" + new string(')', 100_000);
        Assert.That(() => new SplitPattern(pattern), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void A_pattern_built_to_take_forever_is_stopped()
    {
        var pattern = new SplitPattern(@"\s*\s*\s*\s*\s*\s*x", "tokenizer.json", "$.pre_tokenizer.pattern.Regex");
        int[] spaces = [.. Enumerable.Repeat((int)' ', 3_000)];
        Assert.That(() => pattern.Matches(spaces), Throws.TypeOf<TokenizerFormatException>().With.Message.StartsWith(
            "tokenizer.json: $.pre_tokenizer.pattern.Regex is a pattern that takes too many steps on a text of 3,000 characters. "));
    }

    private static IEnumerable<string> Split(string pattern, string text) =>
        new PatternPreTokenizer(new SplitPattern(pattern)).PreTokenize(text).Select(word => text.Substring(word.Offset, word.Length));
}
