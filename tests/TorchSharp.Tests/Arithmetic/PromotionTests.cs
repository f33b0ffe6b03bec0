using static TorchSharp.torch;

namespace TorchSharp.Tests.Arithmetic;

public class PromotionTests
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Bool, ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float16,
        ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64,
    ];

    // PyTorch's table (torch.promote_types), rows and columns in the order above.
    private static readonly string[] Table =
    [
        "b1 u1 i1 i2 i4 i8 f2 bf f4 f8",
        "u1 u1 i2 i2 i4 i8 f2 bf f4 f8",
        "i1 i2 i1 i2 i4 i8 f2 bf f4 f8",
        "i2 i2 i2 i2 i4 i8 f2 bf f4 f8",
        "i4 i4 i4 i4 i4 i8 f2 bf f4 f8",
        "i8 i8 i8 i8 i8 i8 f2 bf f4 f8",
        "f2 f2 f2 f2 f2 f2 f2 f4 f4 f8",
        "bf bf bf bf bf bf f4 bf f4 f8",
        "f4 f4 f4 f4 f4 f4 f4 f4 f4 f8",
        "f8 f8 f8 f8 f8 f8 f8 f8 f8 f8",
    ];

    private static readonly string[] Names = "b1 u1 i1 i2 i4 i8 f2 bf f4 f8".Split(' ');

    [Test]
    public void Two_tensors_promote_as_in_PyTorch()
    {
        Assert.Multiple(() =>
        {
            for (int row = 0; row < Types.Length; row++)
            {
                var expected = Table[row].Split(' ');
                for (int column = 0; column < Types.Length; column++)
                {
                    using var scope = NewDisposeScope();
                    var type = Types[Array.IndexOf(Names, expected[column])];
                    Assert.That(promote_types(Types[row], Types[column]), Is.EqualTo(type), $"{Types[row]} and {Types[column]}");
                    Assert.That((ones(2, Types[row]) + ones(2, Types[column])).dtype, Is.EqualTo(type), $"{Types[row]} + {Types[column]}");
                }
            }
        });
    }

    [TestCase(ScalarType.BFloat16, ScalarType.Float64, ScalarType.BFloat16, TestName = "A double without dimensions leaves bfloat16")]
    [TestCase(ScalarType.Int32, ScalarType.Int64, ScalarType.Int32, TestName = "An int64 without dimensions leaves int32")]
    [TestCase(ScalarType.Int64, ScalarType.Float32, ScalarType.Float32, TestName = "A float without dimensions makes int64 float32")]
    [TestCase(ScalarType.Bool, ScalarType.Byte, ScalarType.Byte, TestName = "A byte without dimensions makes bool byte")]
    public void A_tensor_without_dimensions_decides_only_by_its_category(ScalarType tensor, ScalarType number, ScalarType expected)
    {
        using var scope = NewDisposeScope();

        Assert.That((ones(2, tensor) * ones([], number)).dtype, Is.EqualTo(expected));
    }

    [Test]
    public void Numbers_decide_only_by_their_category()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That((ones(2, ScalarType.Float32) * 2.0).dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That((ones(2, ScalarType.BFloat16) + 1).dtype, Is.EqualTo(ScalarType.BFloat16));
            Assert.That((ones(2, ScalarType.Int64) * 1.5f).dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That((ones(2, ScalarType.Int32) * 2L).dtype, Is.EqualTo(ScalarType.Int32));
            Assert.That((ones(2, ScalarType.Bool) + 1).dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That((ones(2, ScalarType.Int64) / 2).dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(ones(2, ScalarType.Int32).exp().dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(ones(2, ScalarType.Int32).sum().dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That(ones(2, ScalarType.Float64).to(ScalarType.Float16).mean().dtype, Is.EqualTo(ScalarType.Float16));
        });
    }

    [Test]
    public void A_float_result_does_not_go_into_an_integer_tensor()
    {
        using var scope = NewDisposeScope();

        Assert.That(() => ones(2, ScalarType.Int64).mul_(1.5), Throws.Exception.With.Message.Contains("result").And.Message.Contains("type Float"));
    }

    [TestCase(7, 2, 3, 1)]
    [TestCase(-7, 2, -4, 1)]
    [TestCase(7, -2, -4, -1)]
    [TestCase(-7, -2, 3, -1)]
    public void Integer_quotients_round_down_and_remainders_have_the_sign_of_the_divisor(long a, long b, long quotient, long remainder)
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(tensor(a).floor_divide(tensor(b)).ToInt64(), Is.EqualTo(quotient));
            Assert.That((tensor(a) % b).ToInt64(), Is.EqualTo(remainder));
            Assert.That(tensor((double)a).floor_divide(b).ToDouble(), Is.EqualTo(quotient));
            Assert.That((tensor((float)a) % b).ToSingle(), Is.EqualTo(remainder));
            Assert.That(tensor(a).div(b, RoundingMode.trunc).ToInt64(), Is.EqualTo(a / b));
        });
    }

    [Test]
    public void Not_a_number_and_infinities_go_through()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1, float.NaN, float.PositiveInfinity, float.NegativeInfinity]);
        Assert.Multiple(() =>
        {
            Assert.That(x.isnan().data<bool>().ToArray(), Is.EqualTo(new[] { false, true, false, false }));
            Assert.That(x.isinf().data<bool>().ToArray(), Is.EqualTo(new[] { false, false, true, true }));
            Assert.That(x.isfinite().data<bool>().ToArray(), Is.EqualTo(new[] { true, false, false, false }));
            Assert.That(x.max().ToSingle(), Is.NaN);
            Assert.That(x.argmax().ToInt64(), Is.EqualTo(1));
            Assert.That(x.clamp(0, 2).data<float>().ToArray(), Is.EqualTo(new[] { 1, float.NaN, 2, 0 }));
            Assert.That(x.allclose(x), Is.False);
            Assert.That(x.allclose(x, equal_nan: true), Is.True);
        });
    }
}
