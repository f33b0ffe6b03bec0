namespace LfmSpec.Lab;

/// <summary>The cross-entropy of each next token, in nats.</summary>
public sealed record TokenLoss : IObservation
{
    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var rows = new List<DataRow>();
        var means = new List<double>();
        foreach (var (prompt, clean) in runs.Runs().Index())
        {
            NextTokenLoss.CheckPredicts(clean);
            var losses = new List<double>();
            for (var position = 1; position < clean.Ids.Count; position++)
            {
                var predicted = TokenProbabilities.At(clean.Distribution.Logits, position - 1);
                var token = clean.Ids[position];
                losses.Add(predicted.Loss(token));
                rows.Add(new DataRow(
                    $"{runs.Prefix(prompt)}position {position}",
                    [Cell.Of(runs.Text(token)), Cell.Of(losses[^1]), Cell.Of(predicted.Probability(token))]));
            }

            means.Add(Descriptive.Mean(losses));
            rows.Add(Mean(runs.Prefix(prompt) + "mean", means[^1]));
        }

        if (means.Count > 1)
        {
            rows.Add(Mean("mean over prompts", runs.Mean(means)));
        }

        return runs.Table(
            "Cross-entropy of each token given those before it, in nats, and its probability; positions from 0, the first is not predicted. " +
            $"A mean is over a prompt's predicted tokens{(means.Count > 1 ? ", then over the prompts of a family, then over families" : "")}; its p is exp(-mean loss). " +
            runs.Listed(),
            ["position", "token", "loss", "p"],
            rows);
    }

    private static DataRow Mean(string name, double loss) => new(name, [Cell.Of(""), Cell.Of(loss), Cell.Of(Math.Exp(-loss))]);
}
