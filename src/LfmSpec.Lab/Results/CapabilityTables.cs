using LfmSpec.Scoring;

namespace LfmSpec.Lab;

/// <summary>The scores of a capability, as the tables of an experiment's page.</summary>
public static class CapabilityTables
{
    /// <summary>The name of the table with a row a test.</summary>
    public const string Tests = "Capability_Tests";

    private const int LongestAnswer = 60;

    /// <summary>The tables.</summary>
    /// <param name="result">The scores; null for none.</param>
    /// <returns>The shares, what cases change, and a row a test.</returns>
    public static IReadOnlyList<DataTable> Of(CapabilityResult? result) => result is null ? [] : [Shares(result), .. result.Cases.Count > 0 ? [Changes(result)] : Array.Empty<DataTable>(), Rows(result)];

    /// <summary>A row a test.</summary>
    /// <param name="result">The scores.</param>
    /// <returns>The table.</returns>
    public static DataTable Rows(CapabilityResult result) => new(
        Tests,
        "Strict: right, or why not. As published: the mean score over the seeds. The answer is the strict protocol's, its beginning alone.",
        ["test", "strict", .. result.Published.Count > 0 ? ["as published"] : Array.Empty<string>(), .. result.Cases.Select(@case => @case.Case.Name), "answer"],
        [
            .. result.Strict.Select((outcome, test) => new DataRow(outcome.Test,
            [
                Cell.Of(Word(outcome)),
                .. result.Published.Count > 0 ? [Cell.Of(result.Published.Average(seed => seed[test].Score))] : Array.Empty<Cell>(),
                .. result.Cases.Select(@case => Cell.Of(@case.Outcomes[test] is { Skipped: false, Score: 1 } ? "right" : @case.Outcomes[test].Skipped ? "skipped" : "wrong")),
                Cell.Of(Beginning(outcome.Answer)),
            ])),
        ]);

    private static DataTable Shares(CapabilityResult result)
    {
        var scored = result.Strict.Where(outcome => !outcome.Skipped).ToArray();
        var rows = new List<DataRow> { Row("strict", scored.Sum(outcome => outcome.Score), scored.Length, null) };
        if (result.Published.Count > 0)
        {
            var seeds = result.Published.Select(seed => seed.Sum(outcome => outcome.Score)).ToArray();
            rows.Add(Row($"as published, {result.Published.Count} seeds", seeds.Average(), result.Strict.Count, seeds));
        }

        foreach (var (answer, strict, published) in result.Baselines)
        {
            rows.Add(Row($"{answer}, strict", strict, result.Strict.Count, null));
            if (result.Published.Count > 0)
            {
                rows.Add(Row($"{answer}, as published", published, result.Strict.Count, null));
            }
        }

        return new DataTable(
            "Capability",
            $"{result.About} {result.Strict.Count} tests{(scored.Length < result.Strict.Count ? $", of which {result.Strict.Count - scored.Length} could not be scored here" : "")}. Low and high are the 95 % interval of the share (Wilson 1927). "
            + "Strict: chat template, the most probable tokens, scorers that read the answer. As published: raw prompt, temperature 0.1, top-k 50, repetition penalty 1.05, strings looked for anywhere; least and most are over the seeds.",
            ["protocol", "right", "of", "share", "low", "high", "least", "most"],
            [.. rows.DistinctBy(row => row.Name)]);
    }

    private static DataTable Changes(CapabilityResult result) => new(
        "Capability_Changes",
        "What each case changes of the clean model's strict scores, test by test. p is McNemar's exact test, two-sided; low and high are the 95 % interval of the difference of the shares (Newcombe 1998, method 10).",
        ["case", "right", "of", "lost", "won", "difference", "low", "high", "p"],
        [.. result.Cases.Select(@case => Change(@case.Case.Name, result.Strict, @case.Outcomes))]);

    private static DataRow Change(string name, IReadOnlyList<CapabilityOutcome> clean, IReadOnlyList<CapabilityOutcome> changed)
    {
        var pairs = clean.Zip(changed).Where(pair => !pair.First.Skipped && !pair.Second.Skipped).Select(pair => (Clean: pair.First.Score == 1, Changed: pair.Second.Score == 1)).ToArray();
        var shares = new PairedShares(
            pairs.Count(pair => pair is { Clean: true, Changed: true }), pairs.Count(pair => pair is { Clean: true, Changed: false }),
            pairs.Count(pair => pair is { Clean: false, Changed: true }), pairs.Count(pair => pair is { Clean: false, Changed: false }));
        return pairs.Length == 0
            ? new DataRow(name, [.. Enumerable.Repeat(Cell.Of(Cell.Undefined), 8)])
            : DataRow.Of(name, shares.Both + shares.Won, shares.Of, shares.Lost, shares.Won, shares.Difference, shares.Interval.Low, shares.Interval.High, shares.P);
    }

    private static DataRow Row(string name, double right, int of, double[]? seeds)
    {
        if (of == 0)
        {
            return new DataRow(name, [.. Enumerable.Repeat(Cell.Of(Cell.Undefined), 7)]);
        }

        var share = new Share(right, of);
        Cell Spread(Func<double[], double> choose) => seeds is null ? Cell.Of("") : Cell.Of(choose(seeds));
        return new DataRow(name, [Cell.Of(right), Cell.Of(of), Cell.Of(share.Value), Cell.Of(share.Interval.Low), Cell.Of(share.Interval.High), Spread(all => all.Min()), Spread(all => all.Max())]);
    }

    private static string Word(CapabilityOutcome outcome) => outcome.Skipped ? $"skipped: {outcome.Why}" : outcome.Score == 1 ? "right" : $"wrong: {outcome.Why}";

    private static string Beginning(string answer)
    {
        var line = answer.ReplaceLineEndings("⏎");
        return line.Length <= LongestAnswer ? line : $"{line[..(char.IsHighSurrogate(line[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)]}…";
    }
}
