using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>Numbers of a template as Python prints, reads, compares and divides them.</summary>
[TestFixture]
public class TemplateNumberTests
{
    private static readonly Gen<double> Doubles = Gen.Choose(int.MinValue, int.MaxValue).Two().Select(halves => BitConverter.Int64BitsToDouble(((long)halves.Item1 << 32) | (uint)halves.Item2));

    // Around the powers of ten, where a digit more or less moves the point.
    private static readonly Gen<double> NearPowers = Gen.Choose(-30, 30).SelectMany(power => Gen.Choose(-3, 3).Select(ulps =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.Parse($"1e{power}", CultureInfo.InvariantCulture)) + ulps)));

    private static readonly Gen<long> Wholes = Gen.OneOf(
        Gen.Choose(-100, 100).Select(number => (long)number),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(halves => ((long)halves.Item1 << 32) | (uint)halves.Item2),
        Gen.Elements(long.MinValue, long.MaxValue, (1L << 53) + 1, (1L << 53) - 1, -(1L << 53) - 1, 1L << 62));

    // What Python 3 prints.
    [TestCase("1e-6", "1e-06")]
    [TestCase("0.00001", "1e-05")]
    [TestCase("9.999e-5", "9.999e-05")]
    [TestCase("0.0001", "0.0001")]
    [TestCase("1e15", "1000000000000000.0")]
    [TestCase("9999999999999998.0", "9999999999999998.0")]
    [TestCase("1e16", "1e+16")]
    [TestCase("1e22", "1e+22")]
    [TestCase("123456789012345680.0", "1.2345678901234568e+17")]
    [TestCase("1.5e300", "1.5e+300")]
    [TestCase("1e-7 * -1", "-1e-07")]
    [TestCase("-0.0", "-0.0")]
    [TestCase("0.1 + 0.2", "0.30000000000000004")]
    [TestCase("1e400", "inf")]
    [TestCase("-1e400", "-inf")]
    [TestCase("1e400 - 1e400", "nan")]
    [TestCase("[1e-6, {1e-6: -1e16}] ~ ''", "[1e-06, {1e-06: -1e+16}]")]
    [TestCase("[1e-6, 1e400, -1e400, {1e400: 1e-6, 0.5: 1}] | tojson", "[1e-06, Infinity, -Infinity, {\"Infinity\": 1e-06, \"0.5\": 1}]")]
    [TestCase("1e-6 | string ~ 1e16", "1e-061e+16")]
    [TestCase("[1e-6, 2] | join('/')", "1e-06/2")]
    [TestCase("'1e-6' | float", "1e-06")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    [TestCase("-9223372036854775807 - 1", "-9223372036854775808")]
    [TestCase("0x7fffffffffffffff", "9223372036854775807")]
    [TestCase("0b101 + 0o17 + 0xFF + 1_000", "1275")]
    [TestCase("9007199254740993 == 9007199254740992.0", "False")]
    [TestCase("9007199254740993 > 9007199254740992.0", "True")]
    [TestCase("9223372036854775807 < 9223372036854775808.0", "True")]
    [TestCase("9007199254740993 / 3", "3002399751580331.0")]
    [TestCase("9223372036854775807 / 9223372036854775806", "1.0")]
    [TestCase("4.0 % -2", "-0.0")]
    [TestCase("-4.0 % 2", "0.0")]
    [TestCase("-7.5 % 2", "0.5")]
    [TestCase("7.5 % -2", "-0.5")]
    [TestCase("-7.5 // 2", "-4.0")]
    [TestCase("0.0 // -3", "-0.0")]
    [TestCase("1.0 // 0.1", "9.0")]
    [TestCase("2 ** -1", "0.5")]
    [TestCase("-0.4 | round", "-0.0")]
    [TestCase("(-0.5) | round(0, 'ceil')", "0.0")]
    [TestCase("2.675 | round(2)", "2.67")]
    [TestCase("2.5 | round", "2.0")]
    [TestCase("1e-7 | round(7)", "1e-07")]
    [TestCase("1.234567e-5 | round(6)", "1.2e-05")]
    [TestCase("9.2e18 | int", "9200000000000000000")]
    [TestCase("9.22337203685477e18 | int", "9223372036854769664")]
    public void A_number_prints_as_Python_prints_it(string expression, string expected) => Assert.That(TemplateCases.Render($"{{{{ {expression} }}}}"), Is.EqualTo(expected));

    [TestCase("0xFFFFFFFFFFFFFFFF", "the number 0xFFFFFFFFFFFFFFFF, beyond 64 bits,")]
    [TestCase("0b1" + "000000000000000000000000000000000000000000000000000000000000000", "beyond 64 bits,")]
    [TestCase("9223372036854775808", "beyond 64 bits,")]
    [TestCase("2 ** 63", "a number beyond 64 bits")]
    [TestCase("9.3e18 | int", "a number beyond 64 bits")]
    [TestCase("1e400 | int", "infinity is no whole number")]
    [TestCase("1e400 | round(0, 'floor')", "is given inf, which has no whole number beside it")]
    [TestCase("10.0 ** 400", "a power is beyond what a float holds")]
    [TestCase("1 / 0", "divided by zero")]
    [TestCase("(-8.0) ** 0.5", "a complex number")]
    public void A_number_that_is_not_held_is_an_error_and_never_another_number(string expression, string what) =>
        Assert.That(Assert.Throws<ChatTemplateException>(() => TemplateCases.Render($"{{{{ {expression} }}}}"))!.Message, Does.Contain(what));

    [Test]
    public void Any_float_prints_as_the_shortest_digits_that_name_it_in_Pythons_layout() => Prop.ForAll(
        Gen.OneOf(Doubles, NearPowers, Gen.Choose(-1_000_000, 1_000_000).Select(number => number / 1000.0)).ToArbitrary(),
        number => PythonText.OfDouble(number) == Oracle(number)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Test]
    public void Any_float_that_is_printed_is_read_back() => Prop.ForAll(Doubles.Where(double.IsFinite).ToArbitrary(), number =>
        PythonNumber.Double(PythonText.OfDouble(number)) is { } read && BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(number)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Test]
    public void Any_whole_number_prints_all_of_its_digits_wherever_it_stands() => Prop.ForAll(Wholes.ToArbitrary(), number =>
    {
        var digits = new BigInteger(number).ToString(CultureInfo.InvariantCulture);
        return PythonText.Of(number) == digits && PythonText.Of(new Sequence([number])) == $"[{digits}]"
            && ChatTemplate.Parse("{{ n }}|{{ [n] | tojson }}|{{ n ~ '' }}|{{ [n] | join }}", "t").Render([new("n", number)]) == $"{digits}|[{digits}]|{digits}|{digits}";
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Test]
    public void A_quotient_of_whole_numbers_is_the_float_next_to_it() => Prop.ForAll(Wholes.ToArbitrary(), Wholes.Where(number => number != 0).ToArbitrary(), (left, right) =>
    {
        var quotient = (double)Numbers.Arithmetic("/", left, right);
        return Distance(quotient, left, right) <= Distance(Math.BitIncrement(quotient), left, right) && Distance(quotient, left, right) <= Distance(Math.BitDecrement(quotient), left, right);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Test]
    public void A_whole_number_and_a_float_compare_by_their_exact_values() => Prop.ForAll(
        Wholes.SelectMany(whole => Gen.Choose(-2, 2).Select(ulps => (Whole: whole, Float: BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits((double)whole) + ulps)))).Where(pair => double.IsFinite(pair.Float)).ToArbitrary(),
        pair =>
        {
            // Both as multiples of 2^-1074 would be slow; the float's fraction decides where its whole part is equal.
            var truncated = new BigInteger(Math.Truncate(pair.Float));
            var expected = new BigInteger(pair.Whole).CompareTo(truncated) is var order && order != 0 ? order : 0.0.CompareTo(pair.Float - Math.Truncate(pair.Float));
            return Numbers.Order(pair.Whole, pair.Float) == expected && Numbers.Order(pair.Float, pair.Whole) == -expected
                && PythonEquality.AreEqual(pair.Whole, pair.Float) == (expected == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Test]
    public void Rest_and_quotient_of_floats_keep_Pythons_rules() => Prop.ForAll(
        Gen.Choose(-100_000, 100_000).Select(number => number / 128.0).ToArbitrary(), Gen.Choose(-1000, 1000).Where(number => number != 0).Select(number => number / 64.0).ToArbitrary(), (left, right) =>
        {
            var rest = (double)Numbers.Arithmetic("%", left, right);
            var quotient = (double)Numbers.Arithmetic("//", left, right);
            return (quotient * right) + rest == left && Math.Abs(rest) < Math.Abs(right) && double.IsNegative(rest) == double.IsNegative(right) && Math.Floor(quotient) == quotient;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    // By the written rules of float.__repr__: the fewest digits that are read back as the number, with an exponent of two digits or more from 1e16 and below
    // 1e-4. The digits are found by trying one more each time, and the exponent is theirs.
    private static string Oracle(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0.0" : "0.0";
        }

        var scientific = Enumerable.Range(0, 17).Select(digits => Math.Abs(number).ToString($"E{digits}", CultureInfo.InvariantCulture)).First(text => double.Parse(text, CultureInfo.InvariantCulture) == Math.Abs(number));
        var (mantissa, exponent) = (scientific.Split('E')[0].Replace(".", "", StringComparison.Ordinal), int.Parse(scientific.Split('E')[1], CultureInfo.InvariantCulture));
        var sign = number < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            return sign + mantissa[0] + (mantissa.Length > 1 ? "." + mantissa[1..] : "") + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        }

        var all = new string('0', Math.Max(0, -exponent)) + mantissa;
        var whole = all[..Math.Min(all.Length, Math.Max(exponent, 0) + 1)].PadRight(Math.Max(exponent, 0) + 1, '0');
        var fraction = all.Length > whole.Length ? all[whole.Length..] : "0";
        return $"{sign}{whole}.{fraction}";
    }

    // |float * right - left|, exactly, scaled by a power of two that does not matter.
    private static BigInteger Distance(double number, long left, long right)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        mantissa = (bits < 0 ? -mantissa : mantissa) << Math.Max(exponent, 1);
        return BigInteger.Abs((mantissa * right) - (new BigInteger(left) << 1075));
    }
}
