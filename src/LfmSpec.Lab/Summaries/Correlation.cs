namespace LfmSpec.Lab;

/// <summary>Correlation coefficients. Not a number where one of the two does not vary.</summary>
public static class Correlation
{
    /// <summary>Pearson's product-moment correlation.</summary>
    /// <param name="x">One quantity.</param>
    /// <param name="y">The other, as many.</param>
    /// <returns>The coefficient, from -1 to 1, or NaN.</returns>
    public static double Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
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
    /// <param name="x">One quantity.</param>
    /// <param name="y">The other, as many.</param>
    /// <returns>The coefficient, from -1 to 1, or NaN.</returns>
    public static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Ranks from 1, ascending; equal values share the mean of theirs (mid-ranks).</summary>
    /// <param name="values">The values.</param>
    /// <returns>Their ranks, in their order.</returns>
    public static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + (values.Count(other => other == value) + 1) / 2.0)];
}
