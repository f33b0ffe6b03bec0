using System.Collections.Immutable;
using System.Globalization;

namespace LfmSpec.Lab.Tests.Kinds;

/// <summary>The text that a result is kept by is another for whatever could give other numbers, and refuses what it cannot tell apart.</summary>
[TestFixture]
public class KindTextTests
{
    private static readonly string Module = typeof(KindTextTests).Module.ModuleVersionId.ToString("N");

    private enum Colour
    {
        Red,
        Blue,
    }

    private static IEnumerable<TestCaseData> Values()
    {
        TestCaseData Case(object? value, string text) => new TestCaseData(value, text).SetArgDisplayNames(text);
        yield return Case(null, "null");
        yield return Case("say \"hi\";\n }", "\"say \\u0022hi\\u0022;\\n }\"");
        yield return Case("", "\"\"");
        yield return Case('a', "char 97");
        yield return Case(true, "true");
        yield return Case(-3, "-3");
        yield return Case(ulong.MaxValue, "18446744073709551615");
        yield return Case(0.1, "0.1");
        yield return Case(-0.0, "-0");
        yield return Case(double.NaN, "NaN");
        yield return Case(0.1f, "0.1");
        yield return Case(1e300, "1E+300");
        yield return Case(1.50m, "1.50");
        yield return Case(Colour.Blue, "Colour.Blue");
        yield return Case((Colour)9, "Colour.9");
        yield return Case(new[] { 1, 2 }, "[1, 2]");
        yield return Case(new List<string> { "a, b", "c" }, "[\"a, b\", \"c\"]");
        yield return Case(ImmutableArray.Create(0.5), "[0.5]");
        yield return Case(Array.Empty<int>(), "[]");
        yield return Case(new object?[] { new[] { 1 }, null }, "[[1], null]");
        yield return Case(new Part(2, null), $"LfmSpec.Lab.Tests.Kinds.KindTextTests+Part {Module} {{ Next = null; Width = 2; }}");
        yield return Case(new Place(1), $"LfmSpec.Lab.Tests.Kinds.KindTextTests+Place {Module} {{ At = 1; }}");
    }

    [TestCaseSource(nameof(Values))]
    public void A_value_has_a_text_whatever_the_culture(object? value, string text)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.That(KindText.Of(new Holder { Value = value }), Is.EqualTo($"LfmSpec.Lab.Tests.Kinds.KindTextTests+Holder {Module} {{ Value = {text}; }}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Properties_stand_by_name_and_what_is_not_the_object_s_own_stands_nowhere() =>
        Assert.That(KindText.Of(new Several(3)), Is.EqualTo($"LfmSpec.Lab.Tests.Kinds.KindTextTests+Several {Module} {{ Alpha = 6; Zeta = 3; }}"));

    [Test]
    public void What_no_public_property_shows_is_refused_as_two_that_differ_in_it_would_be_one() => Assert.That(
        () => KindText.Of(new Hiding(3)), Throws.TypeOf<LabException>().With.Message.StartsWith("Hiding keeps something in Hidden, which is no public property"));

    [Test]
    public void A_type_of_the_lab_s_has_no_module_as_the_engine_s_version_is_in_every_key() =>
        Assert.That(KindText.Of(new Cka { Permutations = 5 }), Is.EqualTo("LfmSpec.Lab.Cka { Permutations = 5; Seed = 0; }"));

    [Test]
    public void A_type_argument_of_another_module_is_a_part_of_the_text() =>
        Assert.That(KindText.Of(new Generic<Part>()), Does.Contain(Module).And.Contain("Generic`1[[").And.EndWith(" { }"));

    private static IEnumerable<TestCaseData> Unusable()
    {
        TestCaseData Case(object value, string type) => new TestCaseData(value, type).SetArgDisplayNames(type);
        yield return Case((Func<int>)(() => 1), "Func");
        yield return Case(new Dictionary<string, int>(), "Dictionary");
        yield return Case(new HashSet<int>(), "HashSet");
        yield return Case(new[,] { { 1 } }, "Int32[,]");
        yield return Case(new object(), "Object");
        yield return Case(new Plain(), "Plain");
        yield return Case(TorchSharp.torch.CPU, "Device");
        yield return Case(Enumerable.Range(0, 3).Where(number => number > 1), "");
    }

    [TestCaseSource(nameof(Unusable))]
    public void What_cannot_be_told_apart_is_an_error_that_names_the_property(object value, string type) => Assert.That(
        () => KindText.Of(new Holder { Value = value }),
        Throws.TypeOf<LabException>().With.Message.StartsWith($"Holder.Value is of the type {type}").And.Message.Contains("by which a result cannot be kept")
            .And.Message.Contains("Use numbers, strings, enums, records and lists of them"));

    [Test]
    public void A_property_of_a_part_is_named_by_the_part() => Assert.That(
        () => KindText.Of(new Holder { Value = new Holder { Value = new Plain() } }), Throws.TypeOf<LabException>().With.Message.StartsWith("Holder.Value is of the type Plain"));

    [Test]
    public void What_holds_itself_is_an_error_and_no_end_of_the_program()
    {
        var list = new object[1];
        list[0] = list;
        var held = new Holder();
        held.Value = held;
        Assert.That(() => KindText.Of(new Holder { Value = list }), Throws.TypeOf<LabException>());
        Assert.That(() => KindText.Of(held), Throws.TypeOf<LabException>());
    }

    [Test]
    public void What_a_property_throws_is_told_as_it_is() => Assert.That(() => KindText.Of(new Thrower()), Throws.TypeOf<LabException>().With.Message.EqualTo("not now"));

    private sealed record Holder
    {
        public object? Value { get; set; }
    }

    private sealed record Part(int Width, Part? Next);

    private readonly record struct Place(int At);

    private sealed record Generic<T>;

    private sealed class Plain;

    private sealed record Thrower
    {
        public int Value => throw new LabException("not now");
    }

    private sealed record Several(int Zeta)
    {
        public static int Shared => 1;

        public int Alpha => 2 * Zeta;

        public int this[int index] => index;
    }

    private sealed record Hiding(int Zeta)
    {
        internal object Hidden { get; } = new();
    }
}
