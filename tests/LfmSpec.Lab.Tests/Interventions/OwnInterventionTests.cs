using LfmSpec.Models;
using LfmSpec.Models.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Interventions;

/// <summary>Interventions that the lab has never heard of are run, kept and held to laws as its own are.</summary>
[TestFixture]
public sealed class OwnInterventionTests : IDisposable
{
    private const string Prompt = "7 + 5 =";

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void Scaling_a_head_by_zero_is_ablating_it()
    {
        var own = lab.Run(Experiments.On(Prompt, new Scaled(2) { Head = 1, Factor = 0 })).Cases.Single().Divergences.Single();
        var ablated = lab.Run(Experiments.On(Prompt, new Ablation(2, Component.Head, Head: 1))).Cases.Single().Divergences.Single();
        Assert.That(own.Kl, Is.EqualTo(ablated.Kl), "the same values are put in, so the bits are the same");
        Assert.That(own.ChangedElements, Is.EqualTo(ablated.ChangedElements));
    }

    [Test]
    public void A_sweep_gives_what_full_passes_give()
    {
        var experiment = Experiments.On(Prompt, new Scaled(2) { Head = 1 }, new Scaled(4) { Head = 0 }, new Mixed(3), new OfOthers(5)) with { Prompts = new PromptSpec([Prompt, "12 + 9 ="]) };
        foreach (var (swept, @case) in lab.Run(experiment).Cases.Zip(experiment.Cases))
        {
            Assert.That(swept.Divergences.Select(divergence => divergence.Kl), Is.EqualTo(NaiveRun.Of(lab.Bench, experiment, @case).Select(divergence => divergence.Kl)), @case.Name);
        }
    }

    [TestCase(Law.CleanIntoCleanIsClean)]
    [TestCase(Law.ResumedEqualsFull)]
    [TestCase(Law.BatchedEqualsSingle)]
    public void The_laws_of_every_intervention_hold_of_it(Law law) =>
        Assert.That(lab.Check(Experiments.On(Prompt, new Scaled(2) { Head = 1 }, new Mixed(3)), law).Checked, Is.EqualTo(2));

    [Test]
    public void What_it_promises_chooses_its_laws()
    {
        Assert.That(Laboratory.LawsOf(Experiments.On(Prompt, new Scaled(2) { Head = 1 })), Is.EqualTo(new[]
        {
            nameof(Law.CleanIntoCleanIsClean), nameof(Law.ResumedEqualsFull), nameof(Law.BatchedEqualsSingle), nameof(Law.ChangedRunIsCausal),
        }));
        Assert.That(Laboratory.LawsOf(Experiments.On(Prompt, new Added(2, 1))), Does.Contain(nameof(Law.ScaleZeroIsClean)).And.Not.Contain(nameof(Law.ChangedRunIsCausal)));
    }

    [Test]
    public void A_promise_is_kept_or_told()
    {
        Assert.That(lab.Check(Experiments.On(Prompt, new Scaled(2) { Head = 1 }), Law.ChangedRunIsCausal).Checked, Is.EqualTo(1));
        Assert.That(
            () => lab.Check(Experiments.On(Prompt, new Mixed(3)), Law.ChangedRunIsCausal),
            Throws.TypeOf<LawException>().With.Message.Contains("the intervention looks at what comes later"), "it takes the mean over all positions");
        Assert.That(lab.Check(Experiments.On(Prompt, new Added(2, 1)), Law.ScaleZeroIsClean).Checked, Is.EqualTo(1));
        Assert.That(
            () => lab.Check(Experiments.On(Prompt, new Added(2, 1) { Offset = 1e-3 }), Law.ScaleZeroIsClean),
            Throws.TypeOf<LawException>().With.Message.Contains("the run with scale 0 differs from the clean run"));
    }

    [Test]
    public void One_that_is_random_without_a_seed_breaks_a_law() => Assert.That(
        () => lab.Check(Experiments.On(Prompt, new Unseeded(3)), Law.ResumedEqualsFull), Throws.TypeOf<LawException>());

    [Test]
    public void Other_prompts_are_read_only_by_one_that_says_so()
    {
        var experiment = Experiments.On(Prompt, new OfOthers(5)) with { Prompts = new PromptSpec([Prompt, "12 + 9 ="]) };
        Assert.That(lab.Run(experiment).Cases.Single().Divergences, Has.Count.EqualTo(2));
        Assert.That(
            () => lab.Run(Experiments.On(Prompt, new OfOthers(5) { Says = false })),
            Throws.TypeOf<LabException>().With.Message.Contains("OfOthers reads the experiment's other prompts and does not say so"));
    }

    [Test]
    public void What_it_puts_in_has_to_fit()
    {
        Assert.That(() => lab.Run(Experiments.On(Prompt, new Wrong(3) { Fault = Fault.Narrow })), Throws.TypeOf<LabException>()
            .With.Message.Contains("Wrong puts Float32 [1, 6, 3] in the place of Float32 [1, 6, 128]"));
        Assert.That(() => lab.Run(Experiments.On(Prompt, new Wrong(3) { Fault = Fault.Double })), Throws.TypeOf<LabException>().With.Message.Contains("puts Float64"));
        Assert.That(() => lab.Run(Experiments.On(Prompt, new Wrong(3) { Fault = Fault.Huge })), Throws.TypeOf<LabException>().With.Message.Contains("squares are infinite in float32"));
        Assert.That(() => lab.Run(Experiments.On(Prompt, new Wrong(3) { Fault = Fault.NotANumber })), Throws.TypeOf<LabException>());
    }

    [Test]
    public void What_it_throws_is_told_with_its_name() => Assert.That(
        () => lab.Run(Experiments.On(Prompt, new Wrong(3) { Fault = Fault.Thrown })),
        Throws.TypeOf<LabException>().With.Message.StartsWith("Wrong ended in a InvalidOperationException: boom").And.InnerException.TypeOf<InvalidOperationException>());

    [Test]
    public void What_it_writes_into_what_it_is_given_changes_nothing_else()
    {
        var other = Experiments.On(Prompt, new Ablation(4, Component.Mlp));
        using var fresh = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var expected = fresh.Run(other).Cases[0].Divergences[0].Kl;
        var written = lab.Run(Experiments.On(Prompt, new Writing(4) { At = PositionSet.Of(2) })).Cases[0].Divergences[0];
        Assert.That(written.ChangedElements, Is.EqualTo(lab.Checkpoint.Model.Shape.Hidden), "the position that is named, and no other");
        Assert.That(lab.Run(other).Cases[0].Divergences[0].Kl, Is.EqualTo(expected), "the clean run is as it was");
    }

    [Test]
    public void A_property_Target_is_the_component_that_is_changed()
    {
        var targeted = lab.Run(Experiments.On(Prompt, new Targeted(5) { Target = Component.Mlp })).Cases[0].Divergences[0].Kl;
        Assert.That(targeted, Is.EqualTo(lab.Run(Experiments.On(Prompt, new Ablation(5, Component.Mlp))).Cases[0].Divergences[0].Kl));
    }

    [Test]
    public void Its_place_among_the_prompts_is_read_only_by_one_that_says_so() => Assert.That(
        () => lab.Run(Experiments.On(Prompt, new ByIndex(3))), Throws.TypeOf<LabException>().With.Message.Contains("ByIndex reads the experiment's other prompts and does not say so"));

    [Test]
    public void One_that_changes_nothing_is_an_error() => Assert.That(
        () => lab.Run(Experiments.On(Prompt, new Wrong(3))), Throws.TypeOf<LabException>().With.Message.Contains("changed nothing"));

    [Test]
    public void A_place_that_the_model_lacks_is_an_error() => Assert.That(
        () => lab.Run(Experiments.On(Prompt, new Scaled(0) { Head = 1 })), Throws.TypeOf<LabException>().With.Message.Contains("block 0 of lfm2-atlas-tiny is a convolution and has no heads"));

    [Test]
    public void Its_settings_are_a_part_of_what_a_result_is_kept_under()
    {
        string Of(Intervention intervention) => CaseKey.Describe(new CaseSpec("", [intervention]));
        var plain = new Scaled(2) { Head = 1 };
        Assert.That(Of(plain with { Factor = 0.5 }), Is.EqualTo(Of(plain)));
        Assert.That(Of(new Scaled(2) { Head = 1, Factor = 0.25 }), Is.Not.EqualTo(Of(plain)));
        Assert.That(Of(plain), Does.Contain(typeof(Scaled).Module.ModuleVersionId.ToString("N")), "what it computes is in this module");
        Assert.That(Of(new Ablation(2, Component.Mlp)), Does.Not.Contain(typeof(Ablation).Module.ModuleVersionId.ToString("N")), "the engine's version is in every key");
        Assert.That(() => Of(new Hidden(3, 0.5)), Throws.TypeOf<LabException>().With.Message.StartsWith("Hidden keeps something in factor, which is no public property"));
        Assert.That(() => Of(new Wrong(3) { Function = value => value }), Throws.TypeOf<LabException>().With.Message.Contains("Wrong.Function"));
    }

    [Test]
    public void It_says_what_it_does()
    {
        Assert.That(new Scaled(2) { Head = 1, Factor = 0.25 }.ToString(), Is.EqualTo("L02 head 1: scaled (factor 0.25)"));
        Assert.That(new Listed(2) { Factors = [0.25, 1], Factor = 3 }.ToString(), Is.EqualTo("L02 block: listed (factors [0.25, 1], factor 3)"), "lists, and settings of a base record");
        Assert.That(new Kept<Kl>(2).ToString(), Is.EqualTo("L02 block: kept of kl"));
        Assert.That(new Mixed(3) { At = PositionSet.Of(1, 2) }.ToString(), Is.EqualTo("L03 mlp: mixed, positions 1, 2"));
    }

    public void Dispose() => lab.Dispose();

    [ActsOn(Component.Head)]
    private sealed record Scaled(int Layer) : Intervention(Layer), ICausal
    {
        public double Factor { get; init; } = 0.5;

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value * Factor;
    }

    // The promise is not kept.
    private abstract record WithFactor(int Layer) : Intervention(Layer)
    {
        public double Factor { get; init; } = 0.5;

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value * Factor;
    }

    private sealed record Listed(int Layer) : WithFactor(Layer)
    {
        public IReadOnlyList<double> Factors { get; init; } = [];
    }

    private sealed record Kept<T>(int Layer) : Intervention(Layer)
    {
        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value;
    }

    [ActsOn(Component.Mlp)]
    private sealed record Mixed(int Layer) : Intervention(Layer), ICausal
    {
        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value * 0.5 + value.mean([1L], keepdim: true) * 0.5;
    }

    private sealed record Added(int Layer, double Scale) : Intervention(Layer), IScaled
    {
        public double Offset { get; init; }

        public Intervention WithScale(double scale) => this with { Scale = scale };

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value + ones_like(value) * (Scale + Offset);
    }

    private sealed record Unseeded(int Layer) : Intervention(Layer)
    {
        public override Func<Tensor, Tensor> Edit(EditContext context)
        {
            var noise = Random.Shared.NextDouble();
            return value => value * noise;
        }
    }

    [ActsOn(Component.Mlp)]
    private sealed record OfOthers(int Layer) : Intervention(Layer)
    {
        public bool Says { get; init; } = true;

        public override bool ReadsOtherPrompts => Says;

        public override Func<Tensor, Tensor> Edit(EditContext context)
        {
            var mean = context.MeanOverPrompts();
            return value => mean;
        }
    }

    private enum Fault
    {
        None,
        Narrow,
        Double,
        Huge,
        NotANumber,
        Thrown,
    }

    private sealed record Writing(int Layer) : Intervention(Layer)
    {
        public override Func<Tensor, Tensor> Edit(EditContext context)
        {
            context.Run.Residual(Layer).mul_(3);
            context.Run.Logits.zero_();
            return value => value.mul_(3) + 1;
        }
    }

    private sealed record Targeted(int Layer) : Intervention(Layer)
    {
        public Component Target { get; init; } = Component.Operator;

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => zeros_like(value);
    }

    private sealed record ByIndex(int Layer) : Intervention(Layer)
    {
        public override Func<Tensor, Tensor> Edit(EditContext context)
        {
            var index = context.PromptIndex;
            return value => value * index;
        }
    }

    private sealed record Wrong(int Layer) : Intervention(Layer)
    {
        public Fault Fault { get; init; }

        public Func<Tensor, Tensor>? Function { get; init; }

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => Fault switch
        {
            Fault.Narrow => value.narrow(2, 0, 3),
            Fault.Double => value.to(ScalarType.Float64),
            Fault.Huge => value * 1e30,
            Fault.NotANumber => value * double.NaN,
            Fault.Thrown => throw new InvalidOperationException("boom"),
            _ => value,
        };
    }

    private sealed record Hidden(int Layer) : Intervention(Layer)
    {
        private readonly double factor;

        public Hidden(int layer, double factor)
            : this(layer) => this.factor = factor;

        public override Func<Tensor, Tensor> Edit(EditContext context) => value => value * factor;
    }
}
