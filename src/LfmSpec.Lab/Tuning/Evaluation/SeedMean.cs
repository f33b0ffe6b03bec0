namespace LfmSpec.Lab;

/// <summary>A mean over seeds with its 95 % interval by Student's t: the runs are few, and their spread is estimated from them.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">Half of the interval's width; not a number of a single run.</param>
/// <param name="Runs">The number of runs.</param>
public sealed record SeedMean(double Mean, double HalfWidth, int Runs)
{
    // The 0.975 quantiles of Student's t for 1 to 30 degrees of freedom.
    private static readonly double[] Quantiles =
    [
        12.706204736432095, 4.302652729911275, 3.182446305284263, 2.7764451051977934, 2.5705818366147395, 2.4469118487916806, 2.3646242510102993, 2.306004135033371,
        2.2621571627409915, 2.228138851986273, 2.2009851600829507, 2.178812829667228, 2.1603686564610127, 2.1447866879169273, 2.131449545559323, 2.1199052992210112,
        2.109815577833317, 2.10092204024096, 2.093024054408263, 2.085963447265837, 2.079613844727662, 2.073873067904015, 2.068657610419041, 2.0638985616280205,
        2.0595385527532946, 2.0555294386428713, 2.0518305164802833, 2.048407141795244, 2.045229642132703, 2.042272456301238,
    ];

    /// <summary>The mean of some runs.</summary>
    /// <param name="values">A number a run.</param>
    /// <returns>The mean.</returns>
    public static SeedMean Of(IReadOnlyList<double> values) => new(
        Descriptive.Mean(values),
        values.Count < 2 ? double.NaN : Quantile(values.Count - 1) * Descriptive.StandardDeviation(values) / Math.Sqrt(values.Count),
        values.Count);

    // Beyond the table the expansion about the normal quantile (Abramowitz and Stegun 26.7.5), right to six digits there.
    private static double Quantile(int degrees)
    {
        if (degrees <= Quantiles.Length)
        {
            return Quantiles[degrees - 1];
        }

        const double Z = 1.959963984540054, Z3 = Z * Z * Z, Z5 = Z3 * Z * Z, Z7 = Z5 * Z * Z;
        double n = degrees;
        return Z + ((Z3 + Z) / (4 * n)) + (((5 * Z5) + (16 * Z3) + (3 * Z)) / (96 * n * n)) + (((3 * Z7) + (19 * Z5) + (17 * Z3) - (15 * Z)) / (384 * n * n * n));
    }
}
