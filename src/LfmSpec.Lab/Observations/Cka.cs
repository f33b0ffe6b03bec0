using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Linear CKA between the residual streams after every two blocks: Kornblith et al. 2019, "Similarity of neural network representations revisited".</summary>
public sealed record Cka : IObservation
{
    // The Gram matrices of all places are in memory at once, in two forms: 30 of 2,000 rows take 1 GB.
    private const int LargestRows = 2000;
    private const int SmallestRows = 4;

    // Double precision: rotating d columns rounds each by some 1e-16 d.
    private const double Tolerance = 1e-9;

    /// <summary>The number of permutations of the rows for the null.</summary>
    [Takes("a null needs 1 permutation or more, and 1000000 are enough", Least = 1, Most = 1_000_000)]
    public int Permutations { get; init; } = Usual.Permutations;

    /// <summary>The seed of the permutations.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var clean = runs.Runs().ToArray();
        var (n, first) = (clean.Sum(run => run.Ids.Count), clean.Length);
        if (n - first < SmallestRows || n > LargestRows)
        {
            throw new LabException(
                $"CKA over {n:N0} positions of {first} prompt(s): it needs {SmallestRows} besides each prompt's first, and takes {LargestRows:N0} at most, " +
                $"since it compares each with each. Use {(n > LargestRows ? "fewer or shorter" : "more or longer")} prompts.");
        }

        int places = runs.Shape.Blocks.Count + 1, m = n - first;
        (int A, int B)[] pairs = [.. Enumerable.Range(0, places).SelectMany(a => Enumerable.Range(a + 1, places - a - 1).Select(b => (a, b)))];
        var (biased, unbiased, _) = Compare(clean, places, pairs, 0);
        var (biasedWithout, unbiasedWithout, centred) = Compare(clean, places, pairs, 1);
        var nulls = Null(centred, pairs, m, runs.Cancellation);

        return runs.Table(
            "Linear CKA (Kornblith et al. 2019) between the residual streams after two blocks, before the final norm, the positions of all prompts stacked: " +
            $"biased over all positions{(runs.RepeatsPublished ? " as published" : "")}, and on the unbiased HSIC of Song et al. 2012; " +
            "without = without each prompt's first position. The null permutes the rows of one of the two, " +
            $"{Permutations} times from seed {Seed}, and is of the unbiased value without. " +
            $"Biased CKA is near 1 for unrelated data where the rows n are fewer than the columns d. {runs.Listed()}",
            ["between", "biased", "biased, without", "unbiased", "unbiased, without", "null, mean", "null, 95th percentile", "n", "n, without", "d"],
            [.. pairs.Select((pair, index) => new DataRow(
                $"{ResidualStream.Name(pair.A)} and {ResidualStream.Name(pair.B)}",
                [
                    .. new[] { biased, biasedWithout, unbiased, unbiasedWithout }.Select(column => Cell.Finite(column[index])),
                    Cell.Finite(Descriptive.Mean(nulls[index])), Cell.Finite(Descriptive.Quantile(nulls[index], 0.95)), Cell.Of(n), Cell.Of(m), Cell.Of(runs.Shape.Hidden),
                ]))]);
    }

    /// <summary>CKA of a matrix with itself is 1, with either estimator, and does not change when the other's columns are rotated or scaled.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="run">The run that is checked.</param>
    /// <returns>Whether it holds.</returns>
    [Law]
    public static LawVerdict CkaOfItselfIsOne(CleanRuns runs, CleanRun run) => CkaOfItselfIsOne(Similarity, run, runs.Shape);

    /// <param name="similarity">CKA of two matrices, float64, [n, d], by the unbiased estimator or the biased one.</param>
    /// <param name="clean">The clean run.</param>
    /// <param name="shape">The model's sizes.</param>
    internal static LawVerdict CkaOfItselfIsOne(Func<Tensor, Tensor, bool, double> similarity, CleanRun clean, ModelShape shape)
    {
        if (clean.Ids.Count < 2)
        {
            return LawVerdict.NothingToCheck("the prompt has one position, and CKA compares positions");
        }

        // The unbiased estimator needs four rows, the biased one two.
        bool[] estimators = clean.Ids.Count >= 4 ? [false, true] : [false];
        for (var place = 0; place <= shape.Blocks.Count; place++)
        {
            using var scope = NewDisposeScope();
            var rows = clean.Stream(place).squeeze(0).to(ScalarType.Float64);
            var turned = Reflected(rows) * 3;
            foreach (var unbiased in estimators)
            {
                foreach (var (other, what) in new[] { (rows, "itself"), (turned, "itself, rotated and scaled by 3") })
                {
                    var value = similarity(rows, other, unbiased);
                    if (!(Math.Abs(value - 1) <= Tolerance))
                    {
                        return LawVerdict.Broken($"{(unbiased ? "unbiased" : "biased")} CKA of {ResidualStream.Name(place)} with {what} is {value:G9}, off 1 by {Math.Abs(value - 1):G3}");
                    }
                }
            }
        }

        return LawVerdict.Holds;
    }

    // Both estimators of every pair, without so many of each prompt's first positions; and the matrices of the unbiased one, centred.
    private static (double[] Biased, double[] Unbiased, double[][] Centred) Compare(IReadOnlyList<CleanRun> runs, int places, (int A, int B)[] pairs, int skip)
    {
        double[][] grams = [.. Enumerable.Range(0, places).Select(place => Gram(runs, place, skip))];
        double[] biased = Similarities(grams, pairs);
        double[][] centred = [.. grams.Select(gram => LinearCka.UnbiasedCentring(gram, runs.Sum(run => run.Ids.Count - skip)))];
        return (biased, Similarities(centred, pairs), centred);
    }

    private static double[] Similarities(double[][] grams, (int A, int B)[] pairs) => [.. pairs.Select(pair => LinearCka.Similarity(grams[pair.A], grams[pair.B]))];

    private static double[] Gram(IReadOnlyList<CleanRun> runs, int place, int skip)
    {
        using var scope = NewDisposeScope();
        var rows = cat([.. runs.Select(run => run.Stream(place).squeeze(0).narrow(0, skip, run.Ids.Count - skip))], 0);
        return LinearCka.Gram(rows.to(ScalarType.Float64));
    }

    // [pair][permutation]. The matrices are symmetric and their diagonals zero: the part above has it all, at half the work.
    private double[][] Null(double[][] grams, (int A, int B)[] pairs, int rows, CancellationToken cancellation)
    {
        var orders = Orders(rows, Permutations, Seed);
        double[][] upper = [.. grams.Select(gram => LinearCka.UpperTriangle(gram, [.. Enumerable.Range(0, rows)]))];
        double[] norms = [.. upper.Select(part => Math.Sqrt(LinearCka.Dot(part, part)))];
        double[][] values = [.. pairs.Select(_ => new double[orders.Length])];
        Parallel.For(0, orders.Length, new ParallelOptions { CancellationToken = cancellation }, permutation =>
        {
            foreach (var group in pairs.Index().GroupBy(pair => pair.Item.B))
            {
                var permuted = LinearCka.UpperTriangle(grams[group.Key], orders[permutation]);
                foreach (var (index, (a, b)) in group)
                {
                    values[index][permutation] = LinearCka.Dot(upper[a], permuted) / (norms[a] * norms[b]);
                }
            }
        });
        return values;
    }

    private static int[][] Orders(int rows, int permutations, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var orders = new int[permutations][];
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            using var scope = NewDisposeScope();
            orders[permutation] = [.. HostArray.OfIntegers(randperm(rows, generator: generator)).Select(row => (int)row)];
        }

        return orders;
    }

    private static double Similarity(Tensor one, Tensor other, bool unbiased)
    {
        double[] Centred(Tensor rows) => unbiased ? LinearCka.UnbiasedCentring(LinearCka.Gram(rows), (int)rows.shape[0]) : LinearCka.Gram(rows);
        return LinearCka.Similarity(Centred(one), Centred(other));
    }

    // Two Householder reflections make a rotation: x - 2 (x.v) v for unit vectors v.
    private static Tensor Reflected(Tensor rows)
    {
        using var generator = new Generator(0);
        for (var reflection = 0; reflection < 2; reflection++)
        {
            var drawn = randn(rows.shape[1], 1, dtype: ScalarType.Float64, generator: generator).to(rows.device);
            var mirror = drawn / drawn.norm();
            rows = rows - matmul(matmul(rows, mirror), mirror.transpose(0, 1)) * 2;
        }

        return rows;
    }
}
