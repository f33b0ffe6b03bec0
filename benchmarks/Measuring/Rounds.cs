namespace LfmSpec.Benchmarks.Measuring;

/// <summary>Medians over the rounds: our rate as a share of the bound's rate in the same round, and our rate itself.</summary>
internal readonly record struct Paired(double Share, double Rate)
{
    /// <summary>The share first, as in <c>93 % (215)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{100 * Share:f0} % ({Rate:f0})");
}

/// <summary>
/// Paired measurement. A machine's speed changes with its temperature and its other users, from one minute to the next by more than most improvements
/// of a kernel; a bound that is measured right before and right after changes along, so the ratio says more than either rate.
/// </summary>
internal static class Rounds
{
    private const double WarmUpSeconds = 0.15;

    /// <summary>Runs both a few times in turn: bound, ours, bound. Each returns its rate, in the same unit.</summary>
    internal static Paired Measure(int rounds, Func<double> bound, Func<double> ours)
    {
        // Caches, threads and the compiler, which needs calls and a little time for its final code, warm up.
        for (var start = Clock.WallSeconds(); Clock.WallSeconds() - start < WarmUpSeconds;)
        {
            bound();
            ours();
        }

        var (shares, rates) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            var before = bound();
            rates[round] = ours();
            shares[round] = rates[round] / ((before + bound()) / 2);
        }

        return new Paired(Clock.Median(shares), Clock.Median(rates));
    }
}
