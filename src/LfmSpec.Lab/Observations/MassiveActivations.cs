namespace LfmSpec.Lab;

/// <summary>
/// Positions whose norm, and channels whose magnitude, are above a multiple of the block's median: Sun et al. 2024, "Massive activations in large
/// language models".
/// </summary>
public sealed record MassiveActivations : IObservation
{
    // A few roundings of a float32.
    private const double Rounding = 1e-6;

    /// <summary>The multiple of the median above which an activation is massive.</summary>
    [Takes("a multiple of the median is massive only above 1; give a number such as 10", Above = 1)]
    public double Threshold { get; init; } = Usual.Threshold;

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var prompts = runs.Runs().ToArray();
        return runs.Table(
            "Massive activations (Sun et al. 2024) of the residual stream, over all positions of all prompts: " +
            $"a position is massive if its L2 norm is above {Threshold} x the median norm, " +
            $"a channel if its magnitude at some position is above {Threshold} x the median magnitude. " +
            $"The largest activation is in the prompt (from 1), at the position and in the channel (from 0) that are named. {runs.Listed()}",
            ["after", "median norm", "massive positions", "share of them that are first", "largest magnitude", "prompt", "position", "channel", "median magnitude", "massive channels"],
            [.. Enumerable.Range(0, runs.Shape.Blocks.Count + 1).Select(place => Row(
                ResidualStream.Name(place), [.. prompts.Select(clean => ResidualStream.Of(clean, place))], Threshold))]);
    }

    internal static DataRow Row(string name, IReadOnlyList<ResidualStream> prompts, double threshold)
    {
        double[][] norms = [.. prompts.Select(stream => stream.Norms())];
        var medianNorm = Descriptive.Median(norms.SelectMany(prompt => prompt));
        var massive = norms.Sum(prompt => prompt.Count(norm => norm > threshold * medianNorm));
        var first = norms.Count(prompt => prompt[0] > threshold * medianNorm);

        var median = Descriptive.Median(prompts.SelectMany(stream => stream.Values).Select(value => (double)Math.Abs(value)));
        var (largest, at) = (-1.0, (Prompt: 0, Position: 0, Channel: 0));
        var channels = new HashSet<int>();
        foreach (var (prompt, stream) in prompts.Index())
        {
            for (var index = 0; index < stream.Values.Length; index++)
            {
                double magnitude = Math.Abs(stream.Values[index]);
                var (position, channel) = Math.DivRem(index, stream.Hidden);
                // Of equal ones the first: prompts share their first tokens, and an engine may round those otherwise in each.
                if (magnitude > largest * (1 + Rounding))
                {
                    (largest, at) = (magnitude, (prompt + 1, position, channel));
                }

                if (magnitude > threshold * median)
                {
                    channels.Add(channel);
                }
            }
        }

        return new DataRow(name,
        [
            Cell.Of(medianNorm), Cell.Of(massive), massive == 0 ? Cell.Of("none") : Cell.Of((double)first / massive),
            Cell.Of(largest), Cell.Of(at.Prompt), Cell.Of(at.Position), Cell.Of(at.Channel), Cell.Of(median), Cell.Of(channels.Count),
        ]);
    }
}
