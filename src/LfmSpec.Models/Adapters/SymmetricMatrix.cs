namespace LfmSpec.Models.Adapters;

/// <summary>
/// The eigenvalues and eigenvectors of a real symmetric matrix, in double: Householder's reduction to a tridiagonal matrix, then implicit QL
/// (Wilkinson and Reinsch 1971, tred2 and tql2), with vectors as rows so that memory is walked in its order. About 10 n^3 operations.
/// </summary>
internal static class SymmetricMatrix
{
    private const int MostSteps = 60;

    /// <summary>Solves it.</summary>
    /// <param name="matrix">The rows of a symmetric matrix; they are overwritten.</param>
    /// <returns>The eigenvalues, the largest first, and the vector of each, of length 1.</returns>
    internal static (double[] Values, double[][] Vectors) Eigen(double[][] matrix)
    {
        var n = matrix.Length;
        var reflections = Reduce(matrix);
        double[] diagonal = [.. matrix.Select((row, i) => row[i])];
        double[] beside = [.. Enumerable.Range(0, n).Select(i => i + 1 < n ? matrix[i + 1][i] : 0)];
        var vectors = Enumerable.Range(0, n).Select(i => Unit(n, i)).ToArray();
        Solve(diagonal, beside, vectors);
        foreach (var (first, vector) in Enumerable.Reverse(reflections))
        {
            Parallel.ForEach(vectors, row => Reflect(row.AsSpan(first), vector));
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i])];
        return ([.. order.Select(i => diagonal[i])], [.. order.Select(i => vectors[i])]);
    }

    // H = I - 2 v v^T with |v| = 1, from the index on; the matrix becomes H A H, step by step.
    private static List<(int First, double[] Vector)> Reduce(double[][] matrix)
    {
        var n = matrix.Length;
        var reflections = new List<(int, double[])>();
        for (var step = 0; step + 2 < n; step++)
        {
            var first = step + 1;
            var vector = matrix[step][first..];
            var norm = DoubleVector.Norm(vector);
            if (DoubleVector.Norm(vector.AsSpan(1)) == 0)
            {
                continue;
            }

            var head = vector[0] > 0 ? -norm : norm;
            vector[0] -= head;
            var length = DoubleVector.Norm(vector);
            vector = DoubleVector.Scaled(vector, 1 / length);
            reflections.Add((first, vector));
            matrix[step].AsSpan(first).Clear();
            for (var i = first; i < n; i++)
            {
                matrix[i][step] = 0;
            }

            matrix[step][first] = matrix[first][step] = head;
            var other = new double[vector.Length];
            Parallel.For(0, vector.Length, i => other[i] = 2 * DoubleVector.Dot(matrix[first + i].AsSpan(first), vector));
            DoubleVector.Add(other, vector, -DoubleVector.Dot(other, vector));
            Parallel.For(0, vector.Length, i =>
            {
                var row = matrix[first + i].AsSpan(first);
                DoubleVector.Add(row, other, -vector[i]);
                DoubleVector.Add(row, vector, -other[i]);
            });
        }

        return reflections;
    }

    private static void Reflect(Span<double> row, double[] vector) => DoubleVector.Add(row, vector, -2 * DoubleVector.Dot(row, vector));

    // Implicit QL with Wilkinson's shift; each rotation turns two rows of the vectors.
    private static void Solve(double[] diagonal, double[] beside, double[][] vectors)
    {
        var scale = diagonal.Concat(beside).Max(Math.Abs);
        for (var l = 0; l < diagonal.Length; l++)
        {
            for (var steps = 0; End(l) is var end && end != l; steps++)
            {
                if (steps == MostSteps)
                {
                    throw new ArithmeticException("The eigenvalues of a weight do not converge.");
                }

                Step(l, end);
            }
        }

        int End(int l)
        {
            // What is lost in the rounding of the largest value is nothing; products of weights have a long tail of such values.
            var end = l;
            while (end + 1 < diagonal.Length && Math.Abs(beside[end]) > double.Epsilon + (1e-16 * Math.Max(Math.Abs(diagonal[end]) + Math.Abs(diagonal[end + 1]), 1e-3 * scale)))
            {
                end++;
            }

            return end;
        }

        void Step(int l, int end)
        {
            var g = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
            g = diagonal[end] - diagonal[l] + (beside[l] / (g + Math.CopySign(double.Hypot(g, 1), g)));
            double sine = 1, cosine = 1, p = 0;
            for (var i = end - 1; i >= l; i--)
            {
                double f = sine * beside[i], b = cosine * beside[i];
                var r = double.Hypot(f, g);
                beside[i + 1] = r;
                if (r == 0)
                {
                    diagonal[i + 1] -= p;
                    beside[end] = 0;
                    return;
                }

                (sine, cosine) = (f / r, g / r);
                g = diagonal[i + 1] - p;
                r = ((diagonal[i] - g) * sine) + (2 * cosine * b);
                p = sine * r;
                diagonal[i + 1] = g + p;
                g = (cosine * r) - b;
                Rotate(vectors[i], vectors[i + 1], sine, cosine);
            }

            diagonal[l] -= p;
            beside[l] = g;
            beside[end] = 0;
        }
    }

    private static void Rotate(double[] low, double[] high, double sine, double cosine)
    {
        for (var k = 0; k < low.Length; k++)
        {
            var was = high[k];
            high[k] = (sine * low[k]) + (cosine * was);
            low[k] = (cosine * low[k]) - (sine * was);
        }
    }

    private static double[] Unit(int n, int index)
    {
        var vector = new double[n];
        vector[index] = 1;
        return vector;
    }
}
