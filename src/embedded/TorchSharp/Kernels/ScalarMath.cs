namespace TorchSharp.Kernels;

/// <summary>
/// Elementary functions from IEEE operations alone, so that they have the same bits on every platform; at most one unit in the last place from
/// the true value. Where one double is not enough, a value is an unevaluated sum of two.
/// </summary>
internal static partial class ScalarMath
{
    internal static double Exp(double x) => ExpOfPair(x, 0);

    internal static float Exp(float x) => (float)Exp((double)x);

    internal static float Expm1(float x) => (float)Expm1((double)x);

    internal static float Log(float x) => (float)Log((double)x);

    internal static float Log1p(float x) => (float)Log1p((double)x);

    internal static float Pow(float x, float y) => (float)Pow((double)x, y);

    internal static float Sin(float x) => (float)Sin((double)x);

    internal static float Cos(float x) => (float)Cos((double)x);

    internal static float Tanh(float x) => (float)Tanh((double)x);

    internal static float Erf(float x) => (float)Erf((double)x);

    // The sum of a and b, and what its rounding lost.
    private static (double Sum, double Lost) TwoSum(double a, double b)
    {
        double sum = a + b, kept = sum - a;
        return (sum, (a - (sum - kept)) + (b - kept));
    }

    // The same for |a| >= |b|.
    private static (double Sum, double Lost) FastTwoSum(double a, double b)
    {
        double sum = a + b;
        return (sum, b - (sum - a));
    }

    private static (double Product, double Lost) TwoProduct(double a, double b)
    {
        double product = a * b;
        return (product, Math.FusedMultiplyAdd(a, b, -product));
    }

    // 2^n for a normal result.
    private static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((n + 1023L) << 52);
}
