using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Observations;

[TestFixture]
public sealed class CkaTests
{
    // Both are double; sums of some hundred terms are good to 1e-12, and cosines of small unbiased values lose some of it.
    private const double Tolerance = 1e-9;

    [Test]
    public void Cka_is_that_of_the_textbook() => ForMatrices((x, y, _) =>
    {
        Assert.That(Cka(x, y, false), Is.EqualTo(Textbook(x, y, BiasedHsic)).Within(Tolerance));
        Assert.That(Cka(x, y, true), Is.EqualTo(Textbook(x, y, UnbiasedHsic)).Within(Tolerance));
    });

    [Test]
    public void Cka_does_not_change_when_columns_are_rotated_scaled_and_moved() => ForMatrices((x, y, random) =>
    {
        double angle = random.NextDouble() * 6, scale = 0.1 + random.NextDouble() * 9, shift = random.NextDouble() * 9;
        double[][] turned = [.. y.Select(row => row.ToArray())];
        foreach (var row in turned)
        {
            (row[0], row[1]) = (Math.Cos(angle) * row[0] - Math.Sin(angle) * row[1], Math.Sin(angle) * row[0] + Math.Cos(angle) * row[1]);
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = row[column] * scale + shift;
            }
        }

        Assert.That(Cka(x, turned, false), Is.EqualTo(Cka(x, y, false)).Within(Tolerance));
        Assert.That(Cka(x, turned, true), Is.EqualTo(Cka(x, y, true)).Within(Tolerance));
    });

    [Test]
    public void Cka_does_not_change_when_the_rows_of_both_are_permuted_and_is_symmetric() => ForMatrices((x, y, random) =>
    {
        int[] order = [.. Enumerable.Range(0, x.Length)];
        random.Shuffle(order);
        double[][] px = [.. order.Select(row => x[row])], py = [.. order.Select(row => y[row])];
        foreach (var unbiased in new[] { false, true })
        {
            Assert.That(Cka(px, py, unbiased), Is.EqualTo(Cka(x, y, unbiased)).Within(Tolerance));
            Assert.That(Cka(y, x, unbiased), Is.EqualTo(Cka(x, y, unbiased)).Within(Tolerance));
        }
    });

    [Test]
    public void The_upper_triangle_of_a_permuted_Gram_matrix_is_that_of_permuted_rows() => ForMatrices((x, _, random) =>
    {
        int[] order = [.. Enumerable.Range(0, x.Length)];
        random.Shuffle(order);
        var permuted = Centred([.. order.Select(row => x[row])], true);
        IEnumerable<double> above = permuted.Where((_, index) => index % x.Length > index / x.Length);
        Assert.That(LinearCka.UpperTriangle(Centred(x, true), order), Is.EqualTo(above).Within(Tolerance));
    });

    [Test]
    public void Unrelated_rows_fewer_than_columns_are_near_1_if_biased_and_near_0_if_not()
    {
        var random = new Random(1);
        double[][] Draw() => [.. Enumerable.Range(0, 32).Select(_ => Enumerable.Range(0, 1024).Select(_ => random.NextDouble() - 0.5).ToArray())];
        double[][] x = Draw(), y = Draw();
        Assert.That(Cka(x, y, false), Is.EqualTo(0.97).Within(0.01), "as the audit found at n = 32 and d = 1024");
        Assert.That(Cka(x, y, true), Is.EqualTo(0).Within(0.15));
    }

    [Test]
    public void The_null_is_of_rows_permuted_by_randperm()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var scope = NewDisposeScope();
        string[] prompts = ["The capital of France is", "7 + 5 ="];
        var table = Observe.On(lab, Observe.Spec(new Cka { Permutations = 3, Seed = 11 }), prompts);
        double[][] Rows(int place) => [.. prompts.SelectMany(text => ResidualStream.Of(lab.Clean(new Prompt("", text)), place) is var stream
            ? Enumerable.Range(1, stream.Positions - 1).Select(position => stream.At(position).ToArray().Select(x => (double)x).ToArray())
            : [])];
        double[][] x = Rows(2), y = Rows(9);
        var generator = new Generator(11);
        double[] nulls = [.. Enumerable.Range(0, 3).Select(_ => Cka(x, [.. randperm(x.Length, generator: generator).data<long>().Select(row => y[row])], true))];
        Array.Sort(nulls);
        Assert.Multiple(() =>
        {
            Assert.That(table.Number("L01 and L08", "null, mean"), Is.EqualTo(nulls.Average()).Within(Tolerance));
            Assert.That(table.Number("L01 and L08", "null, 95th percentile"), Is.EqualTo(nulls[1] + 0.9 * (nulls[2] - nulls[1])).Within(Tolerance), "0.95 x 2 = 1.9 places from the smallest");
            Assert.That(table.Number("L01 and L08", "unbiased, without"), Is.EqualTo(Cka(x, y, true)).Within(Tolerance));
            Assert.That(table.Number("L01 and L08", "n"), Is.EqualTo(14));
            Assert.That(table.Number("L01 and L08", "n, without"), Is.EqualTo(12));
            Assert.That(table.Number("L01 and L08", "d"), Is.EqualTo(128));
        });
    }

    [Test]
    public void Too_few_positions_are_an_error()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        Assert.That(() => Observe.On(lab, Observe.Spec(new Cka()), "A"), Throws.TypeOf<LabException>().With.Message.Contains("more or longer prompts"));
    }

    private static void ForMatrices(Action<double[][], double[][], Random> law) =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                var random = new Random(seed);
                int rows = random.Next(4, 30), columns = random.Next(2, 20);
                double[][] x = Draw(random, rows, columns), noise = Draw(random, rows, columns);
                var related = random.NextDouble();
                law(x, [.. x.Zip(noise, (a, b) => a.Zip(b, (p, q) => related * p + q).ToArray())], random);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    private static double[][] Draw(Random random, int rows, int columns) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => random.NextDouble() * 2 - 1).ToArray())];

    private static double Cka(double[][] x, double[][] y, bool unbiased) => LinearCka.Similarity(Centred(x, unbiased), Centred(y, unbiased));

    private static double[] Centred(double[][] x, bool unbiased)
    {
        using var scope = NewDisposeScope();
        var gram = LinearCka.Gram(tensor(x.SelectMany(row => row).ToArray()).reshape(x.Length, x[0].Length));
        return unbiased ? LinearCka.UnbiasedCentring(gram, x.Length) : gram;
    }

    private static double Textbook(double[][] x, double[][] y, Func<double[][], double[][], double> hsic) =>
        hsic(Products(x), Products(y)) / Math.Sqrt(hsic(Products(x), Products(x)) * hsic(Products(y), Products(y)));

    private static double[][] Products(double[][] x) => [.. x.Select(a => x.Select(b => a.Zip(b, (p, q) => p * q).Sum()).ToArray())];

    // tr(K H L H), H = I - 1/n
    private static double BiasedHsic(double[][] k, double[][] l)
    {
        var n = k.Length;
        double[][] h = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => (i == j ? 1.0 : 0.0) - 1.0 / n).ToArray())];
        return Trace(Times(Times(k, h), Times(l, h)));
    }

    // Song et al. 2012, equation 5, with the diagonals of both set to zero.
    private static double UnbiasedHsic(double[][] k, double[][] l)
    {
        double n = k.Length;
        double[][] a = Hollow(k), b = Hollow(l);
        double sumA = a.Sum(row => row.Sum()), sumB = b.Sum(row => row.Sum()), cross = Times(a, b).Sum(row => row.Sum());
        return (Trace(Times(a, b)) + sumA * sumB / ((n - 1) * (n - 2)) - 2 / (n - 2) * cross) / (n * (n - 3));
    }

    private static double[][] Hollow(double[][] m) => [.. m.Select((row, i) => row.Select((x, j) => i == j ? 0 : x).ToArray())];

    private static double[][] Times(double[][] a, double[][] b) =>
        [.. a.Select(row => Enumerable.Range(0, b[0].Length).Select(j => row.Select((x, k) => x * b[k][j]).Sum()).ToArray())];

    private static double Trace(double[][] m) => m.Select((row, i) => row[i]).Sum();
}
