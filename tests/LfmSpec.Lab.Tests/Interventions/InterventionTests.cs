namespace LfmSpec.Lab.Tests.Interventions;

[TestFixture]
public class InterventionTests
{
    private static IEnumerable<TestCaseData> Words()
    {
        yield return Say(new Ablation(5, Component.Mlp), "L05 mlp → zero");
        yield return Say(new Ablation(5, Component.Operator, Replacement.Mean), "L05 operator → mean over positions");
        yield return Say(new Ablation(12, Component.Head, Head: 3), "L12 head 3 → zero");
        yield return Say(new Ablation(0, Component.Block, Replacement.Input), "L00 skipped");
        yield return Say(new Steering(1, new RandomVector(42), -4), "L01 output − 4 × direction of seed 42, last position");
        yield return Say(new Steering(1, new RandomVector(42), 0.5) { At = PositionSet.All }, "L01 output + 0.5 × direction of seed 42, every position");
        yield return Say(new Perturbation(1, 7, 0.01), "L01 output + 0.01 × noise of seed 7");
        yield return Say(new Perturbation(1, 7, -1) { At = PositionSet.Last }, "L01 output − 1 × noise of seed 7, last position");
        static TestCaseData Say(Intervention intervention, string words) => new(intervention, words);
    }

    [TestCaseSource(nameof(Words))]
    public void An_intervention_says_what_it_does(Intervention intervention, string words) => Assert.That(intervention.ToString(), Is.EqualTo(words));

    [Test]
    public void A_case_of_several_interventions_starts_at_the_first_block()
    {
        var @case = new CaseSpec("Both", [new Ablation(7, Component.Mlp), new Ablation(3, Component.Mlp)]);
        Assert.That(@case.FirstLayer, Is.EqualTo(3));
        Assert.That(@case.ToString(), Is.EqualTo("L07 mlp → zero and L03 mlp → zero"));
    }
}
