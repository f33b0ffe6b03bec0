namespace TorchSharp.Kernels;

internal static partial class ScalarMath
{
    // erf x = x (1 + c0 + c1 x^2 + ...) below 1, with the coefficients of its series.
    private static readonly double[] ErfSeries = FindErfSeries();

    // x exp(x^2) erfc(x) for x in [1, 6.1] as a polynomial in (x - 3) / (x + 3), relative error below 2^-58 (Remez exchange).
    private static readonly double[] ScaledErfc =
    [
        0.5370034535441699, 0.09530622695922798, -0.1465830480328911, 0.13988054760178104, -0.09546975030660843, 0.046350263330394895,
        -0.01401982562794685, 0.0009108227209323719, 0.0012428762347333076, -0.0004125443550820464, -8.460985485868806e-05, 6.89848659242172e-05,
        6.482788511304614e-06, -1.1124903439104655e-05, -1.0998866246315927e-06, 1.831000539770154e-06, 5.241470667893893e-07,
    ];

    internal static double Erf(double x)
    {
        double z = Math.Abs(x);
        if (double.IsNaN(x) || z > 6)
        {
            return double.IsNaN(x) ? x : Math.CopySign(1, x);
        }
        if (z < 1)
        {
            return Math.FusedMultiplyAdd(x, Polynomial(ErfSeries, x * x), x);
        }
        double erfc = Exp(-(z * z)) * (Polynomial(ScaledErfc, (z - 3) / (z + 3)) / z);
        return Math.CopySign(1 - erfc, x);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + coefficients[i];
        }
        return sum;
    }

    // 2/sqrt(pi) (-1)^n / (n! (2n + 1)), less 1 in the first one.
    private static double[] FindErfSeries()
    {
        const double twoOverRootPi = 1.1283791670955126;
        double[] series = new double[20];
        double factorial = 1;
        for (int n = 1; n < series.Length; n++)
        {
            factorial *= -n;
            series[n] = twoOverRootPi / (factorial * ((2 * n) + 1));
        }
        series[0] = 0.1283791670955126;
        return series;
    }
}
