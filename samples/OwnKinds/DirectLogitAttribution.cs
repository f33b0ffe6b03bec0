namespace OwnKinds;

/// <summary>
/// Which parts of the model write the answer: the difference between the logits of the two most probable tokens at the last position, as a sum over the embedding and what
/// each operator and MLP adds to the residual stream (direct logit attribution; Elhage et al. 2021, "A mathematical framework for transformer circuits"; Wang et al. 2022). The
/// final norm divides all parts by one number, the norm of the whole stream, which is held as it is in the clean run.
/// </summary>
public sealed record DirectLogitAttribution : IObservation
{
    // Of the largest logit: a sum of some thirty float32 products, against one.
    private const double Rounding = 1e-4;

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs) => runs.Table(
        "Direct logit attribution (Elhage et al. 2021): what each part adds to the difference of the logits of the two most probable tokens at the last position, " +
        $"the final norm's divisor held. {runs.Averaged()}",
        ["part", "logit difference"],
        runs.Mean([.. runs.Runs().Select(run => (IReadOnlyList<DataRow>)[.. Contributions(runs, run).Select(part => new DataRow(part.Name, [Cell.Of(part.Value)]))])]));

    /// <summary>The contributions sum to the difference of the model's own logits.</summary>
    [Law]
    public static LawVerdict ContributionsSumToTheLogitDifference(CleanRuns runs, CleanRun run)
    {
        var sum = Contributions(runs, run).Sum(part => part.Value);
        var difference = Difference(run.Logits.narrow(1, run.Ids.Count - 1, 1), TopTwo(run));
        var largest = run.Logits.abs().max().ToDouble();
        return Math.Abs(sum - difference) <= Rounding * largest
            ? LawVerdict.Holds
            : LawVerdict.Broken($"the contributions sum to {sum:G6} and the logits differ by {difference:G6}");
    }

    private static IEnumerable<(string Name, double Value)> Contributions(CleanRuns runs, CleanRun run)
    {
        var tokens = TopTwo(run);
        var last = run.Ids.Count - 1;
        var stream = run.Residual(runs.Shape.Blocks.Count).narrow(1, last, 1);
        // The norm is a product with one number a channel, once its divisor is held.
        var factor = runs.Value(run, new Site(SiteKind.FinalNorm)).narrow(1, last, 1) / stream;
        double Of(Tensor part) => Difference(runs.Model.Head(part, new Normed(part * factor)), tokens);

        yield return ("embedding", Of(run.Residual(0).narrow(1, last, 1)));
        for (var layer = 0; layer < runs.Shape.Blocks.Count; layer++)
        {
            yield return ($"L{layer:00} operator", Of(runs.Value(run, new Site(SiteKind.OperatorOutput, layer)).narrow(1, last, 1)));
            yield return ($"L{layer:00} mlp", Of(runs.Value(run, new Site(SiteKind.MlpOutput, layer)).narrow(1, last, 1)));
        }
    }

    private static (long First, long Second) TopTwo(CleanRun run)
    {
        var (_, tokens) = run.Logits[0, run.Ids.Count - 1].topk(2);
        return (tokens[0].ToInt64(), tokens[1].ToInt64());
    }

    private static double Difference(Tensor logits, (long First, long Second) tokens) =>
        (double)logits[0, 0, tokens.First].ToSingle() - logits[0, 0, tokens.Second].ToSingle();

    // Puts a value in the place of the final norm's.
    private sealed class Normed(Tensor value) : ISiteVisitor
    {
        public bool Wants(Site site) => site.Kind == SiteKind.FinalNorm;

        public Tensor Visit(Site site, Tensor seen) => site.Kind == SiteKind.FinalNorm ? value : seen;
    }
}
