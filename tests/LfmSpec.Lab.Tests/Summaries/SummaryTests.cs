using LfmSpec.Lab.Tests.Observations;
using LfmSpec.Models.Tests;
using static LfmSpec.Lab.Tests.Summaries.HandMade;

namespace LfmSpec.Lab.Tests.Summaries;

[TestFixture]
public class SummaryTests
{
    private static Ablation Mlp(int layer, Replacement with = Replacement.Zero) => new(layer, Component.Mlp, with);

    private static Ablation Of(Component component, int layer, int head) => new(layer, component, Head: head);

    [Test]
    public void Two_replacements_that_rank_the_blocks_in_reverse_have_a_correlation_of_minus_1()
    {
        var prompts = HandMade.Prompts(1);
        var table = Table(
            new SummarySpec(new RankAgreement()),
            Case(prompts, Mlp(0), 3), Case(prompts, Mlp(1), 2), Case(prompts, Mlp(2), 1), Case(prompts, Mlp(3), 9),
            Case(prompts, Mlp(0, Replacement.Mean), 1), Case(prompts, Mlp(1, Replacement.Mean), 2), Case(prompts, Mlp(2, Replacement.Mean), 3));
        Assert.That(table.Rows, Has.Count.EqualTo(1));
        Assert.That(table.Number("mlp: zero and mean over positions", "Spearman's correlation"), Is.EqualTo(-1).Within(1e-15));
        Assert.That(table.Number("mlp: zero and mean over positions", "blocks or heads"), Is.EqualTo(3), "those that both have");
    }

    [Test]
    public void Heads_are_compared_with_the_slices_that_were_published_for_them()
    {
        var prompts = HandMade.Prompts(1);
        Component[] both = [Component.Head, Component.OutputSlice];
        CaseResult[] cases = [.. both.SelectMany(component => new[] { (1, 0), (1, 1), (3, 0) }.Select((unit, index) => Case(prompts, Of(component, unit.Item1, unit.Item2), component == Component.Head ? index : index % 2)))];
        var table = Table(new SummarySpec(new RankAgreement()), cases);
        Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(new[] { "head → zero and output slice → zero" }));
        Assert.That(table.Rows[0].Cells[0].Number, Is.EqualTo(0).Within(1e-15), "ranks 1 2 3 and 1.5 3 1.5");
    }

    [Test]
    public void Components_and_positions_are_not_mixed()
    {
        var prompts = HandMade.Prompts(1);
        CaseResult[] cases =
        [
            .. Enumerable.Range(0, 3).SelectMany(layer => new[]
            {
                Case(prompts, Mlp(layer), layer), Case(prompts, new Ablation(layer, Component.Operator, Replacement.Mean), layer),
                Case(prompts, Mlp(layer, Replacement.Mean) with { At = PositionSet.Of(2) }, layer),
            }),
        ];
        Assert.That(() => Table(new SummarySpec(new RankAgreement()), cases), Throws.TypeOf<LabException>().With.Message.Contains("Trial.RankAgreement: It compares two replacements"));
    }

    [Test]
    public void A_hub_that_every_prompt_agrees_on_is_the_largest_in_every_resample()
    {
        var prompts = HandMade.Prompts(3);
        var table = Table(new SummarySpec(new Hub { Resamples = 200 }), Case(prompts, Mlp(0), 1, 2, 3), Case(prompts, Mlp(1), 10, 20, 30), Case(prompts, Mlp(2), 2, 3, 4));
        Assert.Multiple(() =>
        {
            Assert.That(table.At("mlp → zero", "largest at").Text, Is.EqualTo("L01"));
            Assert.That(table.Number("mlp → zero", "effect"), Is.EqualTo(20));
            Assert.That(table.Number("mlp → zero", "share of resamples"), Is.EqualTo(1));
            Assert.That(table.Number("mlp → zero", "2.5 %"), Is.GreaterThanOrEqualTo(10).And.LessThan(20));
            Assert.That(table.Number("mlp → zero", "97.5 %"), Is.GreaterThan(20).And.LessThanOrEqualTo(30));
            Assert.That(table.At("mlp → zero", "next at").Text, Is.EqualTo("L02"));
            Assert.That(table.Number("mlp → zero", "its effect"), Is.EqualTo(3));
            Assert.That(table.Caption, Does.Contain("its standard deviation is 0 and no evidence"));
        });
    }

    [Test]
    public void A_hub_of_one_prompt_alone_is_the_largest_only_where_that_prompt_is_drawn()
    {
        // Of two prompts the second is drawn at least once in 3 of 4 resamples; 4,000 of them are good to 0.7 %, three sigma 2 %.
        var prompts = HandMade.Prompts(2);
        var table = Table(new SummarySpec(new Hub { Resamples = 4000, Seed = 5 }), Case(prompts, Mlp(0), 1, 1), Case(prompts, Mlp(1), 0, 9));
        Assert.That(table.Number("mlp → zero", "share of resamples"), Is.EqualTo(0.75).Within(0.02));
        Assert.That(table.Number("mlp → zero", "2.5 %"), Is.Zero);
        Assert.That(table.Number("mlp → zero", "97.5 %"), Is.EqualTo(9));
    }

    [Test]
    public void The_hub_by_top_1_agreement_is_the_block_of_least_agreement()
    {
        // A made-up KL below 1 agrees in its top token.
        var prompts = HandMade.Prompts(2);
        var table = Table(new SummarySpec(new Hub { Resamples = 10 }), new MeasureSpec(new Top1()), Case(prompts, Mlp(0), 0.5, 0.5), Case(prompts, Mlp(1), 2, 0.5));
        Assert.That(table.At("mlp → zero", "largest at").Text, Is.EqualTo("L01"));
        Assert.That(table.Number("mlp → zero", "effect"), Is.EqualTo(0.5));
    }

    [Test]
    public void A_hub_among_heads_names_the_head()
    {
        var prompts = HandMade.Prompts(2);
        var table = Table(new SummarySpec(new Hub { Resamples = 10 }), Case(prompts, Of(Component.Head, 1, 0), 1, 1), Case(prompts, Of(Component.Head, 3, 1), 2, 2));
        Assert.That(table.At("head → zero", "largest at").Text, Is.EqualTo("L03 head 1"));
    }

    [Test]
    public void Convolutions_against_attention_is_a_ratio_of_means()
    {
        // Convolutions at 0 and 2, attention at 1 and 3; families count alike.
        var prompts = Families("""{ "a": ["1"], "b": ["2", "3"] }""");
        var table = Table(
            new SummarySpec(new ConvAgainstAttention { Resamples = 500 }),
            Case(prompts, Mlp(0), 8, 4, 4), Case(prompts, Mlp(1), 1, 1, 1), Case(prompts, Mlp(2), 2, 0, 4), Case(prompts, Mlp(3), 2, 2, 2));
        Assert.Multiple(() =>
        {
            Assert.That(table.Number("mlp → zero", "convolution"), Is.EqualTo(4), "((8 + 4) / 2 + (2 + 2) / 2) / 2");
            Assert.That(table.Number("mlp → zero", "attention"), Is.EqualTo(1.5));
            Assert.That(table.Number("mlp → zero", "ratio"), Is.EqualTo(4 / 1.5).Within(1e-15));
            Assert.That(table.Number("mlp → zero", "2.5 %"), Is.EqualTo((6 + 1) / 2.0 / 1.5).Within(1e-12), "prompt 2 drawn twice");
            Assert.That(table.Number("mlp → zero", "97.5 %"), Is.EqualTo((6 + 3) / 2.0 / 1.5).Within(1e-12), "prompt 3 drawn twice");
        });
    }

    [Test]
    public void Convolutions_against_attention_needs_both()
    {
        var prompts = HandMade.Prompts(2);
        Assert.That(() => Table(new SummarySpec(new ConvAgainstAttention()), Case(prompts, Mlp(0), 1, 1), Case(prompts, Mlp(2), 1, 1)), Throws.TypeOf<LabException>().With.Message.Contains("no component is ablated in both"));
    }

    [Test]
    public void A_sum_over_positions_follows_the_length_where_the_mean_does_not()
    {
        var prompts = HandMade.Prompts(3);
        var table = Table(new SummarySpec(new PromptLength()), Case(prompts, Mlp(0), [[2, 2], [1, 3, 2], [2, 2, 2, 2]]), Case(prompts, Mlp(1), [[4, 0], [1, 2, 3], [0, 0, 0, 0]]));
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(new[] { "mlp → zero", "L00 mlp → zero", "L01 mlp → zero" }));
            Assert.That(table.Number("L00 mlp → zero", "sum over positions"), Is.EqualTo(1).Within(1e-15));
            Assert.That(table.At("L00 mlp → zero", "mean over positions"), Is.EqualTo(Cell.Of("undefined")), "it does not vary");
            Assert.That(table.Number("L01 mlp → zero", "sum over positions"), Is.EqualTo(-4 / Math.Sqrt(2 * (56.0 / 3))).Within(1e-12), "4 6 0 with 2 3 4");
            Assert.That(table.Number("L01 mlp → zero", "mean over positions"), Is.EqualTo(-2 / Math.Sqrt(2 * (8.0 / 3))).Within(1e-12), "2 2 0 with 2 3 4");
            Assert.That(table.Number("mlp → zero", "sum over positions"), Is.EqualTo(0).Within(1e-12), "means 4 6 4 with 2 3 4");
            Assert.That(table.Number("mlp → zero", "cases"), Is.EqualTo(2));
        });
    }

    [Test]
    public void Prompts_of_one_length_say_nothing_of_length()
    {
        var prompts = HandMade.Prompts(3);
        Assert.That(() => Table(new SummarySpec(new PromptLength()), Case(prompts, Mlp(0), 1, 2, 3)), Throws.TypeOf<LabException>().With.Message.Contains("3 prompts of 1 length(s)"));
    }

    [Test]
    public void The_means_are_those_of_the_experiment_s_own_table()
    {
        var prompts = Families("""{ "a": ["1", "2", "3"], "b": ["4"], "c": ["5", "6"] }""");
        var result = Case(prompts, Mlp(0), 0.1, 0.2, 0.4, 0.8, 1.6, 3.2);
        Assert.That(AblationSeries.Of([result])[0].Effects(new MeasureSpec(new Kl())), Is.EqualTo(new[] { result.Mean(new MeasureSpec(new Kl())) }));
    }

    [Test]
    public void Steering_and_pairs_are_in_no_series()
    {
        var prompts = HandMade.Prompts(1);
        var pair = new CaseResult(new CaseSpec("pair", [Mlp(0), Mlp(1)]), prompts, [new Divergence([1], [true])], 1);
        Assert.That(AblationSeries.Of([Case(prompts, new Steering(0, new RandomVector(1), 2), 1), pair]), Is.Empty);
    }

    [TestCase(Summary.RankAgreement)]
    [TestCase(Summary.Hub)]
    [TestCase(Summary.ConvAgainstAttention)]
    [TestCase(Summary.PromptLength)]
    public void Every_summary_is_computed_of_a_run(Summary summary)
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        CaseSpec[] cases = [.. new[] { 1, 2, 3 }.SelectMany(layer => new[] { Replacement.Zero, Replacement.Mean }.Select(with => Mlp(layer, with))).Select(ablation => new CaseSpec(ablation.ToString(), [ablation]))];
        var kind = summary switch
        {
            Summary.Hub => new Hub { Resamples = 100 },
            Summary.ConvAgainstAttention => new ConvAgainstAttention { Resamples = 100 },
            _ => Observe.BuiltIn<ISummary>($"{summary}"),
        };
        var result = lab.Run(Experiments.Of(new PromptSpec(["The capital of France is", "7 + 5 =", "A B C D A B C"]), cases));
        var table = SummaryTable.Of(new SummarySpec(kind), result.Spec.Name, result.Spec.Measures, lab.Checkpoint.Model.Shape, result.Cases);
        Assert.That(table.Name, Is.EqualTo($"{summary}"));
        Assert.That(table.Rows, Is.Not.Empty);
        Assert.That(table.Rows.SelectMany(row => row.Cells).Where(cell => cell.IsNumber).Select(cell => cell.Number), Is.All.Matches<double>(double.IsFinite));
    }
}
