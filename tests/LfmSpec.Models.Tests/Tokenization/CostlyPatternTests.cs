using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>Whatever the split pattern of a tokenizer.json is, a text ends in ids or in one error that names the pattern, within two seconds of work.</summary>
[TestFixture, NonParallelizable]
public sealed class CostlyPatternTests
{
    private const string Place = "$.pre_tokenizer.pretokenizers[1].pattern.Regex";

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private static readonly (string Name, string Pattern, bool IsRefused)[] s_patterns =
    [
        ("five stars in a row", @"\s*\s*\s*\s*\s*x|a*a*a*a*a*b", true),
        ("counted repetitions in a row", "a{0,1000}a{0,1000}a{0,1000}a{0,1000}b", true),
        ("a class of six hundred properties", $"[{string.Concat(Enumerable.Repeat(@"\p{Lu}", 600))}]*[{string.Concat(Enumerable.Repeat(@"\P{Ll}", 50))}]*x", false),
        ("a thousand alternatives", string.Join('|', Enumerable.Repeat("a*b", 900)), true),
        ("a look ahead over the rest at every character", "(?=[a-z])[a-z](?=[a-z]*x)|[a-z](?![a-z]*y)", true),
        ("looks ahead within looks ahead", string.Concat(Enumerable.Repeat("(?=a*", 15)) + "b" + new string(')', 15) + "a", true),
        ("GPT-2's", SplitPattern.Gpt2, false),
    ];

    private static IEnumerable<TestCaseData> Cases() => s_patterns.Select((pattern, index) => new TestCaseData(index).SetArgDisplayNames(pattern.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_text_ends_in_ids_or_in_an_error_that_names_the_pattern(int index)
    {
        (_, string pattern, bool isRefused) = s_patterns[index];
        HuggingFaceTokenizer tokenizer = With(SmallTokenizer.Split(pattern));
        int refused = 0;
        foreach (string text in (string[])[new('a', 50_000), new('é', 50_000), string.Concat(Enumerable.Repeat("aé 1", 12_500))])
        {
            WorkClock clock = new();
            try
            {
                Assert.That(tokenizer.Decode(tokenizer.Encode(text)), Is.EqualTo(text));
            }
            catch (TokenizerFormatException error)
            {
                Assert.That(error.Message, Does.StartWith($"{SmallTokenizer.File}: {Place} is a pattern that takes too many steps on a text of "));
                refused++;
            }

            Assert.That(clock.Elapsed, Is.LessThan(s_longest));
        }

        Assert.That(refused > 0, Is.EqualTo(isRefused), "a costly pattern is refused on one of the texts");
    }

    [Test]
    public void The_budget_holds_where_an_earlier_step_cut_the_text_into_many_words()
    {
        HuggingFaceTokenizer tokenizer = With(SmallTokenizer.Split(string.Join('|', Enumerable.Repeat("a*b", 900))), individualDigits: true);
        WorkClock clock = new();
        Assert.That(tokenizer.Encode(new string('1', 2_000)), Has.Count.EqualTo(2_000));
        Assert.That(clock.Elapsed, Is.LessThan(s_longest));
    }

    [Test]
    public void A_pattern_longer_than_any_that_was_published_is_refused_when_it_is_read()
    {
        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => With(SmallTokenizer.Split(new string('a', 4_001))));
        Assert.That(error.Message, Does.StartWith($"{SmallTokenizer.File}: {Place} is wrong at character 0 of the pattern \"aaa").And.Contains("the pattern has 4,001 characters, and 4,000 are read"));
        Assert.That(error.Message, Has.Length.LessThan(600));
    }

    private static HuggingFaceTokenizer With(JsonObject split, bool individualDigits = false) => SmallTokenizer.Load(json => json["pre_tokenizer"] = SmallTokenizer.Sequence(
        new JsonObject { ["type"] = "Digits", ["individual_digits"] = individualDigits }, split, SmallTokenizer.ByteLevel(useRegex: false)));
}
