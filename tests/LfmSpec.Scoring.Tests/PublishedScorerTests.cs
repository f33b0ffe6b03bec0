using System.Text.Json;

namespace LfmSpec.Scoring.Tests;

/// <summary>The published kinds of scorers, faults included: they look for strings and read nothing.</summary>
public class PublishedScorerTests
{
    [TestCase("""{ "any": ["canberra"] }""", "It is Canberra.", 1), TestCase("""{ "any": ["canberra"] }""", "not Canberra but Sydney", 1), TestCase("""{ "any": ["canberra"] }""", "Sydney", 0)]
    [TestCase("""{ "fraction": ["Alice", "31"] }""", "alice is 30", 0.5), TestCase("""{ "all": ["def push", "def pop"] }""", "def push(): pass", 0)]
    [TestCase("""{ "any": ["a"], "none": ["b"] }""", "a b", 0), TestCase("""{ "starts": "no" }""", "  Nobody knows", 1), TestCase("""{ "counts": { "|": 3 } }""", "|a|b|", 1), TestCase("""{ "counts": { "aa": 2 } }""", "aaa", 0)]
    [TestCase("""{ "words": [2, 3] }""", "one two", 1), TestCase("""{ "words": [2, 3] }""", "one", 0)]
    public void Strings_are_looked_for(string published, string output, double expected) =>
        Assert.That(Scorers.ReadPublished(JsonDocument.Parse(published).RootElement, JsonDocument.Parse("""{ "exact": ["x"] }""").RootElement, "t").Of(output), Is.EqualTo(expected));

    [TestCase("""{ "exact": ["Fe", "Ferrum"] }""", "it is ferrum", 1), TestCase("""{ "label": "positive", "of": ["positive", "negative"] }""", "positive or negative", 1)]
    [TestCase("""{ "number": 1500 }""", "about £1,500", 1), TestCase("""{ "number": 4 }""", "14", 1), TestCase("""{ "json": { "value": { "a": "x", "b": ["y", 2] } } }""", "x and 2", 2.0 / 3)]
    public void What_is_left_out_follows_from_the_strict_score(string score, string output, double expected) =>
        Assert.That(Scorers.ReadPublished(null, JsonDocument.Parse(score).RootElement, "t").Of(output), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Where_it_does_not_follow_it_is_asked_for() => Assert.That(
        () => Scorers.ReadPublished(null, JsonDocument.Parse("""{ "constraints": [{ "case": "upper" }] }""").RootElement, "t"),
        Throws.TypeOf<ScoringException>().With.Message.EqualTo("t: its published kind does not follow from it; give published."));
}
