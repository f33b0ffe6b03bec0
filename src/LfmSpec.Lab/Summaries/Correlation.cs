namespace LfmSpec.Lab;

/// <summary>Correlation coefficients. Not a number where one of the two does not vary.</summary>
internal static class Correlation
{
    /// <summary>Pearson's product-moment correlation.</summary>
    internal static double Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        // Equal values may have a mean that is not theirs in the last bit.
        if (x.All(value => value == x[0]) || y.All(value => value == y[0]))
        {
            return double.NaN;
        }

        double meanX = Descriptive.Mean(x), meanY = Descriptive.Mean(y), xy = 0, xx = 0, yy = 0;
        foreach (var (a, b) in x.Zip(y))
        {
            xy += (a - meanX) * (b - meanY);
            xx += (a - meanX) * (a - meanX);
            yy += (b - meanY) * (b - meanY);
        }

        return xy / (Math.Sqrt(xx) * Math.Sqrt(yy));
    }

    /// <summary>Spearman's rank correlation: Pearson's of the ranks.</summary>
    internal static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Ranks from 1, ascending; equal values share the mean of theirs (mid-ranks).</summary>
    internal static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + (values.Count(other => other == value) + 1) / 2.0)];
}
