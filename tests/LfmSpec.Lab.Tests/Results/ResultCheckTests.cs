
namespace LfmSpec.Lab.Tests;

/// <summary>What is no number, or no KL, never stands in a table.</summary>
[TestFixture]
public class ResultCheckTests
{
    private static readonly ExperimentSpec Experiment = Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp));

    private static readonly Divergence Good = new([0.5, 0.25], [true, false]);

    [TestCase(double.NaN, "Trial.L05 mlp → zero: KL at position 1 of the prompt '7 + 5 =' is NaN, which is no number.")]
    [TestCase(double.PositiveInfinity, "Trial.L05 mlp → zero: KL at position 1 of the prompt '7 + 5 =' is Infinity, which is no number.")]
    [TestCase(-0.5, "Trial.L05 mlp → zero: KL at position 1 of the prompt '7 + 5 =' is -0.5, and it is 0 or more.")]
    public void A_KL_that_cannot_be_is_an_error_that_names_case_prompt_and_measure(double kl, string message) => Assert.That(
        () => ResultTable.RowOf(Experiment, Result(Of([0.5, kl]))), Throws.TypeOf<LabException>().With.Message.StartsWith(message));

    [Test]
    public void A_bad_KL_is_seen_where_only_the_last_position_is_a_column_and_where_it_was_made_for_an_interaction()
    {
        var last = Experiment with { Measures = [new MeasureSpec(new Kl(), Reduction.Last)] };
        Assert.That(() => ResultTable.RowOf(last, Result(Of([-3, 0.25]))), Throws.TypeOf<LabException>().With.Message.Contains("KL at position 0"));
        Assert.That(() => ResultTable.RowOf(last, Result(Good with { Alone = [Of([double.NaN])] })), Throws.TypeOf<LabException>().With.Message.Contains("KL, last position, of the prompt"));
    }

    [TestCase(typeof(LogitShift), double.NaN, "logit shift at position 1 of the prompt '7 + 5 =' is NaN")]
    [TestCase(typeof(LogitShift), -1, "logit shift at position 1 of the prompt '7 + 5 =' is -1")]
    [TestCase(typeof(KlRecovery), double.NaN, "recovery of the KL of the prompt '7 + 5 =' is NaN")]
    [TestCase(typeof(KlRecovery), double.NegativeInfinity, "recovery of the KL of the prompt '7 + 5 =' is -Infinity")]
    [TestCase(typeof(TargetLogProbability), double.NaN, "change of ln p(target) of the prompt '7 + 5 =' is NaN")]
    [TestCase(typeof(Recovery), double.PositiveInfinity, "recovery of the logit difference of the prompt '7 + 5 =' is Infinity")]
    public void Every_other_measure_is_a_number_too(Type type, double value, string message)
    {
        var measure = (IMeasure)Activator.CreateInstance(type)!;
        var experiment = Experiment with { Measures = [new MeasureSpec(measure, Reduction.Last)] };
        var divergence = Of(measure, measure is LogitShift ? [0, value] : [value]);
        Assert.That(() => ResultTable.RowOf(experiment, Result(divergence)), Throws.TypeOf<LabException>().With.Message.Contains(message));
    }

    [Test]
    public void A_recovery_of_pairs_that_have_one_answer_is_undefined() => Assert.That(
        ResultTable.RowOf(Experiment with { Measures = [new MeasureSpec(new Recovery(), Reduction.Last)] }, Result(Of(new Recovery(), double.NaN))).Values, Is.EqualTo(new[] { "undefined" }));

    [Test]
    public void A_KL_that_was_rounded_below_0_is_0() => Assert.That(
        ResultTable.RowOf(Experiment with { Measures = [new MeasureSpec(new Kl(), Reduction.Last)] }, Result(Of([0, -1e-15]))).Values, Is.EqualTo(new[] { "0" }));

    [TestCase(double.NaN)]
    [TestCase(double.NegativeInfinity)]
    public void No_table_below_holds_what_is_no_number(double value) => Assert.That(
        () => ResultSection.Of(new DataTable("Norms", "", ["block", "mean", "norm"], [DataRow.Of("L00", 1, 2), DataRow.Of("L01", 1, value)])),
        Throws.TypeOf<LabException>().With.Message.StartsWith($"Norms: 'norm' of 'L01' is no number ({value.ToString(System.Globalization.CultureInfo.InvariantCulture)})."));

    [Test]
    public void What_is_no_number_is_not_printed_as_one() => Assert.That(() => ResultTable.Print(double.NaN), Throws.TypeOf<LabException>().With.Message.Contains("NaN is none"));

    private static Divergence Of(double[] kl) => new(kl, [.. kl.Select(_ => true)]);

    private static Divergence Of(IMeasure measure, params double[] values) => new(new Dictionary<string, IReadOnlyList<double>> { [measure.Identity()] = values });

    private static CaseResult Result(Divergence divergence) => new(Experiment.Cases[0], PromptSet.Resolve(Experiment.Prompts, "", _ => []), [divergence], 1);
}
