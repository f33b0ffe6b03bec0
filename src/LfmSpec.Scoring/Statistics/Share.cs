namespace LfmSpec.Scoring;

/// <summary>A share of right answers, and the interval in which the model's own share lies.</summary>
/// <param name="Right">How many are right; a mean over seeds may be between two numbers.</param>
/// <param name="Of">Of how many, from 1.</param>
public readonly record struct Share(double Right, int Of)
{
    /// <summary>The standard normal distribution's 97.5th percentile.</summary>
    internal const double Z = 1.959963984540054;

    /// <summary>The share, from 0 to 1.</summary>
    public double Value => Right / Of;

    /// <summary>The score interval of 95 % without a correction for continuity (Wilson 1927; method 3 of Newcombe 1998, Statistics in Medicine 17, 857).</summary>
    public (double Low, double High) Interval
    {
        get
        {
            double n = Of, p = Value, squared = Z * Z;
            var half = Z * Math.Sqrt((p * (1 - p) / n) + (squared / (4 * n * n)));
            var (centre, scale) = (p + (squared / (2 * n)), 1 + (squared / n));

            // The ends are the ends where none or all are right, which rounding misses.
            return (Right <= 0 ? 0 : (centre - half) / scale, Right >= Of ? 1 : (centre + half) / scale);
        }
    }
}
