namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.MassiveActivations"/>: Sun et al. 2024, "Massive activations in large language models".</summary>
internal static class MassiveActivations
{
    // A few roundings of a float32.
    private const double Rounding = 1e-6;

    internal static DataTable Table(Observed observed)
    {
        var runs = observed.Runs().ToArray();
        var threshold = observed.Spec.Threshold;
        return observed.Table(
            "Massive activations (Sun et al. 2024) of the residual stream, over all positions of all prompts: " +
            $"a position is massive if its L2 norm is above {threshold} x the median norm, " +
            $"a channel if its magnitude at some position is above {threshold} x the median magnitude. " +
            $"The largest activation is in the prompt (from 1), at the position and in the channel (from 0) that are named. {observed.Listed()}",
            ["after", "median norm", "massive positions", "share of them that are first", "largest magnitude", "prompt", "position", "channel", "median magnitude", "massive channels"],
            [.. Enumerable.Range(0, observed.Shape.Blocks.Count + 1).Select(place => Row(
                ResidualStream.Name(place), [.. runs.Select(clean => ResidualStream.Of(clean, place))], threshold))]);
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
    }}
