using static TorchSharp.torch;

namespace LfmSpec.Lab.Observations;

/// <summary>
/// Linear CKA, in double. Both estimators are cosines between Gram matrices X X^T of rows, [n, n], centred in two ways, so that a
/// permutation of the rows only moves elements: doubly for the biased one (Kornblith et al. 2019); and for the one on the unbiased HSIC
/// of Song et al. 2012 with U-centring (Székely and Rizzo 2014), of which that HSIC is the inner product, divided by n (n - 3).
/// </summary>
internal static class LinearCka
{
    /// <summary>The Gram matrix of rows whose columns were centred: for <see cref="Similarity"/> as it is, the biased CKA.</summary>
    /// <param name="rows">float64, [n, d].</param>
    /// <returns>[n, n], row-major.</returns>
    internal static double[] Gram(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var centred = rows - rows.mean([0], keepdim: true);
        return HostArray.OfDoubles(matmul(centred, centred.transpose(0, 1)));
    }

    /// <summary>U-centring: the diagonal zero, and so every row's sum; for <see cref="Similarity"/>, the unbiased CKA.</summary>
    /// <param name="gram">[n, n], row-major.</param>
    /// <param name="n">The number of rows, 4 or more.</param>
    /// <returns>[n, n], row-major.</returns>
    internal static double[] UnbiasedCentring(double[] gram, int n)
    {
        var sums = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sums[i] += i == j ? 0 : gram[i * n + j];
            }
        }

        var total = sums.Sum() / ((n - 1.0) * (n - 2.0));
        var centred = new double[gram.Length];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                centred[i * n + j] = i == j ? 0 : gram[i * n + j] - (sums[i] + sums[j]) / (n - 2.0) + total;
            }
        }

        return centred;
    }

    /// <summary>The cosine between two centred Gram matrices: CKA. Not a number if all rows of one are equal.</summary>
    internal static double Similarity(double[] one, double[] other) => Dot(one, other) / Math.Sqrt(Dot(one, one) * Dot(other, other));

    /// <summary>The elements above the diagonal of the matrix of permuted rows: element (i, j) is the matrix's (order[i], order[j]).</summary>
    internal static double[] UpperTriangle(double[] matrix, int[] order)
    {
        var n = order.Length;
        var upper = new double[n * (n - 1) / 2];
        var next = 0;
        for (var i = 0; i < n; i++)
        {
            var row = order[i] * n;
            for (var j = i + 1; j < n; j++)
            {
                upper[next++] = matrix[row + order[j]];
            }
        }

        return upper;
    }

    // Four sums, so that an addition need not wait for the one before; always four, so that the bits are the same on every machine.
    internal static double Dot(double[] one, double[] other)
    {
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= one.Length; i += 4)
        {
            a += one[i] * other[i];
            b += one[i + 1] * other[i + 1];
            c += one[i + 2] * other[i + 2];
            d += one[i + 3] * other[i + 3];
        }

        for (; i < one.Length; i++)
        {
            a += one[i] * other[i];
        }

        return a + b + (c + d);
    }
}
