namespace LfmSpec.Lab.Basics;

/// <summary>Descriptive statistics, in double, summed in the order of the values.</summary>
internal static class Descriptive
{
    internal static double Mean(IEnumerable<double> values)
    {
        double sum = 0;
        long count = 0;
        foreach (var value in values)
        {
            sum += value;
            count++;
        }

        return sum / count;
    }

    /// <summary>The variance of a sample, divided by n - 1 as PyTorch does unless told.</summary>
    internal static double Variance(IReadOnlyCollection<double> values)
    {
        var mean = Mean(values);
        return values.Aggregate(0.0, (sum, value) => sum + (value - mean) * (value - mean)) / (values.Count - 1);
    }

    internal static double StandardDeviation(IReadOnlyCollection<double> values) => Math.Sqrt(Variance(values));

    /// <summary>The L2 norm.</summary>
    internal static double Norm(ReadOnlySpan<float> values)
    {
        double squares = 0;
        foreach (double value in values)
        {
            squares += value * value;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The median; of an even number the mean of the two in the middle.</summary>
    internal static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>A quantile, interpolated linearly between the two nearest values (Hyndman and Fan 1996, type 7; NumPy's default).</summary>
    internal static double Quantile(IEnumerable<double> values, double share)
    {
        double[] ascending = [.. values];
        Array.Sort(ascending);
        var place = share * (ascending.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
    }
}
