using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.Cka"/>: Kornblith et al. 2019, "Similarity of neural network representations revisited".</summary>
internal static class Cka
{
    // The Gram matrices of all places are in memory at once, in two forms: 30 of 2,000 rows take 1 GB.
    private const int LargestRows = 2000;
    private const int SmallestRows = 4;

    internal static DataTable Table(Observed observed)
    {
        var runs = observed.Runs().ToArray();
        var (n, first) = (runs.Sum(run => run.Ids.Count), runs.Length);
        if (n - first < SmallestRows || n > LargestRows)
        {
            throw new LabException(
                $"CKA over {n:N0} positions of {first} prompt(s): it needs {SmallestRows} besides each prompt's first, and takes {LargestRows:N0} at most, " +
                $"since it compares each with each. Use {(n > LargestRows ? "fewer or shorter" : "more or longer")} prompts.");
        }

        int places = observed.Shape.Blocks.Count + 1, m = n - first;
        (int A, int B)[] pairs = [.. Enumerable.Range(0, places).SelectMany(a => Enumerable.Range(a + 1, places - a - 1).Select(b => (a, b)))];
        var (biased, unbiased, _) = Compare(runs, places, pairs, 0);
        var (biasedWithout, unbiasedWithout, centred) = Compare(runs, places, pairs, 1);
        var nulls = Null(centred, pairs, m, observed);

        return observed.Table(
            "Linear CKA (Kornblith et al. 2019) between the residual streams after two blocks, before the final norm, the positions of all prompts stacked: " +
            $"biased over all positions{(observed.RepeatsPublished ? " as published" : "")}, and on the unbiased HSIC of Song et al. 2012; " +
            "without = without each prompt's first position. The null permutes the rows of one of the two, " +
            $"{observed.Spec.Permutations} times from seed {observed.Spec.Seed}, and is of the unbiased value without. " +
            $"Biased CKA is near 1 for unrelated data where the rows n are fewer than the columns d. {observed.Listed()}",
            ["between", "biased", "biased, without", "unbiased", "unbiased, without", "null, mean", "null, 95th percentile", "n", "n, without", "d"],
            [.. pairs.Select((pair, index) => new DataRow(
                $"{ResidualStream.Name(pair.A)} and {ResidualStream.Name(pair.B)}",
                [
                    .. new[] { biased, biasedWithout, unbiased, unbiasedWithout }.Select(column => Cell.Finite(column[index])),
                    Cell.Finite(Descriptive.Mean(nulls[index])), Cell.Finite(Descriptive.Quantile(nulls[index], 0.95)), Cell.Of(n), Cell.Of(m), Cell.Of(observed.Shape.Hidden),
                ]))]);
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
        var rows = cat([.. runs.Select(run => run.Residual(place).squeeze(0).narrow(0, skip, run.Ids.Count - skip))], 0);
        return LinearCka.Gram(rows.to(ScalarType.Float64));
    }

    // [pair][permutation]. The matrices are symmetric and their diagonals zero: the part above has it all, at half the work.
    private static double[][] Null(double[][] grams, (int A, int B)[] pairs, int rows, Observed observed)
    {
        var orders = Orders(rows, observed.Spec.Permutations, observed.Spec.Seed);
        double[][] upper = [.. grams.Select(gram => LinearCka.UpperTriangle(gram, [.. Enumerable.Range(0, rows)]))];
        double[] norms = [.. upper.Select(part => Math.Sqrt(LinearCka.Dot(part, part)))];
        double[][] values = [.. pairs.Select(_ => new double[orders.Length])];
        Parallel.For(0, orders.Length, new ParallelOptions { CancellationToken = observed.Cancellation }, permutation =>
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
}
