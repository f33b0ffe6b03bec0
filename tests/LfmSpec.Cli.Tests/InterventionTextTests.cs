using LfmSpec.Lab;

namespace LfmSpec.Cli.Tests;

[TestFixture]
public class InterventionTextTests
{
    private static readonly DifferenceOfMeans Means = new(["a"], ["b"]);

    private static IEnumerable<TestCaseData> Readable()
    {
        yield return Row(InterventionText.Ablation, "5:mlp", new Ablation(5, Component.Mlp));
        yield return Row(InterventionText.Ablation, "3:Gate,with=one", new Ablation(3, Component.Gate, Replacement.One));
        yield return Row(InterventionText.Ablation, "5:block,with=mean,at=1+3", new Ablation(5, Component.Block, Replacement.Mean) { At = PositionSet.Of(1, 3) });
        yield return Row(InterventionText.Head, "4:11", new Ablation(4, Component.Head, Replacement.Zero, 11));
        yield return Row(InterventionText.Head, "4:11,with=mean,at=last", new Ablation(4, Component.Head, Replacement.Mean, 11) { At = PositionSet.Last });
        yield return Row(InterventionText.Slice, "4:11", new Ablation(4, Component.OutputSlice, Replacement.Zero, 11));
        yield return Row(InterventionText.Patching, "5:block", new Patching(5));
        yield return Row(InterventionText.Patching, "4:head,head=3,into=clean,at=2", new Patching(4, Component.Head, PatchInto.Clean, 3) { At = PositionSet.Of(2) });
        yield return Row(text => InterventionText.Steering(text, Means), "5:scale=1,unit=raw", new Steering(5, Means, 1, SteeringUnit.Raw));
        yield return Row(text => InterventionText.Steering(text, Means), "5:seed=7,scale=1", new Steering(5, new RandomControl(Means, 7), 1));
        yield return Row(InterventionText.Skip, "3", new Ablation(3, Component.Block, Replacement.Input));
        yield return Row(text => InterventionText.Steering(text), "5:seed=42,scale=-4", new Steering(5, new RandomVector(42), -4));
        yield return Row(text => InterventionText.Steering(text), "5:seed=-1,scale=0.5,unit=residualNorm,at=all", new Steering(5, new RandomVector(-1), 0.5, SteeringUnit.ResidualNorm) { At = PositionSet.All });
        yield return Row(InterventionText.Perturbation, "5:seed=42", new Perturbation(5, 42, 0.01));
        yield return Row(InterventionText.Perturbation, "5:scale=2e-3,seed=1", new Perturbation(5, 1, 2e-3));
    }

    [TestCaseSource(nameof(Readable))]
    public void An_intervention_reads_as_it_is_written(Func<string, Intervention> read, string text, Intervention expected) => Assert.That(read(text), Is.EqualTo(expected));

    [TestCase("5", "write LAYER:COMPONENT")]
    [TestCase("5:", "write LAYER:COMPONENT")]
    [TestCase(":mlp", "write LAYER:COMPONENT")]
    [TestCase("-1:mlp", "'-1' is no number")]
    [TestCase("5:mpl", "'mpl' is none of operator, mlp")]
    [TestCase("5:3", "'3' is none of operator")]
    [TestCase("5:mlp,mean", "'mean' is none of with=, at=")]
    [TestCase("5:mlp,with=nothing", "'nothing' is none of zero, mean")]
    [TestCase("5:mlp,at=middle", "'middle' is none of last, first, all")]
    [TestCase("5:mlp,at=1+1", "'1+1' is none of last, first, all, nor positions from 0, each once, such as 7 or 1+3.")]
    [TestCase("5:mlp,at=last+first", "'last+first' is none of last, first, all, nor positions from 0, each once, such as 7 or 1+3.")]
    [TestCase("5:mlp,at=-1", "'-1' is none of last, first, all, nor positions from 0, each once, such as 7 or 1+3.")]
    [TestCase("4:head", "which of them? Write --head 4:NUMBER.")]
    [TestCase("4:outputslice", "which of them? Write --slice 4:NUMBER.")]
    [TestCase("99999999999:mlp", "'99999999999' is no number from 0 to 2147483647")]
    [TestCase("5:mlp,at=1,at=2", "given twice")]
    public void An_ablation_that_cannot_be_read_says_what_is_expected(string text, string why) =>
        Assert.That(() => InterventionText.Ablation(text), Throws.TypeOf<InterventionTextException>().With.Message.StartsWith($"--ablate {text}: ").And.Message.Contains(why));

    [TestCase("4:head", "which of them? Add head=NUMBER.")]
    [TestCase("4:mlp,head=3", "head= is of head and outputslice, and this patches the mlp.")]
    public void A_patching_that_cannot_be_read_says_what_is_expected(string text, string why) =>
        Assert.That(() => InterventionText.Patching(text), Throws.TypeOf<InterventionTextException>().With.Message.EqualTo($"--patch {text}: {why}"));

    [TestCase("5:scale=1", "needs seed=")]
    [TestCase("5:seed=99999999999999999999,scale=1", "the seed '99999999999999999999' is no whole number from -9223372036854775808 to 9223372036854775807")]
    [TestCase("5:seed=1.5,scale=1", "the seed '1.5' is no whole number")]
    [TestCase("5:seed=1", "needs scale=")]
    [TestCase("5:seed=1,scale=much", "'much' is no number")]
    [TestCase("5:seed=1,scale=NaN", "'NaN' is no number")]
    public void A_steering_that_cannot_be_read_says_what_is_expected(string text, string why) =>
        Assert.That(() => InterventionText.Steering(text), Throws.TypeOf<InterventionTextException>().With.Message.Contains(why));

    private static TestCaseData Row(Func<string, Intervention> read, string text, Intervention expected) => new TestCaseData(read, text, expected).SetArgDisplayNames(text);
}
