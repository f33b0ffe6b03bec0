using static TorchSharp.torch;

namespace TorchSharp.Tests.Laws;

public class ElementwiseLaws
{
    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Broadcasting_reads_what_a_naive_index_reads(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var (shapeA, shapeB) = make.Broadcasting();
        var a = make.Numbers(shapeA);
        var b = make.Numbers(shapeB);

        Assert.Multiple(() =>
        {
            Check(a + b, (x, y) => x + y);
            Check(a - b, (x, y) => x - y);
            Check(a * b, (x, y) => x * y);
            Check(a / b, (x, y) => x / y);
            Check(maximum(a, b), Math.Max);
            Check(where(a > b, a, b), Math.Max);
            Check((a < b).to(ScalarType.Float32), (x, y) => x < y ? 1 : 0);
        });

        void Check(Tensor actual, Func<float, float, float> operation)
        {
            foreach (var index in ShapeGenerator.Indices(actual.shape))
            {
                float expected = operation(ShapeGenerator.AtBroadcast(a, index), ShapeGenerator.AtBroadcast(b, index));
                Assert.That(ShapeGenerator.At(actual, index), Is.EqualTo(expected), $"{a} and {b} at [{string.Join(", ", index)}]");
            }
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void A_view_gives_the_bits_of_its_copy(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var (view, _) = make.View(make.Numbers([5, 7, 6, 3]), 3);
        var copy = view.contiguous();
        var operations = new Dictionary<string, Func<Tensor, Tensor>>
        {
            ["exp"] = x => x.exp(),
            ["silu"] = x => x.silu(),
            ["scalar"] = x => x * 3 + 1,
            ["sum"] = x => x.sum(),
            ["sum of the last"] = x => x.sum(-1),
            ["sum of the first"] = x => x.sum(0L),
            ["mean of all dimensions"] = x => x.mean([.. Enumerable.Range(0, (int)x.ndim).Select(i => (long)i)]),
            ["softmax"] = x => x.softmax(-1),
            ["softmax of the first"] = x => x.softmax(0),
            ["logsumexp"] = x => x.logsumexp(0),
            ["norm"] = x => x.norm(),
            ["var"] = x => x.var(-1, unbiased: false),
            ["cumsum"] = x => x.cumsum(0),
            ["sort"] = x => x.sort(-1).Values,
        };
        if (view.ndim == 0)
            return;

        Assert.Multiple(() =>
        {
            foreach (var (name, operation) in operations)
                Assert.That(ShapeGenerator.Bits(operation(view)), Is.EqualTo(ShapeGenerator.Bits(operation(copy))), $"{name} of {view}");
        });
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void Softmax_sums_to_one(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var x = make.Numbers(make.Shape(1)) * 20;
        int dim = make.Choose((int)x.ndim);

        var sums = x.softmax(dim).sum(dim);

        // Four float32 terms at most: each rounded once.
        Assert.That(sums.allclose(ones_like(sums), rtol: 0, atol: 5e-7), Is.True, sums.npstr());
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void In_place_equals_out_of_place_and_reaches_every_view(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var source = make.Numbers([4, 5, 3]);
        var (view, _) = make.View(source, 2);
        var expected = (view * 2 + view.clone() - 1).clone();

        view.mul_(2).add_(view / 2).sub_(1);

        Assert.That(ShapeGenerator.Bits(view), Is.EqualTo(ShapeGenerator.Bits(expected)));
    }

    [Test]
    public void An_addend_with_gaps_that_overlaps_what_is_written_is_read_first()
    {
        using var scope = NewDisposeScope();
        var matrix = arange(9).to(ScalarType.Float32).view(3, 3);

        matrix.narrow(1, 0, 2).add_(matrix.narrow(1, 1, 2));

        Assert.That(matrix.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 3, 2, 7, 9, 5, 13, 15, 8 }));
    }

    [FsCheck.NUnit.Property(MaxTest = 20)]
    public void BFloat16_is_the_nearest_value_and_ties_go_to_even(int seed)
    {
        using var scope = NewDisposeScope();
        var random = new System.Random(seed);
        for (int i = 0; i < 200; i++)
        {
            // Every third value is a tie.
            uint bits = i % 3 == 0 ? ((uint)random.NextInt64(1L << 16) << 16) | 0x8000u : (uint)random.NextInt64(1L << 32);
            float value = BitConverter.UInt32BitsToSingle(bits);
            if (!float.IsFinite(value) || MathF.Abs(value) > 3.3e38f)
                continue;
            ushort below = (ushort)(bits >> 16), above = (ushort)(below + 1);
            double down = Math.Abs((double)value - BFloat16.FromRawValue(below).ToSingle());
            double up = Math.Abs((double)value - BFloat16.FromRawValue(above).ToSingle());
            var expected = BFloat16.FromRawValue(down < up || (down == up && below % 2 == 0) ? below : above);

            Assert.That(new BFloat16(value), Is.EqualTo(expected), $"{value:r}");
            Assert.That(tensor(value).to(ScalarType.BFloat16).item<BFloat16>(), Is.EqualTo(expected), $"tensor({value:r})");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 40)]
    public void BFloat16_arithmetic_rounds_the_float32_result_of_each_operation(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var a = make.Numbers([17], ScalarType.BFloat16);
        var b = make.Numbers([17], ScalarType.BFloat16);

        var product = a * b + 1;

        var expected = ((a.@float() * b.@float()).bfloat16().@float() + 1).bfloat16();
        Assert.That(ShapeGenerator.Bits(product), Is.EqualTo(ShapeGenerator.Bits(expected)));
    }
}
