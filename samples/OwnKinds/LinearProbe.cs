namespace OwnKinds;

/// <summary>
/// Can a linear map read a prompt's family off the residual stream at the last position, after each block? Ridge regression onto one column a family, the largest wins (Alain and
/// Bengio 2016, "Understanding intermediate layers using linear classifier probes"), scored on prompts that were held out. Beside it the control of Hewitt and Liang 2019: the same
/// probe on labels that were shuffled, which shows how much a probe of this size finds where there is nothing to find.
/// </summary>
public sealed record LinearProbe : IObservation
{
    /// <summary>The parts into which the prompts of a family are split; each is held out once.</summary>
    [Takes("each fold is held out once; give 2 to 20", Least = 2, Most = 20)]
    public int Folds { get; init; } = 4;

    /// <summary>The weight of the ridge, as a share of the mean square of the data.</summary>
    [Takes("a ridge needs a weight above 0; give a number such as 0.1", Above = 0)]
    public double Ridge { get; init; } = 0.1;

    /// <summary>The number of shuffles of the labels.</summary>
    [Takes("a control needs a shuffle; give 1 to 1000", Least = 1, Most = 1000)]
    public int Shuffles { get; init; } = 10;

    /// <summary>The seed of the shuffles.</summary>
    public int Seed { get; init; }

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        string[] families = [.. runs.Prompts.Prompts.Select(prompt => prompt.Family).Distinct()];
        int[] labels = [.. runs.Prompts.Prompts.Select(prompt => Array.IndexOf(families, prompt.Family))];
        if (families.Length < 2 || labels.CountBy(label => label).Any(family => family.Value < Folds))
        {
            throw new LabException($"A probe of {Folds} folds needs two families or more, each of {Folds} prompts or more. Use a suite or a file of families, more prompts, or fewer folds.");
        }

        var folds = FoldsOf(labels);
        int[][] shuffled = [.. Enumerable.Range(0, Shuffles).Select(shuffle => Shuffled(labels, new Random(Seed + shuffle)))];
        var streams = runs.Runs().ToArray();
        return runs.Table(
            $"Linear probe of a prompt's family on the residual stream at the last position: share of held-out prompts that are told right ({Folds} folds, ridge {Ridge}), " +
            $"and the mean over {Shuffles} shuffles of the labels from seed {Seed} (Hewitt and Liang 2019). {families.Length} families, {labels.Length} prompts.",
            ["after", "held out", "shuffled", "chance"],
            [.. Enumerable.Range(0, runs.Shape.Blocks.Count + 1).Select(place =>
            {
                var gram = Gram(streams, place);
                return new DataRow(place == 0 ? "embedding" : $"L{place - 1:00}",
                [
                    Cell.Of(Score(gram, labels, folds)), Cell.Of(shuffled.Average(other => Score(gram, other, folds))), Cell.Of(1.0 / families.Length),
                ]);
            })]);
    }

    // The n-th prompt of each family is in fold n, so that every family is in every fold.
    private int[] FoldsOf(int[] labels)
    {
        var seen = new int[labels.Max() + 1];
        return [.. labels.Select(label => seen[label]++ % Folds)];
    }

    private static int[] Shuffled(int[] labels, Random random)
    {
        int[] other = [.. labels];
        random.Shuffle(other);
        return other;
    }

    // Inner products of the last positions, in double: [prompts][prompts]. A ridge needs no more of the data, and a constant column beside it.
    private static double[][] Gram(CleanRun[] runs, int place)
    {
        float[][] rows = [.. runs.Select(run => run.Residual(place)[0, run.Ids.Count - 1].to(ScalarType.Float32).cpu().data<float>().ToArray())];
        var scale = rows.Average(row => row.Sum(value => (double)value * value));
        return [.. rows.Select(a => rows.Select(b => (a.Zip(b, (x, y) => (double)x * y).Sum() / scale) + 1).ToArray())];
    }

    private double Score(double[][] gram, int[] labels, int[] folds)
    {
        var right = 0;
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] train = [.. labels.Index().Where(item => folds[item.Index] != fold).Select(item => item.Index)];
            int[] held = [.. labels.Index().Where(item => folds[item.Index] == fold).Select(item => item.Index)];
            var weights = Solve([.. train.Select(a => train.Select(b => gram[a][b] + (a == b ? Ridge : 0)).ToArray())], [.. train.Select(a => labels[a])], labels.Max() + 1);
            right += held.Count(prompt => Best(weights, [.. train.Select(other => gram[prompt][other])]) == labels[prompt]);
        }

        return right / (double)labels.Length;
    }

    private static int Best(double[][] weights, double[] products) =>
        weights.Index().MaxBy(family => family.Item.Zip(products, (weight, product) => weight * product).Sum()).Index;

    // Gaussian elimination with pivots: one right-hand side a family, 1 for its own prompts and 0 for others. [families][training prompts].
    private static double[][] Solve(double[][] matrix, int[] labels, int families)
    {
        var n = matrix.Length;
        double[][] right = [.. labels.Select(label => Enumerable.Range(0, families).Select(family => family == label ? 1.0 : 0).ToArray())];
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row][column]));
            (matrix[column], matrix[pivot], right[column], right[pivot]) = (matrix[pivot], matrix[column], right[pivot], right[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = matrix[row][column] / matrix[column][column];
                for (var at = column; at < n; at++)
                {
                    matrix[row][at] -= factor * matrix[column][at];
                }

                for (var family = 0; family < families; family++)
                {
                    right[row][family] -= factor * right[column][family];
                }
            }
        }

        for (var row = n - 1; row >= 0; row--)
        {
            for (var family = 0; family < families; family++)
            {
                var sum = right[row][family];
                for (var at = row + 1; at < n; at++)
                {
                    sum -= matrix[row][at] * right[at][family];
                }

                right[row][family] = sum / matrix[row][row];
            }
        }

        return [.. Enumerable.Range(0, families).Select(family => right.Select(row => row[family]).ToArray())];
    }
}

/// <summary><see cref="LinearProbe"/> in an experiment: each argument sets the property of its name.</summary>
public sealed class LinearProbeAttribute : ObserveAttribute<LinearProbe>
{
    /// <inheritdoc cref="LinearProbe.Folds"/>
    public int Folds { get; set; } = 4;

    /// <inheritdoc cref="LinearProbe.Ridge"/>
    public double Ridge { get; set; } = 0.1;

    /// <inheritdoc cref="LinearProbe.Shuffles"/>
    public int Shuffles { get; set; } = 10;

    /// <inheritdoc cref="LinearProbe.Seed"/>
    public int Seed { get; set; }
}
