using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Embedded;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Embedded;

/// <summary>A packed weight gives the bits of the plain float32 one: the oracle is the public API.</summary>
public class PackedWeightTests
{
    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Products_and_rows_have_the_bits_of_the_plain_weight()
    {
        var shapes = from rows in Gen.Choose(1, 100) from columns in Gen.Choose(1, 80) from m in Gen.Choose(1, 40) from half in Gen.Elements(true, false) select (rows, columns, m, half);
        return Prop.ForAll(shapes.ToArbitrary(), shape =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(7);
            var weight = randn(shape.rows, shape.columns, generator: generator).to(shape.half ? ScalarType.BFloat16 : ScalarType.Float32);
            Tensor wide = weight.to(ScalarType.Float32), x = randn(2, shape.m, shape.columns, generator: generator), bias = randn(shape.rows, generator: generator);
            var rows = randint(0, shape.rows, new long[] { 3, 2 }, dtype: ScalarType.Int64, generator: generator);
            using var packed = PackedWeight.Pack(weight.bytes, weight.dtype, shape.rows, shape.columns);
            return packed.Linear(x).Equals(nn.functional.linear(x, wide))
                && packed.Linear(x, bias).Equals(nn.functional.linear(x, wide, bias))
                && packed.Take(rows).Equals(wide.index_select(0, rows.reshape(-1)).view(3, 2, shape.columns));
        });
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public Property A_gated_pair_has_the_bits_of_its_operations_one_by_one()
    {
        var shapes = from rows in Gen.Choose(1, 600) from columns in Gen.Choose(1, 80) from m in Gen.Choose(1, 240) from half in Gen.Elements(true, false) select (rows, columns, m, half);
        return Prop.ForAll(shapes.ToArbitrary(), shape =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(7);
            Tensor Weight() => randn(shape.rows, shape.columns, generator: generator).to(shape.half ? ScalarType.BFloat16 : ScalarType.Float32);
            Tensor gate = Weight(), up = Weight(), x = randn(shape.m, shape.columns, generator: generator);
            using var packedGate = PackedWeight.Pack(gate.bytes, gate.dtype, shape.rows, shape.columns);
            using var packedUp = PackedWeight.Pack(up.bytes, up.dtype, shape.rows, shape.columns);
            return PackedWeight.Gated(x, packedGate, packedUp).Equals(nn.functional.silu(packedGate.Linear(x)) * packedUp.Linear(x));
        });
    }

    [Test]
    public void A_weight_that_is_made_for_a_product_is_freed_after_it_and_made_once_more_for_the_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor weight = randn(40, 24), bias = randn(40).requires_grad_(), x = randn(2, 7, 24).requires_grad_(), back = randn(2, 7, 40);
        var made = new List<PackedWeight>();
        PackedWeight Make()
        {
            made.Add(PackedWeight.Pack(weight.bytes, ScalarType.Float32, 40, 24));
            return made[^1];
        }

        var result = PackedWeight.Linear(x, Make, bias);
        Assert.That((made.Count, IsFreed(made[0])), Is.EqualTo((1, true)));
        result.backward([back]);
        Assert.That((made.Count, IsFreed(made[1])), Is.EqualTo((2, true)));
        Tensor sameX = x.detach().clone().requires_grad_(), sameBias = bias.detach().clone().requires_grad_();
        using var held = PackedWeight.Pack(weight.bytes, ScalarType.Float32, 40, 24);
        var same = held.Linear(sameX, sameBias);
        same.backward([back]);
        Assert.That(new[] { result.Equals(same), x.grad!.Equals(sameX.grad!), bias.grad!.Equals(sameBias.grad!) }, Is.All.True);

        bool IsFreed(PackedWeight one)
        {
            try
            {
                one.Linear(x.detach());
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    [Test]
    public void A_gated_pair_that_is_no_pair_is_computed_all_the_same()
    {
        using var scope = NewDisposeScope();
        Tensor gate = randn(40, 8), up = randn(40, 8).to(ScalarType.BFloat16), x = randn(3, 8).requires_grad_();
        using var packedGate = PackedWeight.Pack(gate.bytes, gate.dtype, 40, 8);
        using var packedUp = PackedWeight.Pack(up.bytes, up.dtype, 40, 8);
        var expected = nn.functional.silu(packedGate.Linear(x)) * packedUp.Linear(x);

        var actual = PackedWeight.Gated(x, packedGate, packedUp);

        Assert.That(actual.Equals(expected), Is.True);
        Assert.That(actual.requires_grad);
    }

    [FsCheck.NUnit.Property(MaxTest = 30)]
    public Property Gradients_have_the_bits_of_the_plain_weight()
    {
        var shapes = from rows in Gen.Choose(1, 100) from columns in Gen.Choose(1, 80) from m in Gen.Choose(1, 40) from half in Gen.Elements(true, false) select (rows, columns, m, half);
        return Prop.ForAll(shapes.ToArbitrary(), shape =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(7);
            var weight = randn(shape.rows, shape.columns, generator: generator).to(shape.half ? ScalarType.BFloat16 : ScalarType.Float32);
            var cotangent = randn(2, shape.m, shape.rows, generator: generator);
            Tensor[] Leaves() => [ones(2, shape.m, shape.columns).requires_grad_(), ones(shape.rows).requires_grad_()];
            Tensor[] own = Leaves(), plain = Leaves();
            using var packed = PackedWeight.Pack(weight.bytes, weight.dtype, shape.rows, shape.columns);

            packed.Linear(own[0], own[1]).backward([cotangent]);
            nn.functional.linear(plain[0], weight.to(ScalarType.Float32), plain[1]).backward([cotangent]);

            return own[0].grad!.Equals(plain[0].grad!) && own[1].grad!.Equals(plain[1].grad!);
        });
    }

    [TestCase(1100, 40, 5)]
    [TestCase(2200, 33, 17)]
    [TestCase(1024, 96, 1)]
    public void Gradients_through_many_rows_have_the_bits_of_the_plain_weight(int rows, int columns, int m)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var weight = randn(rows, columns, generator: generator).to(ScalarType.BFloat16);
        Tensor cotangent = randn(m, rows, generator: generator), x = ones(m, columns).requires_grad_();
        using var packed = PackedWeight.Pack(weight.bytes, weight.dtype, rows, columns);

        packed.Linear(x).backward([cotangent]);

        Assert.That(x.grad!.Equals(cotangent.matmul(weight.to(ScalarType.Float32))), Is.True);
    }

    // More than the piece that is read at once, and a last piece that fills no panel.
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.BFloat16)]
    public void A_matrix_read_in_pieces_has_the_bits_of_the_plain_weight(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        const int rows = 9001, columns = 96;
        Tensor weight = randn(rows, columns, generator: generator).to(type), x = randn(3, columns, generator: generator);
        var pieces = 0;
        using var packed = PackedWeight.Pack((start, destination) =>
        {
            pieces++;
            weight.bytes.Slice((int)start, destination.Length).CopyTo(destination);
        }, type, rows, columns);

        Assert.That(pieces, Is.GreaterThan(1));
        Assert.That(packed.Linear(x).Equals(nn.functional.linear(x, weight.to(ScalarType.Float32))), Is.True);
        Assert.That(packed.Take(arange(rows)).Equals(weight.to(ScalarType.Float32)), Is.True);
    }

    [Test]
    public void Bfloat16_takes_two_bytes_a_weight()
    {
        using var packed = PackedWeight.Pack(new byte[64 * 96 * 2], ScalarType.BFloat16, 64, 96);
        Assert.That(packed.ByteLength, Is.EqualTo(64 * 96 * 2));
    }

    [Test]
    public void What_does_not_fit_is_one_clear_error()
    {
        using var scope = NewDisposeScope();
        using var packed = PackedWeight.Pack(new byte[4 * 6 * 2], ScalarType.BFloat16, 4, 6);
        Assert.Multiple(() =>
        {
            Assert.That(() => PackedWeight.Pack(new byte[10], ScalarType.BFloat16, 4, 6), Throws.ArgumentException.With.Message.Contains("10 bytes are no BFloat16 matrix of [4, 6]"));
            Assert.That(() => PackedWeight.Pack(new byte[24], ScalarType.Byte, 4, 6), Throws.ArgumentException.With.Message.Contains("not Byte"));
            Assert.That(() => packed.Linear(zeros(2, 5)), Throws.ArgumentException.With.Message.Contains("[2, 5] does not fit a packed weight [4, 6]"));
            Assert.That(() => packed.Linear(zeros(2, 6), zeros(6)), Throws.ArgumentException.With.Message.Contains("does not fit 4 outputs"));
            Assert.That(() => packed.Take(tensor(new long[] { 0, 4 })), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Index 4 is not a row of a matrix of 4 rows"));
        });
    }

    [Test]
    public void After_dispose_it_says_so()
    {
        var packed = PackedWeight.Pack(new byte[4 * 6 * 2], ScalarType.BFloat16, 4, 6);
        packed.Dispose();
        Assert.That(() => packed.Linear(zeros(1, 6)), Throws.TypeOf<ObjectDisposedException>());
    }
}
