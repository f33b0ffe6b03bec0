namespace LfmSpec.Scoring;

/// <summary>Two shares of the same tests, test by test.</summary>
/// <param name="Both">How many both have right.</param>
/// <param name="Lost">How many the first alone has right.</param>
/// <param name="Won">How many the second alone has right.</param>
/// <param name="Neither">How many neither has right.</param>
public readonly record struct PairedShares(int Both, int Lost, int Won, int Neither)
{
    /// <summary>The number of tests, from 1.</summary>
    public int Of => Both + Lost + Won + Neither;

    /// <summary>How much larger the second share is than the first, from -1 to 1.</summary>
    public double Difference => (Won - Lost) / (double)Of;

    /// <summary>McNemar's exact test, two-sided: how likely it is that at least so one-sided a part of the tests that differ is so by chance (McNemar 1947; binomial of one half).</summary>
    public double P
    {
        get
        {
            int differ = Lost + Won, fewer = Math.Min(Lost, Won);
            double term = Math.Pow(0.5, differ), sum = 0;
            for (var count = 0; count <= fewer; count++)
            {
                sum += term;
                term *= (differ - count) / (count + 1.0);
            }

            return Math.Min(1, 2 * sum);
        }
    }

    /// <summary>The interval of 95 % of the difference of paired shares: method 10 of Newcombe 1998 (Statistics in Medicine 17, 2635), of Wilson's intervals and the correlation of the two.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            Share first = new(Both + Lost, Of), second = new(Both + Won, Of);
            var ((firstLow, firstHigh), (secondLow, secondHigh)) = (first.Interval, second.Interval);
            var correlation = Correlation;
            double Half(double one, double other) => Math.Sqrt(Math.Max(0, (one * one) - (2 * correlation * one * other) + (other * other)));
            var low = Half(second.Value - secondLow, firstHigh - first.Value);
            var high = Half(secondHigh - second.Value, first.Value - firstLow);
            return (Difference - low, Difference + high);
        }
    }

    // Phi of the two by two table, corrected for continuity where it is positive, as Newcombe does; 0 where a margin is empty.
    private double Correlation
    {
        get
        {
            double a = Both, b = Lost, c = Won, d = Neither, n = Of;
            var margins = (a + b) * (c + d) * (a + c) * (b + d);
            if (margins == 0)
            {
                return 0;
            }

            var product = (a * d) - (b * c);
            return (product > 0 ? Math.Max(product - (n / 2), 0) : product) / Math.Sqrt(margins);
        }
    }
}
