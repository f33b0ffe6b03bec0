using LfmSpec.Scoring.Structured;

namespace LfmSpec.Scoring;

/// <summary>
/// The kind of scorer of the published benchmark (autonomous-small-model-exploration at 0da1e28, scripts/run_lfm2_capability_benchmark.py): strings that occur anywhere in the stripped answer, in any case. Nothing is parsed.
/// </summary>
public sealed class PublishedScorer
{
    private readonly IReadOnlyList<string> any, all, fraction, none;
    private readonly string? starts;
    private readonly IReadOnlyList<(string Text, int Least)> counts;
    private readonly (int Least, int Most)? words;
    private readonly bool isNumber;

    private PublishedScorer(IReadOnlyList<string> any, IReadOnlyList<string> all, IReadOnlyList<string> fraction, IReadOnlyList<string> none, string? starts, IReadOnlyList<(string, int)> counts, (int, int)? words, bool isNumber) =>
        (this.any, this.all, this.fraction, this.none, this.starts, this.counts, this.words, this.isNumber) =
            ([.. any.Select(Lower)], [.. all.Select(Lower)], [.. fraction.Select(Lower)], [.. none.Select(Lower)], starts is null ? null : Lower(starts), counts, words, isNumber);

    /// <summary>Scores an answer.</summary>
    /// <param name="output">What the model wrote.</param>
    /// <returns>From 0 to 1.</returns>
    public double Of(string output)
    {
        var text = Lower(output.Trim());
        if (isNumber)
        {
            text = text.Replace(",", "", StringComparison.Ordinal).Replace("£", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal);
        }

        var holds = (any.Count == 0 || any.Any(Holds)) && all.All(Holds) && !none.Any(Holds)
            && (starts is null || text.StartsWith(starts, StringComparison.Ordinal))
            && counts.All(count => Times(text, count.Text) >= count.Least)
            && (words is not { } bounds || text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length is var found && found >= bounds.Least && found <= bounds.Most);
        return !holds ? 0 : fraction.Count == 0 ? 1 : fraction.Count(Holds) / (double)fraction.Count;

        bool Holds(string part) => text.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>Reads it.</summary>
    /// <param name="published">What the test says of it; null for what follows from its score.</param>
    /// <param name="score">The strict score.</param>
    internal static PublishedScorer Read(Spec? published, Spec score)
    {
        if (published is { } said)
        {
            said.AllowOnly("any", "all", "fraction", "none", "starts", "counts", "words");
            IReadOnlyList<string> Texts(string name) => said.Has(name) ? said.Member(name).Texts() : [];
            return new(
                Texts("any"), Texts("all"), Texts("fraction"), Texts("none"), said.Has("starts") ? said.Member("starts").Text() : null,
                said.Has("counts") ? [.. said.Member("counts").Json.EnumerateObject().Select(count => (count.Name, new Spec(count.Value, said.Place).Whole()))] : [],
                said.Has("words") ? (said.Member("words").Items() is [var least, var most] ? (least.Whole(), most.Whole()) : throw new ScoringException(said.Place, "words has a least and a most number")) : null,
                score.Has("number"));
        }

        return score switch
        {
            _ when score.Has("exact") => Any(score.Member("exact").Texts()),
            _ when score.Has("label") => Any([score.Member("label").Text()]),
            _ when score.Has("number") => Any([score.Member("number").Json.GetRawText()], isNumber: true),
            _ when new[] { "json", "yaml", "csv", "table" }.FirstOrDefault(score.Has) is { } format && score.Member(format).Has("value") => new(
                [], [], [.. Structure.Leaves(Structure.Of(score.Member(format).Member("value").Json)).Distinct()], [], null, [], null, false),
            _ => throw new ScoringException(score.Place, "its published kind does not follow from it; give published"),
        };
    }

    private static PublishedScorer Any(IReadOnlyList<string> texts, bool isNumber = false) => new(texts, [], [], [], null, [], null, isNumber);

    private static string Lower(string text) => text.ToLowerInvariant();

    // Without overlaps, as Python's str.count.
    private static int Times(string text, string part)
    {
        var times = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            times++;
        }

        return times;
    }
}
