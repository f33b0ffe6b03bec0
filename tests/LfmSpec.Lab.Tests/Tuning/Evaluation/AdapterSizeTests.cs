using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The norm and the effective rank of scale B A, from matrices of the adapter's rank, against the whole product and against singular values that are known.</summary>
[TestFixture]
public sealed class AdapterSizeTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void The_norm_is_that_of_the_whole_product() => Prop.ForAll<int>(seed =>
    {
        using var model = Model(5);
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using var generator = new Generator((ulong)(uint)seed);
        var adapter = model.Adapters[0];
        adapter.B.copy_(randn(adapter.B.shape, generator: generator));
        var product = matmul(adapter.B.to(ScalarType.Float64), adapter.A.to(ScalarType.Float64)) * 2;
        Assert.That(AdapterSize.Of(adapter).Norm, Is.EqualTo(product.square().sum().sqrt().ToDouble()).Within(1e-9).Percent);
        Assert.That(AdapterSize.Of(adapter).EffectiveRank, Is.InRange(1, 5));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [TestCase(new double[] { 3, 3, 3, 3, 3 }, 5)]
    [TestCase(new double[] { 2, 0, 0, 0, 0 }, 1)]
    [TestCase(new double[] { 4, 4, 0, 0, 0 }, 2)]
    [TestCase(new double[] { 0, 0, 0, 0, 0 }, 0)]
    public void Equal_singular_values_count(double[] singular, double rank)
    {
        using var model = Model(5);
        SetSingular(model.Adapters[0], singular);
        var size = AdapterSize.Of(model.Adapters[0]);
        // The rounding of A and B to float32 leaves singular values of some 1e-8 where there are none.
        Assert.That(size.EffectiveRank, Is.EqualTo(rank).Within(1e-6));
        Assert.That(size.Norm, Is.EqualTo(2 * Math.Sqrt(singular.Sum(value => value * value))).Within(1e-5));
    }

    [Test]
    public void Unequal_singular_values_count_by_their_entropy()
    {
        double[] singular = [8, 4, 2, 1, 1];
        using var model = Model(5);
        SetSingular(model.Adapters[0], singular);
        var entropy = -singular.Sum(value => value / 16 * Math.Log(value / 16));
        Assert.That(AdapterSize.Of(model.Adapters[0]).EffectiveRank, Is.EqualTo(Math.Exp(entropy)).Within(1e-6));
    }

    // A and B with orthonormal rows and columns, B's scaled: rotated planes, so that neither Gram matrix is diagonal.
    private static void SetSingular(Adapter adapter, double[] singular)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        int rank = singular.Length, inputs = (int)adapter.Module.Inputs, outputs = (int)adapter.Module.Outputs;
        var mixing = Rotation(rank);
        float[] a = new float[rank * inputs], b = new float[outputs * rank];
        for (var i = 0; i < rank; i++)
        {
            for (var k = 0; k < rank; k++)
            {
                a[(i * inputs) + (7 * k)] = (float)mixing[i, k];
                b[(11 * k * rank) + i] = (float)(mixing[i, k] * singular[k]);
            }
        }

        adapter.A.copy_(tensor(a, rank, inputs));
        adapter.B.copy_(tensor(b, outputs, rank));
    }

    // Householder's reflection about (1, 2, ..., n): orthonormal and nowhere zero.
    private static double[,] Rotation(int n)
    {
        var squares = Enumerable.Range(1, n).Sum(i => (double)i * i);
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                matrix[i, j] = (i == j ? 1 : 0) - (2.0 * (i + 1) * (j + 1) / squares);
            }
        }

        return matrix;
    }

    private AdaptedModel Model(int rank) => AdaptedModel.Of(checkpoint, new AdapterSpec(["in_proj"], [0], rank, 2 * rank), 0);

    public void Dispose() => checkpoint.Dispose();
}
