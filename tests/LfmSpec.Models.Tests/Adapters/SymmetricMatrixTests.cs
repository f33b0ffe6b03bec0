using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Adapters;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>The eigenvalue problem: A v = lambda v, and vectors that stand on each other at right angles.</summary>
[TestFixture]
public class SymmetricMatrixTests
{
    [Test]
    public void A_random_symmetric_matrix_is_the_sum_of_its_eigenvectors() => Prop.ForAll<int, byte>((seed, size) =>
    {
        var (random, n) = (new Random(seed), 1 + (size % 40));
        var matrix = Symmetric(n, (_, _) => random.NextDouble() - 0.5);
        return Error(matrix) < 1e-13 * n;
    }).Check(Config.QuickThrowOnFailure);

    private static IEnumerable<TestCaseData> Special()
    {
        yield return new TestCaseData((object)Symmetric(6, (_, _) => 0)).SetArgDisplayNames("zero");
        yield return new TestCaseData((object)Symmetric(6, (i, j) => i == j ? 1 : 0)).SetArgDisplayNames("identity");
        yield return new TestCaseData((object)Symmetric(6, (i, j) => i == 0 && j == 0 ? 64 : 0)).SetArgDisplayNames("one element");
        yield return new TestCaseData((object)Symmetric(7, (_, _) => 1)).SetArgDisplayNames("ones");
        yield return new TestCaseData((object)Symmetric(8, (i, j) => i == j ? Math.Pow(10, -4 * i) : 0)).SetArgDisplayNames("graded");
        yield return new TestCaseData((object)Symmetric(9, (i, j) => i + j == 8 ? 1 : 0)).SetArgDisplayNames("exchange");
        yield return new TestCaseData((object)Symmetric(5, (i, j) => Math.Abs(i - j) == 1 ? 1e-200 : 0)).SetArgDisplayNames("tiny");
    }

    [TestCaseSource(nameof(Special))]
    public void A_matrix_with_equal_or_vanishing_eigenvalues_is_solved_too(double[][] matrix) => Assert.That(Error(matrix), Is.LessThan(1e-13));

    [Test]
    public void The_eigenvalues_of_a_second_difference_are_known()
    {
        var (values, _) = SymmetricMatrix.Eigen(Symmetric(30, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0));
        Assert.That(values, Is.EqualTo(Enumerable.Range(1, 30).Select(k => 2 - (2 * Math.Cos(Math.PI * k / 31))).OrderDescending()).Within(1e-13));
    }

    // The largest element of A - V^T L V, of V V^T - 1, and of the values' order, against the largest element of A.
    private static double Error(double[][] matrix)
    {
        var n = matrix.Length;
        var (values, vectors) = SymmetricMatrix.Eigen([.. matrix.Select(row => row.ToArray())]);
        var scale = Math.Max(matrix.Max(row => row.Max(Math.Abs)), 1e-300);
        double worst = values.Zip(values.Skip(1)).Any(pair => pair.First < pair.Second) ? 1 : 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                worst = Math.Max(worst, Math.Abs(matrix[i][j] - Enumerable.Range(0, n).Sum(k => values[k] * vectors[k][i] * vectors[k][j])) / scale);
                worst = Math.Max(worst, Math.Abs(vectors[i].Zip(vectors[j], (a, b) => a * b).Sum() - (i == j ? 1 : 0)));
            }
        }

        return worst;
    }

    private static double[][] Symmetric(int n, Func<int, int, double> element)
    {
        var matrix = Enumerable.Range(0, n).Select(_ => new double[n]).ToArray();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[i][j] = matrix[j][i] = element(i, j);
            }
        }

        return matrix;
    }
}
