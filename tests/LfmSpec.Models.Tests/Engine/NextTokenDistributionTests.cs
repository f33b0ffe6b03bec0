using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>KL and top-1 of the head, fused and by plain operations, against a loop in double.</summary>
[TestFixture]
public class NextTokenDistributionTests
{
    [Test]
    public void KL_of_two_known_distributions_is_the_formula_worked_by_hand([Values] bool own)
    {
        // p = (1/2, 1/4, 1/4), q = (1/8, 1/8, 3/4): KL(p || q) = 1/2 ln 4 + 1/4 ln 2 + 1/4 ln 1/3 = 5/4 ln 2 - 1/4 ln 3. The other way round it is another number.
        using var scope = NewDisposeScope();
        var p = tensor(new[] { 0.5, 0.25, 0.25 }).log().to(ScalarType.Float32).view(1, 1, 3);
        // Logits may have any constant added to them.
        var q = (tensor(new[] { 0.125, 0.125, 0.75 }).log() + 0.25).to(ScalarType.Float32).view(1, 1, 3);
        using var identity = Matrix(eye(3), own);
        using var clean = identity.Distribution(p);

        var divergence = identity.Divergence(q, clean);

        Assert.Multiple(() =>
        {
            Assert.That(divergence.Kl[0], Is.EqualTo((1.25 * Math.Log(2)) - (0.25 * Math.Log(3))).Within(1e-7), "float32 logits carry 1e-7");
            Assert.That((clean.Top[0], divergence.Top[0]), Is.EqualTo((0, 2)));
            Assert.That(clean.LogNormalizers[0], Is.EqualTo(0).Within(1e-7));
        });
    }

    [Test]
    public void KL_meets_a_plain_double_loop_and_is_not_negative([Values] bool own) => Prop.ForAll(Shapes().ToArbitrary(), shape =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)shape.Seed);
        var (weight, x, y) = Draw(shape, generator);
        using var matrix = Matrix(weight, own);
        using var clean = matrix.Distribution(x);
        var changed = matrix.Divergence(y, clean);

        float[] from = clean.Logits.data<float>().ToArray(), to = matrix.Apply(y).data<float>().ToArray();
        for (var row = 0; row < shape.Copies * shape.Rows; row++)
        {
            var expected = Naive(from.AsSpan(row % shape.Rows * shape.Vocabulary, shape.Vocabulary), to.AsSpan(row * shape.Vocabulary, shape.Vocabulary));
            // Double sums of up to 700 terms of size 1 and below.
            Assert.That(changed.Kl[row], Is.EqualTo(expected.Kl).Within(1e-13 * Math.Max(1, expected.Kl)));
            Assert.That(changed.Kl[row], Is.GreaterThan(-1e-14));
            Assert.That(changed.Top[row], Is.EqualTo(expected.Top));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public void Logits_have_the_bits_of_the_matrix_product() => Prop.ForAll(Shapes().ToArbitrary(), shape =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)shape.Seed);
        var (weight, x, _) = Draw(shape, generator);
        using var matrix = Matrix(weight, own: true);
        using var clean = matrix.Distribution(x);
        Assert.That(clean.Logits.Equals(matrix.Apply(x)), Is.True);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Test]
    public void The_same_run_has_KL_zero_exactly()
    {
        using var scope = NewDisposeScope();
        using var matrix = Matrix(randn(700, 32), own: true);
        var x = randn(1, 5, 32);
        using var clean = matrix.Distribution(x);
        Assert.That(matrix.Divergence(x, clean).Kl, Is.All.EqualTo(0.0));
    }

    [Test]
    public void Threads_and_the_number_of_rows_do_not_show()
    {
        using var scope = NewDisposeScope();
        using var matrix = Matrix(randn(3000, 32), own: true);
        Tensor x = randn(1, 300, 32), y = x + randn(1, 300, 32) * 0.1;
        using var clean = matrix.Distribution(x);
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = matrix.Divergence(y, clean).Kl;
            set_num_threads(5);
            Assert.That(matrix.Divergence(y, clean).Kl, Is.EqualTo(alone));
            using var part = matrix.Distribution(x.narrow(1, 7, 3));
            Assert.That(matrix.Divergence(y.narrow(1, 7, 3), part).Kl, Is.EqualTo(alone.Skip(7).Take(3)));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static Gen<(int Seed, int Rows, int Copies, int Inner, int Vocabulary)> Shapes() =>
        from seed in Gen.Choose(0, 1 << 20) from rows in Gen.Choose(1, 40) from copies in Gen.Choose(1, 3)
        from inner in Gen.Choose(1, 40) from vocabulary in Gen.Choose(1, 700) select (seed, rows, copies, inner, vocabulary);

    private static (Tensor Weight, Tensor X, Tensor Y) Draw((int Seed, int Rows, int Copies, int Inner, int Vocabulary) shape, Generator generator) => (
        randn(shape.Vocabulary, shape.Inner, generator: generator),
        randn(1, shape.Rows, shape.Inner, generator: generator),
        randn(shape.Copies, shape.Rows, shape.Inner, generator: generator));

    private static WeightMatrix Matrix(Tensor weight, bool own) => own
        ? WeightMatrix.Of((start, destination) => weight.contiguous().bytes.Slice((int)start, destination.Length).CopyTo(destination), ScalarType.Float32, weight.shape[0], weight.shape[1], CPU)
        : WeightMatrix.Plain(weight.clone().DetachFromDisposeScope());

    private static (double Kl, int Top) Naive(ReadOnlySpan<float> clean, ReadOnlySpan<float> changed)
    {
        double cleanTotal = 0, changedTotal = 0, kl = 0;
        var top = 0;
        for (var i = 0; i < clean.Length; i++)
        {
            cleanTotal += Math.Exp(clean[i]);
            changedTotal += Math.Exp(changed[i]);
            top = changed[i] > changed[top] ? i : top;
        }

        for (var i = 0; i < clean.Length; i++)
        {
            kl += Math.Exp(clean[i]) / cleanTotal * ((double)clean[i] - changed[i] + Math.Log(changedTotal) - Math.Log(cleanTotal));
        }

        return (kl, top);
    }
}
