using static TorchSharp.torch;

namespace TorchSharp.Tests.Arithmetic;

/// <summary>NaN, zeros of both signs, infinities and the ends of the integer types, element by element. Each value is PyTorch's; the comment names where.</summary>
public class CornerValueTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    private static readonly float[] Corners = [NaN, -Inf, -1, -0f, 0, 1, Inf];

    // ATen/native/cpu/UnaryOpsKernel.cpp; Activation.cpp for relu, silu and gelu; the C library's values where a kernel calls it.
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Of, float[] Values)> Unary = new()
    {
        ["sign"] = (x => x.sign(), [0, -1, -1, 0, 0, 1, 1]),
        ["abs"] = (x => x.abs(), [NaN, Inf, 1, 0, 0, 1, Inf]),
        ["neg"] = (x => x.neg(), [NaN, Inf, 1, 0, -0f, -1, -Inf]),
        ["relu"] = (x => x.relu(), [NaN, 0, 0, -0f, 0, 1, Inf]),
        ["floor"] = (x => x.floor(), Corners),
        ["ceil"] = (x => x.ceil(), Corners),
        ["round"] = (x => x.round(), Corners),
        ["trunc"] = (x => x.trunc(), Corners),
        ["frac"] = (x => x.frac(), [NaN, NaN, 0, 0, 0, 0, NaN]),
        ["sqrt"] = (x => x.sqrt(), [NaN, NaN, NaN, -0f, 0, 1, Inf]),
        ["rsqrt"] = (x => x.rsqrt(), [NaN, NaN, NaN, -Inf, Inf, 1, 0]),
        ["reciprocal"] = (x => x.reciprocal(), [NaN, -0f, -1, -Inf, Inf, 1, 0]),
        ["square"] = (x => x.square(), [NaN, Inf, 1, 0, 0, 1, Inf]),
        ["exp"] = (x => x.exp(), [NaN, 0, MathF.Exp(-1), 1, 1, MathF.E, Inf]),
        ["exp2"] = (x => x.exp2(), [NaN, 0, 0.5f, 1, 1, 2, Inf]),
        ["expm1"] = (x => x.expm1(), [NaN, -1, (float)(Math.Exp(-1) - 1), -0f, 0, (float)(Math.E - 1), Inf]),
        ["log"] = (x => x.log(), [NaN, NaN, NaN, -Inf, -Inf, 0, Inf]),
        ["log2"] = (x => x.log2(), [NaN, NaN, NaN, -Inf, -Inf, 0, Inf]),
        ["log10"] = (x => x.log10(), [NaN, NaN, NaN, -Inf, -Inf, 0, Inf]),
        ["log1p"] = (x => x.log1p(), [NaN, NaN, -Inf, -0f, 0, MathF.Log(2), Inf]),
        ["sin"] = (x => x.sin(), [NaN, NaN, MathF.Sin(-1), -0f, 0, MathF.Sin(1), NaN]),
        ["cos"] = (x => x.cos(), [NaN, NaN, MathF.Cos(1), 1, 1, MathF.Cos(1), NaN]),
        ["tanh"] = (x => x.tanh(), [NaN, -1, MathF.Tanh(-1), -0f, 0, MathF.Tanh(1), 1]),
        ["sigmoid"] = (x => x.sigmoid(), [NaN, 0, (float)(1 / (1 + Math.E)), 0.5f, 0.5f, (float)(1 / (1 + Math.Exp(-1))), 1]),
        ["erf"] = (x => x.erf(), [NaN, -1, -0.84270079f, -0f, 0, 0.84270079f, 1]),
        ["silu"] = (x => x.silu(), [NaN, NaN, -(float)(1 / (1 + Math.E)), -0f, 0, (float)(1 / (1 + Math.Exp(-1))), Inf]),
        ["log_sigmoid"] = (x => x.log_sigmoid(), [NaN, -Inf, -1.3132617f, -MathF.Log(2), -MathF.Log(2), -0.31326169f, 0]),
        ["softplus"] = (x => x.softplus(), [NaN, 0, 0.31326169f, MathF.Log(2), MathF.Log(2), 1.3132617f, Inf]),
        // oneDNN computes single-precision gelu (gelu_out_cpu in ATen/native/Activation.cpp): x / 2 + x / 2 erf, which is +0 at -0.
        ["gelu"] = (x => x.gelu(), [NaN, NaN, -0.15865526f, 0, 0, 0.84134475f, Inf]),
        ["pow to 0"] = (x => x.pow(0), [1, 1, 1, 1, 1, 1, 1]),
        ["pow to 1"] = (x => x.pow(1), Corners),
        ["pow to a half"] = (x => x.pow(0.5), [NaN, NaN, NaN, -0f, 0, 1, Inf]),
        ["pow to -1"] = (x => x.pow(-1), [NaN, -0f, -1, -Inf, Inf, 1, 0]),
        ["pow to 3"] = (x => x.pow(3), Corners),
        ["isnan"] = (x => x.isnan().to(ScalarType.Float32), [1, 0, 0, 0, 0, 0, 0]),
        ["isinf"] = (x => x.isinf().to(ScalarType.Float32), [0, 1, 0, 0, 0, 0, 1]),
        ["isfinite"] = (x => x.isfinite().to(ScalarType.Float32), [0, 0, 1, 1, 1, 1, 0]),
        ["logical_not"] = (x => x.logical_not().to(ScalarType.Float32), [0, 0, 0, 1, 1, 0, 0]),
        ["clamp from -1 to 0"] = (x => x.clamp(-1, 0), [NaN, -1, -1, -0f, 0, 0, 0]),
        ["clamp from 2 to 1"] = (x => x.clamp(2, 1), [NaN, 1, 1, 1, 1, 1, 1]),
        // A single bound that is NaN bounds nothing (std::max keeps the element); clamp_out and clamp_min_out ask for NaN otherwise.
        ["clamp from NaN"] = (x => x.clamp(min: (Scalar)NaN), Corners),
        ["clamp from NaN to 1"] = (x => x.clamp(NaN, 1), [NaN, NaN, NaN, NaN, NaN, NaN, NaN]),
        ["clamp_min of NaN"] = (x => x.clamp_min(NaN), [NaN, NaN, NaN, NaN, NaN, NaN, NaN]),
    };

    [TestCaseSource(nameof(UnaryNames))]
    public void Function_has_PyTorchs_value_at_corners(string name)
    {
        using var scope = NewDisposeScope();
        var (of, expected) = Unary[name];
        var few = of(tensor(Corners)).data<float>().ToArray();
        var many = of(tensor(Corners).repeat(5)).data<float>().ToArray();
        var wide = name == "gelu" ? [] : of(tensor(Corners).to(ScalarType.Float64)).to(ScalarType.Float32).data<float>().ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(few.Select(Shown), Is.EqualTo(expected.Select(Shown)));
            Assert.That(many.Skip(28).Select(Shown), Is.EqualTo(expected.Select(Shown)), "as part of a vector");
            if (wide.Length > 0)
                Assert.That(wide.Select(Shown), Is.EqualTo(expected.Select(Shown)), "in double");
        });
    }

    // maximum_kernel and minimum_kernel in ATen/native/cpu/BinaryOpsKernel.cpp: std::max and std::min keep the first of two equal numbers.
    [TestCase(-0f, 0f, -0f, -0f)]
    [TestCase(0f, -0f, 0f, 0f)]
    [TestCase(NaN, 1f, NaN, NaN)]
    [TestCase(1f, NaN, NaN, NaN)]
    [TestCase(-Inf, Inf, Inf, -Inf)]
    public void The_larger_and_the_smaller_of_two_are_PyTorchs(float a, float b, float larger, float smaller)
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(Shown(tensor([a]).maximum(tensor([b])).item<float>()), Is.EqualTo(Shown(larger)));
            Assert.That(Shown(tensor([a]).minimum(tensor([b])).item<float>()), Is.EqualTo(Shown(smaller)));
        });
    }

    // div_floor_floating in c10/util/generic_math.h, remainder_kernel and fmod_kernel in ATen/native/cpu/BinaryOpsKernel.cpp.
    [TestCase(1f, 0f, Inf, NaN, NaN)]
    [TestCase(-1f, 0f, -Inf, NaN, NaN)]
    [TestCase(0f, 0f, NaN, NaN, NaN)]
    [TestCase(-0f, 3f, -0f, -0f, -0f)]
    [TestCase(0f, -3f, -0f, 0f, 0f)]
    [TestCase(1f, 3f, 0f, 1f, 1f)]
    [TestCase(-1f, 3f, -1f, 2f, -1f)]
    [TestCase(1f, -3f, -1f, -2f, 1f)]
    [TestCase(-1f, Inf, -1f, Inf, -1f)]
    [TestCase(1f, Inf, 0f, 1f, 1f)]
    [TestCase(Inf, 1f, NaN, NaN, NaN)]
    public void Floats_divide_with_PyTorchs_floors_and_rests(float a, float b, float floor, float remainder, float fmod)
    {
        using var scope = NewDisposeScope();
        Tensor left = tensor([a]), right = tensor([b]);
        Assert.Multiple(() =>
        {
            Assert.That(Shown(left.floor_divide(right).item<float>()), Is.EqualTo(Shown(floor)), "floor_divide");
            Assert.That(Shown(left.remainder(right).item<float>()), Is.EqualTo(Shown(remainder)), "remainder");
            Assert.That(Shown(left.fmod(right).item<float>()), Is.EqualTo(Shown(fmod)), "fmod");
        });
    }

    // remainder and fmod give 0 since pytorch#165833; the quotient wraps, as PyTorch's integers do.
    [TestCase(ScalarType.Int8, sbyte.MinValue)]
    [TestCase(ScalarType.Int16, short.MinValue)]
    [TestCase(ScalarType.Int32, int.MinValue)]
    [TestCase(ScalarType.Int64, long.MinValue)]
    public void The_smallest_integer_by_minus_one_has_no_rest_and_wraps(ScalarType type, long smallest)
    {
        using var scope = NewDisposeScope();
        Tensor left = tensor([smallest]).to(type), right = tensor([-1L]).to(type);
        Assert.Multiple(() =>
        {
            Assert.That(left.remainder(right).ToInt64(), Is.Zero, "remainder");
            Assert.That(left.remainder(-1).ToInt64(), Is.Zero, "remainder of a number");
            Assert.That(left.fmod(right).ToInt64(), Is.Zero, "fmod");
            Assert.That(left.floor_divide(right).ToInt64(), Is.EqualTo(smallest), "floor_divide");
            Assert.That(left.div(right, RoundingMode.trunc).ToInt64(), Is.EqualTo(smallest), "div, trunc");
            Assert.That(left.neg().ToInt64(), Is.EqualTo(smallest), "neg");
            Assert.That(left.abs().ToInt64(), Is.EqualTo(smallest), "abs");
        });
    }

    [Test]
    public void Bytes_by_255_are_not_bytes_by_minus_one()
    {
        using var scope = NewDisposeScope();
        Tensor left = tensor((byte[])[7, 255]), right = tensor((byte[])[255, 255]);

        Assert.That(left.floor_divide(right).data<byte>().ToArray(), Is.EqualTo((byte[])[0, 1]));
        Assert.That(left.remainder(right).data<byte>().ToArray(), Is.EqualTo((byte[])[7, 0]));
    }

    // "ZeroDivisionError" in div_floor_kernel, div_trunc_kernel, remainder_kernel and fmod_kernel.
    [Test]
    public void An_integer_by_zero_is_an_error_that_names_the_operation()
    {
        using var scope = NewDisposeScope();
        Tensor left = tensor([7L]), right = tensor([0L]);
        const string Rest = ": an integer is divided by zero (PyTorch's ZeroDivisionError). Convert to a floating-point type, where the result is infinite or NaN.";
        Assert.Multiple(() =>
        {
            Assert.That(() => left.remainder(right), Throws.TypeOf<DivideByZeroException>().With.Message.EqualTo("remainder" + Rest));
            Assert.That(() => left.fmod(0), Throws.TypeOf<DivideByZeroException>().With.Message.EqualTo("fmod" + Rest));
            Assert.That(() => left.floor_divide(right), Throws.TypeOf<DivideByZeroException>().With.Message.EqualTo("div" + Rest));
            Assert.That(() => left.div_(0, RoundingMode.trunc), Throws.TypeOf<DivideByZeroException>().With.Message.EqualTo("div" + Rest));
        });
    }

    // TORCH_META_FUNC2(pow, Tensor_Scalar) in ATen/native/Pow.cpp refuses the number; powi in ATen/native/Pow.h does the tensors.
    [Test]
    public void Integers_to_negative_powers_are_refused_for_a_number_and_are_zero_or_one_for_a_tensor()
    {
        using var scope = NewDisposeScope();
        var bases = tensor([-2L, -1, 0, 1, 2]);

        Assert.That(() => bases.pow(-1), Throws.InvalidOperationException.With.Message.StartsWith("pow: integers to negative integer powers are not allowed (Int64 to the power -1)."));
        Assert.That(() => bases.pow_(-2), Throws.InvalidOperationException.With.Message.StartsWith("pow: integers to negative integer powers are not allowed"));
        Assert.That(bases.pow(tensor([-1L])).data<long>().ToArray(), Is.EqualTo([0L, -1, 0, 1, 0]));
        Assert.That(bases.pow(tensor([-2L])).data<long>().ToArray(), Is.EqualTo([0L, 1, 0, 1, 0]));
        Assert.That(bases.pow(-1.0).data<float>().ToArray(), Is.EqualTo([-0.5f, -1, Inf, 1, 0.5f]));
    }

    // Scalar::to in c10/core/Scalar.h and overflows in c10/util/TypeCast.h, which fill_, masked_fill_, clamp and the factories call.
    [TestCase(ScalarType.Byte, 256)]
    [TestCase(ScalarType.Byte, -256)]
    [TestCase(ScalarType.Byte, -1.0)]
    [TestCase(ScalarType.Int8, 128)]
    [TestCase(ScalarType.Int8, -129)]
    [TestCase(ScalarType.Int8, double.NaN)]
    [TestCase(ScalarType.Int16, 32768)]
    [TestCase(ScalarType.Int32, 2147483648L)]
    [TestCase(ScalarType.Int64, double.PositiveInfinity)]
    [TestCase(ScalarType.Float16, 65536)]
    [TestCase(ScalarType.Float16, -1e9)]
    [TestCase(ScalarType.BFloat16, 3.4e38)]
    [TestCase(ScalarType.Float32, 1e300)]
    public void A_value_outside_the_type_does_not_fill_it(ScalarType type, object number)
    {
        using var scope = NewDisposeScope();
        var value = number is double real ? (Scalar)real : (Scalar)Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture);
        var x = zeros(2, type);
        var message = $"value cannot be converted to type {type} without overflow: {number}. Give a value that {type} holds.";
        Assert.Multiple(() =>
        {
            Assert.That(() => x.fill_(value), Throws.ArgumentException.With.Message.EqualTo("fill_: " + message));
            Assert.That(() => full(2, value, type), Throws.ArgumentException.With.Message.EqualTo("fill_: " + message));
            Assert.That(() => x.masked_fill(tensor(true), value), Throws.ArgumentException.With.Message.EqualTo("masked_fill_: " + message));
            Assert.That(x.sum().ToDouble(), Is.Zero);
        });
    }

    [Test]
    public void Values_at_the_ends_of_a_type_fill_it_and_negative_integers_wrap_in_bytes()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(full(1, -1, ScalarType.Byte).item<byte>(), Is.EqualTo(255));
            Assert.That(full(1, -255, ScalarType.Byte).item<byte>(), Is.EqualTo(1));
            Assert.That(full(1, -128.9, ScalarType.Int16).item<short>(), Is.EqualTo(-128), "a fraction is dropped");
            Assert.That(full(1, 65504, ScalarType.Float16).ToSingle(), Is.EqualTo(65504));
            Assert.That(full(1, double.NegativeInfinity, ScalarType.Float16).ToSingle(), Is.EqualTo(-Inf));
            Assert.That(full(1, double.NaN, ScalarType.Float32).ToSingle(), Is.NaN);
            Assert.That(full(1, double.NaN, ScalarType.Bool).item<bool>(), Is.True);
            // scalar_fill in ATen/ScalarOps.cpp: "relaxed float cast".
            Assert.That(full(1, 1e6, ScalarType.Float16).ToSingle(), Is.EqualTo(Inf), "one 16-bit float");
            Assert.That(full(1, float.MinValue, ScalarType.Float32).ToSingle(), Is.EqualTo(float.MinValue));
        });
    }

    [Test]
    public void Bounds_and_alphas_outside_the_type_are_refused_and_operands_wrap()
    {
        using var scope = NewDisposeScope();
        var x = tensor((sbyte[])[1, 2]);
        Assert.Multiple(() =>
        {
            Assert.That(() => x.clamp(min: (Scalar)(-1000)), Throws.ArgumentException.With.Message.StartsWith("clamp_min: value cannot be converted to type Int8 without overflow: -1000."));
            Assert.That(() => x.clamp_max_(1000), Throws.ArgumentException.With.Message.StartsWith("clamp_max_: value cannot be converted to type Int8 without overflow: 1000."));
            Assert.That(() => x.add(x, 1000), Throws.ArgumentException.With.Message.StartsWith("add: value cannot be converted to type Int8 without overflow: 1000."));
            Assert.That(() => x.pow(1000), Throws.ArgumentException.With.Message.StartsWith("pow: value cannot be converted to type Int8 without overflow: 1000."));
            // wrapped_scalar_tensor in ATen/native/BinaryOps.cpp: converted as a tensor is.
            Assert.That(x.add(1000).data<sbyte>().ToArray(), Is.EqualTo((sbyte[])[-23, -22]));
        });
    }

    // alpha_check in ATen/native/BinaryOps.h.
    [Test]
    public void An_alpha_does_not_change_the_type_of_a_sum()
    {
        using var scope = NewDisposeScope();
        Tensor integers = tensor([1L]), truths = tensor([true]);
        Assert.Multiple(() =>
        {
            Assert.That(() => integers.add(integers, 0.5), Throws.InvalidOperationException.With.Message.StartsWith("add: for integral input tensors, argument alpha must not be a floating point number (0.5 for a sum of Int64)."));
            Assert.That(() => integers.add_(1, 0.5), Throws.InvalidOperationException.With.Message.StartsWith("add_: for integral input tensors, argument alpha"));
            Assert.That(() => integers.add(integers, true), Throws.InvalidOperationException.With.Message.EqualTo("add: Boolean alpha only supported for Boolean results; the sum is Int64."));
            Assert.That(truths.add(truths, 2).dtype, Is.EqualTo(ScalarType.Bool));
        });
    }

    [Test]
    public void Truth_added_to_truth_in_place_stays_one_bit()
    {
        using var scope = NewDisposeScope();
        var truths = tensor([true, false]);

        truths.add_(true);

        Assert.That(truths.to(ScalarType.Int64).data<long>().ToArray(), Is.EqualTo([1L, 1]));
    }

    // neg in ATen/native/UnaryOps.cpp; the dispatch of floor, ceil, trunc, round, relu, pow, remainder and fmod has no bool, frac no integers.
    [Test]
    public void What_PyTorch_does_not_define_for_bool_is_refused()
    {
        using var scope = NewDisposeScope();
        var truths = tensor([true, false]);
        Dictionary<string, Func<Tensor>> undefined = new()
        {
            ["neg"] = truths.neg, ["neg_"] = truths.neg_, ["floor"] = truths.floor, ["ceil"] = truths.ceil, ["trunc"] = truths.trunc, ["relu"] = truths.relu,
            ["round"] = () => truths.round(), ["frac"] = truths.frac, ["pow"] = () => truths.pow(truths), ["remainder"] = () => truths.remainder(truths),
            ["fmod"] = () => truths.fmod(true),
        };
        Assert.Multiple(() =>
        {
            foreach (var (name, operation) in undefined)
                Assert.That(operation, Throws.InvalidOperationException.With.Message.StartsWith($"{name}: not defined for"));
            Assert.That(() => tensor([1L]).frac(), Throws.InvalidOperationException.With.Message.StartsWith("frac: not defined for Int64."));
            Assert.That(() => tensor([13L]).round(-1), Throws.InvalidOperationException.With.Message.StartsWith("round: not defined for Int64."));
        });
    }

    // lerp in ATen/native/Lerp.h: from a weight of a half on it starts from the end.
    [Test]
    public void Lerp_by_one_is_the_end_itself()
    {
        using var scope = NewDisposeScope();

        var result = tensor([1e8f, 3f]).lerp(tensor([1f, 5f]), tensor([1f, 0.25f]));

        Assert.That(result.data<float>().ToArray(), Is.EqualTo([1f, 3.5f]));
    }

    // isclose in ATen/native/TensorCompare.cpp casts integers to the default type before it subtracts.
    [Test]
    public void Bytes_are_close_by_the_size_of_their_difference()
    {
        using var scope = NewDisposeScope();
        Tensor one = tensor((byte[])[1, 1]), two = tensor((byte[])[2, 9]);

        Assert.That(one.isclose(two, 0, 2).data<bool>().ToArray(), Is.EqualTo([true, false]));
        Assert.That(tensor([Inf, NaN, 1f]).isclose(tensor([Inf, NaN, Inf])).data<bool>().ToArray(), Is.EqualTo([true, false, false]));
    }

    // static_cast_with_inter_type<uint8_t, src_t> in c10/util/TypeCast.h.
    [Test]
    public void A_negative_float_becomes_the_byte_that_its_integer_wraps_to()
    {
        using var scope = NewDisposeScope();

        Assert.That(tensor([-1f, 300f, 255.9f]).to(ScalarType.Byte).data<byte>().ToArray(), Is.EqualTo((byte[])[255, 44, 255]));
        Assert.That(tensor([-1d, 300d]).to(ScalarType.Byte).data<byte>().ToArray(), Is.EqualTo((byte[])[255, 44]));
    }

    [Test]
    public void Powers_of_the_base_have_whole_logarithms()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            for (int power = -300; power <= 300; power++)
                Assert.That(tensor([Math.ScaleB(1, power)]).log2().item<double>(), Is.EqualTo(power));
            for (int power = 0; power <= 22; power++)
                Assert.That(tensor([double.Parse($"1e{power}", System.Globalization.CultureInfo.InvariantCulture)]).log10().item<double>(), Is.EqualTo(power));
        });
    }

    // DistributionTemplates.h.
    [Test]
    public void Random_fills_refuse_parameters_outside_their_range()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2);
        Assert.Multiple(() =>
        {
            Assert.That(() => x.uniform_(2, 1), Throws.ArgumentException.With.Message.EqualTo("uniform_: expects to return a [from, to) range, but found from=2 > to=1."));
            Assert.That(() => x.normal_(0, -1), Throws.ArgumentException.With.Message.EqualTo("normal_: expects std >= 0.0, but found std -1."));
            Assert.That(() => x.bernoulli_(2), Throws.ArgumentException.With.Message.EqualTo("bernoulli_: expects p to be in [0, 1], but got p=2."));
            Assert.That(() => x.exponential_(0), Throws.ArgumentException.With.Message.EqualTo("exponential_: expects lambda > 0.0, but found lambda=0."));
        });
    }

    // Equal to seven digits, and in the sign of zero.
    private static string Shown(float value) => value == 0 ? (float.IsNegative(value) ? "-0" : "0") : value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> UnaryNames() => Unary.Keys;
}
