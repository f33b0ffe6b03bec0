using LfmSpec.Generated;
using LfmSpec.Lab;
using LfmSpec.Lab.Measures;
using LfmSpec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossModel;

/// <summary>The cross-model table against the numbers that it is made of.</summary>
[TestFixture]
public class ProfileTests
{
    private Laboratory lab = null!;
    private CrossModelProfile profile = null!;

    [OneTimeSetUp]
    public void Measure()
    {
        lab = Laboratory.Open(ExperimentSettings.OnModel(typeof(ProfileTests).Assembly, "llama-atlas-tiny").ModelFolder);
        profile = CrossModelProfile.Of(lab, [.. AllExperiments.Specs.Where(experiment => experiment.OnModel == "llama-atlas-tiny")]);
    }

    [OneTimeTearDown]
    public void Close() => lab.Dispose();

    private Cell Of(string quantity) => profile.Rows.Single(row => row.Quantity == quantity).Value;

    private static ExperimentSpec Experiment(params IEnumerable<Intervention> interventions) => new()
    {
        Name = "Trial",
        Cases = [.. interventions.Select((one, index) => new CaseSpec($"Case{index}", [one]))],
        Prompts = new PromptSpec([], Suite.TaskFamilies, PerFamily: 2),
        Measures = [new MeasureSpec(new Kl()), new MeasureSpec(new Kl(), Reduction.Sum), new MeasureSpec(new Kl(), Reduction.Last)],
        CompiledFor = "llama-atlas-tiny",
    };

    [Test]
    public void The_hub_is_the_block_whose_skip_costs_most()
    {
        var skips = lab.Run(Experiment(Enumerable.Range(0, 8).Select(layer => new Ablation(layer, Component.Block, Replacement.Input)))).Cases;
        var (hub, index) = skips.Select((skip, index) => (skip, index)).MaxBy(at => at.skip.Mean(new MeasureSpec(new Kl())));

        Assert.That(Of("hub").Text, Is.EqualTo($"L{index:00} (attention, {100 * index / 8} % depth)"));
        Assert.That(Of("hub: skip KL, mean over positions").Number, Is.EqualTo(hub.Mean(new MeasureSpec(new Kl()))));
        Assert.That(Of("hub: skip KL, sum over positions, as published").Number, Is.EqualTo(hub.Mean(new MeasureSpec(new Kl(), Reduction.Sum))));
    }

    [Test]
    public void A_model_without_convolutions_has_no_ratio() => Assert.That(Of("MLP: conv against attention blocks").Text, Is.EqualTo("no conv"));

    [Test]
    public void The_steering_range_has_the_blocks_of_half_the_largest_effect()
    {
        var effects = lab.Run(Experiment(Enumerable.Range(0, 8).Select(layer => new Steering(layer, new RandomVector(42), 4)))).Cases.Select(@case => @case.Mean(new MeasureSpec(new Kl(), Reduction.Last))).ToArray();
        var within = Enumerable.Range(0, 8).Where(layer => effects[layer] >= effects.Max() / 2).ToArray();

        Assert.That(Of("steering by length 4, as published: KL, last position").Number, Is.EqualTo(effects.Max()));
        Assert.That(Of("steering by length 4, as published: blocks of half of it or more").Text, Is.EqualTo("L00-L01"));
        Assert.That(within, Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void The_heads_in_effect_are_between_one_and_all()
    {
        var effects = lab.Run(Experiment(from layer in Enumerable.Range(0, 8) from head in Enumerable.Range(0, 8) select new Ablation(layer, Component.Head, Head: head))).Cases.Select(@case => @case.Mean(new MeasureSpec(new Kl()))).ToArray();
        var shares = effects.Select(effect => effect / effects.Sum()).ToArray();

        Assert.That(Of("heads").Number, Is.EqualTo(64));
        Assert.That(Of("strongest head: share of all heads' KL").Number, Is.EqualTo(shares.Max()).Within(1e-12));
        Assert.That(Of("heads in effect, exp of the entropy of the shares").Number, Is.EqualTo(shares.Aggregate(1.0, (product, share) => product * Math.Pow(share, -share))).Within(1e-9));
    }

    [Test]
    public void A_right_answer_is_the_target_as_most_probable_token_of_the_whole_forward_pass()
    {
        using var nothingToLearn = no_grad();
        var prompts = lab.Prompts(Experiment() with { Prompts = new PromptSpec([], Suite.TaskFamilies) { SingleTokenTargets = true } }).Prompts;
        var families = prompts.GroupBy(prompt => prompt.Family, prompt =>
        {
            using var scope = NewDisposeScope();
            var ids = lab.Checkpoint.Tokenizer.Encode(prompt.Text).Select(id => (long)id).ToArray();
            return lab.Checkpoint.Model.Forward(tensor(ids).unsqueeze(0))[0, ^1].argmax().ToInt64() == prompt.TargetId ? 1.0 : 0.0;
        });

        Assert.That(Of("answers of one token: prompts").Number, Is.EqualTo(prompts.Count));
        Assert.That(Of("answers of one token: right").Number, Is.EqualTo(families.Average(family => family.Average())).Within(1e-12));
    }

    [Test]
    public void Published_columns_stand_beside_rows_of_the_same_name()
    {
        var published = ResultTable.Parse("# P\n\n- of: somebody\n\n## Models\n\nCaption.\n\n| quantity | Big |\n|:--|:--|\n| hub | L02 |")!;
        var section = CrossModelTable.Of([profile], published).Sections[0];

        Assert.That(section.Columns, Is.EqualTo(new[] { "quantity", "llama-atlas-tiny", "published: Big" }));
        Assert.That(section.Rows.Single(row => row.Case == "hub").Values, Is.EqualTo(new[] { Of("hub").Text, "L02" }));
        Assert.That(section.Rows.Single(row => row.Case == "blocks").Values, Is.EqualTo(new[] { "8 attention", "" }));
    }

    [Test]
    public void A_model_is_in_the_table_once() =>
        Assert.That(() => CrossModelTable.Of([profile, profile]), Throws.ArgumentException);
}
