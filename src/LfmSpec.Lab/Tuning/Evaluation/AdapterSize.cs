using LfmSpec.Models.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>How large an adapter is, and in how many directions.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Norm">The Frobenius norm of what it adds to the weight, scale B A.</param>
/// <param name="EffectiveRank">e to the entropy of its singular values, divided by their sum (Roy and Vetterli 2007): 1 to the rank; 0 of an adapter that adds nothing.</param>
public sealed record AdapterSize(string Module, double Norm, double EffectiveRank)
{
    private const int Sweeps = 60;

    /// <summary>Measures an adapter. The product has at most the adapter's rank, so two Gram matrices of that size say all; they and what follows are in double.</summary>
    internal static AdapterSize Of(Adapter adapter)
    {
        using var scope = NewDisposeScope();
        var rank = adapter.Rank;
        var ofA = Gram(adapter.A.detach().t(), rank);
        var ofB = Gram(adapter.B.detach(), rank);
        var (values, vectors) = Eigen(ofA);

        // sqrt(D) V^T (B^T B) V sqrt(D) has the squared singular values of B A.
        var inner = new double[rank, rank];
        for (var i = 0; i < rank; i++)
        {
            for (var j = 0; j < rank; j++)
            {
                double sum = 0;
                for (var k = 0; k < rank; k++)
                {
                    for (var l = 0; l < rank; l++)
                    {
                        sum += vectors[k, i] * ofB[k, l] * vectors[l, j];
                    }
                }

                inner[i, j] = Math.Sqrt(Math.Max(0, values[i])) * sum * Math.Sqrt(Math.Max(0, values[j]));
            }
        }

        double[] singular = [.. Eigen(inner).Values.Select(value => Math.Sqrt(Math.Max(0, value))).OrderDescending()];
        return new AdapterSize(adapter.Module.Path, Math.Abs(adapter.Scale) * Math.Sqrt(singular.Sum(value => value * value)), Effective(singular));
    }

    private static double Effective(double[] singular)
    {
        var sum = singular.Sum();
        return sum == 0 ? 0 : Math.Exp(-singular.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }

    // X^T X of X, [n, rank].
    private static double[,] Gram(Tensor matrix, int rank)
    {
        var data = HostArray.Of(matrix);
        var gram = new double[rank, rank];
        for (var row = 0; row < data.Length; row += rank)
        {
            for (var i = 0; i < rank; i++)
            {
                for (var j = 0; j < rank; j++)
                {
                    gram[i, j] += (double)data[row + i] * data[row + j];
                }
            }
        }

        return gram;
    }

    // Jacobi's rotations for a symmetric matrix: plain arithmetic and roots, so the same everywhere.
    private static (double[] Values, double[,] Vectors) Eigen(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var vectors = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            vectors[i, i] = 1;
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var turned = false;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p, q]) > 1e-17 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])))
                    {
                        Rotate(a, vectors, p, q);
                        turned = true;
                    }
                }
            }

            if (!turned)
            {
                break;
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], vectors);
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        var n = a.GetLength(0);
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (var k = 0; k < n; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (vectors[k, p], vectors[k, q]) = ((c * vectors[k, p]) - (s * vectors[k, q]), (s * vectors[k, p]) + (c * vectors[k, q]));
        }
    }
}
