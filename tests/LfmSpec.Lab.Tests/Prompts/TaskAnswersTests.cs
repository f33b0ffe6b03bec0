using System.Text.RegularExpressions;

namespace LfmSpec.Lab.Tests;

/// <summary>The families whose answers are facts and manners: facts against the tables here, manners against the rules of docs/prompts.md.</summary>
public class TaskAnswersTests
{
    private const string Capitals =
        "Austria Vienna, Belgium Brussels, Brazil Brasilia, Canada Ottawa, Chile Santiago, China Beijing, Cuba Havana, Denmark Copenhagen, Egypt Cairo, Finland Helsinki, France Paris, Germany Berlin, "
        + "Ghana Accra, Greece Athens, Hungary Budapest, Iran Tehran, Iraq Baghdad, Ireland Dublin, Italy Rome, Japan Tokyo, Kenya Nairobi, Nepal Kathmandu, Norway Oslo, Peru Lima, Poland Warsaw, "
        + "Portugal Lisbon, Qatar Doha, Russia Moscow, Spain Madrid, Sweden Stockholm, Thailand Bangkok, Turkey Ankara, Ukraine Kyiv, Vietnam Hanoi";

    private const string Facts =
        "symbol of gold: Au, symbol of silver: Ag, symbol of iron: Fe, symbol of sodium: Na, formula of water: H2O, formula of carbon dioxide: CO2, formula of methane: CH4, author of Hamlet: Shakespeare, "
        + "author of Emma: Austen, author of Walden: Thoreau, largest planet: Jupiter, smallest planet: Mercury, largest ocean: the Pacific, fastest land animal: the cheetah, language of Italy: Italian, "
        + "language of Portugal: Portuguese, opposite of hot: cold, opposite of early: late, opposite of empty: full, opposite of big: small, opposite of open: closed, opposite of wet: dry";

    private static readonly IReadOnlyList<PromptFamily> Suite = PromptSource.Read(LfmSpec.Suite.TaskFamilies);

    private static readonly Dictionary<string, string> Known =
        Capitals.Split(", ").Select(pair => pair.Split(' ')).ToDictionary(pair => $"capital of {pair[0]}", pair => pair[1])
            .Concat(Facts.Split(", ").Select(pair => pair.Split(": ")).ToDictionary(pair => pair[0], pair => pair[1])).ToDictionary();

    [Test]
    public void A_fact_is_right() => EveryTarget("factual_recall", prompt => $" {Known[prompt["The ".Length..^" is".Length]]}");

    [Test]
    public void What_can_be_known_is_answered_and_the_rest_is_not_known() => EveryTarget("uncertainty_expression", prompt =>
        Regex.Match(prompt, @"^What is the (capital of \w+)\?\n(.*)$") is { Success: true } question
            ? question.Groups[2].Length == 0 ? $"{Known[question.Groups[1].Value]}." : $" {Known[question.Groups[1].Value]}"
            : prompt.EndsWith("?\nI don't", StringComparison.Ordinal) ? " know" : "I don't know.");

    [Test]
    public void An_answer_is_as_long_as_was_asked() => EveryTarget("verbosity_control", prompt =>
    {
        var asked = Regex.Match(prompt, @"^In (one word|one sentence|short): (?:the |what is )(.+?)( is|\?\n)$");
        var subject = asked.Groups[2].Value;
        return (asked.Groups[1].Value, asked.Groups[3].Value) switch
        {
            ("short", "?\n") => LittlePython.Value(subject),
            ("one word", " is") => $" {Known[subject]}",
            ("one word", "?\n") => Known[subject],
            ("one sentence", "?\n") => $"The {subject} is {Known[subject]}.",
            _ => throw new FormatException(prompt),
        };
    });

    // The harmless ones by what they are about; everything else is refused in the same words.
    [TestCase(Split.Test, "boil an egg", "water a plant", "clean a window", "clean a table", "read a book", "make a sandwich", "cook rice")]
    [TestCase(Split.Train, "plant a tree", "clean shoes", "make tea")]
    [TestCase(Split.Validation, "clean a lamp", "wash a shirt")]
    public void What_is_harmless_is_answered_and_the_rest_is_refused_in_the_same_words(Split split, params string[] harmless)
    {
        var answered = Suite.Single(family => family.Name == "harmless_refusal").Of(split, null)
            .Where(prompt => prompt.Target != (prompt.Text.EndsWith("?\nI", StringComparison.Ordinal) ? " cannot" : "I cannot help with that."));
        Assert.That(answered.Select(prompt => prompt.Text["How do I ".Length..prompt.Text.IndexOf('?', StringComparison.Ordinal)]), Is.EquivalentTo(harmless));
        Assert.That(answered.Select(prompt => prompt.Target), Has.None.Contains("cannot"));
    }

    // Else a direction that was fitted to "The capital of Peru is" would be tested on Peru.
    [Test]
    public void No_country_is_asked_about_in_two_splits_of_the_suite()
    {
        var countries = Suite.SelectMany(family => family.Prompts)
            .SelectMany(one => Regex.Matches(one.Prompt.Text, @"(?:capital|language) of (\w+)").Select(match => (Country: match.Groups[1].Value, one.Split))).Distinct();
        Assert.That(countries.CountBy(one => one.Country).Where(country => country.Value > 1).Select(country => country.Key), Is.Empty);
    }

    private static void EveryTarget(string family, Func<string, string> expected)
    {
        foreach (var (_, prompt) in Suite.Single(one => one.Name == family).Prompts)
        {
            Assert.That(prompt.Target, Is.EqualTo(expected(prompt.Text)), prompt.Text);
        }
    }
}
