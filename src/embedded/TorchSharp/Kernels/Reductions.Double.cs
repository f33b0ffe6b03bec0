namespace TorchSharp.Kernels;

/// <summary>The same for doubles, one by one; 32 lanes without sets.</summary>
internal static unsafe partial class Reductions
{
    internal static double Sum(double* x, nint count)
    {
        double* lanes = stackalloc double[Lanes];
        new Span<double>(lanes, Lanes).Clear();
        for (nint i = 0; i < count; i++)
        {
            lanes[i % Lanes] += x[i];
        }
        return SumOfLanes(lanes);
    }

    internal static double SumOfSquares(double* x, nint count) => Dot(x, x, count);

    internal static double Dot(double* x, double* y, nint count)
    {
        double* lanes = stackalloc double[Lanes];
        new Span<double>(lanes, Lanes).Clear();
        for (nint i = 0; i < count; i++)
        {
            lanes[i % Lanes] = Math.FusedMultiplyAdd(x[i], y[i], lanes[i % Lanes]);
        }
        return SumOfLanes(lanes);
    }

    internal static double Max(double* x, nint count) => count == 0 ? double.NegativeInfinity : x[ArgMax(x, count)];

    internal static nint ArgMax(double* x, nint count)
    {
        nint best = 0;
        for (nint i = 1; i < count && !double.IsNaN(x[best]); i++)
        {
            if (x[i] > x[best] || double.IsNaN(x[i]))
            {
                best = i;
            }
        }
        return best;
    }

    internal static void Softmax(double* x, double* y, nint count)
    {
        double max = Max(x, count);
        for (nint i = 0; i < count; i++)
        {
            y[i] = ScalarMath.Exp(x[i] - max);
        }
        Elementwise.Div(y, Sum(y, count), y, count);
    }

    internal static void LogSoftmax(double* x, double* y, nint count)
    {
        double* lanes = stackalloc double[Lanes];
        new Span<double>(lanes, Lanes).Clear();
        double max = Max(x, count);
        for (nint i = 0; i < count; i++)
        {
            lanes[i % Lanes] += ScalarMath.Exp(x[i] - max);
        }
        double log = ScalarMath.Log(SumOfLanes(lanes));
        for (nint i = 0; i < count; i++)
        {
            y[i] = x[i] - max - log;
        }
    }

    private static double SumOfLanes(double* lanes)
    {
        for (int width = Lanes / 2; width > 0; width /= 2)
        {
            for (int l = 0; l < width; l++)
            {
                lanes[l] += lanes[l + width];
            }
        }
        return lanes[0];
    }
}
