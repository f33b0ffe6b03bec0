using LfmSpec.Models.Adapters;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Runs;

/// <summary>A run whose numbers are not finite has no result: it ends in an error that names the first site that is not.</summary>
[TestFixture]
public sealed class FiniteRunTests
{
    private const string Prompt = "7 + 5 =";
    private const string In = "model.layers.0.conv.in_proj.weight", Kernel = "model.layers.0.conv.conv.weight", Out = "model.layers.0.conv.out_proj.weight";

    [Test]
    public void A_clean_run_that_is_not_finite_is_an_error_that_names_the_site()
    {
        using var copy = Overflowing(gateIsZero: false);
        using var lab = Laboratory.Open(copy.Folder);
        Assert.That(
            () => lab.Run(Experiments.On(Prompt, new Ablation(5, Component.Mlp))),
            Throws.TypeOf<LabException>().With.Message.Match(@"^The clean run: on the prompt '7 \+ 5 =' the model has (NaN|an infinite value) at L00.OperatorOutput, position 0, its first value that is not finite\. The weights are damaged"));
    }

    [Test]
    public void A_changed_run_that_is_not_finite_is_an_error_that_names_case_and_site_and_keeps_nothing()
    {
        using var copy = Overflowing(gateIsZero: true);
        using var lab = Laboratory.Open(copy.Folder);
        var experiment = Experiments.On(Prompt, new Ablation(0, Component.Gate, Replacement.One));
        const string Message = @"^Trial\.L00 gate.*: on the prompt '7 \+ 5 =' the model has (NaN|an infinite value) at L00.OperatorOutput, position 0";
        Assert.That(() => lab.Run(experiment), Throws.TypeOf<LabException>().With.Message.Match(Message));
        Assert.That(lab.Bench.Cache.Count, Is.Zero);
        Assert.That(() => NaiveRun.Of(lab.Bench, experiment, experiment.Cases[0]), Throws.TypeOf<LabException>().With.Message.Match(Message));
        Assert.That(() => lab.Try(Prompt, new Ablation(0, Component.Gate, Replacement.One)), Throws.TypeOf<LabException>().With.Message.Contains("L00.OperatorOutput, position 0"));
    }

    private static IEnumerable<IMeasure> Blind() =>
    [
        new Made(_ => [1]),
        new Made(run => [run.Changed.argmax().ToInt64()]),
        new Made(_ => [double.NaN]) { MayBeUndefined = true },
        new Top1(),
        new LogitShift(),
    ];

    [TestCaseSource(nameof(Blind))]
    public void A_changed_run_that_is_not_finite_is_an_error_whatever_is_measured_of_it(IMeasure measure)
    {
        using var copy = Overflowing(gateIsZero: true);
        using var lab = Laboratory.Open(copy.Folder);
        Assert.That(
            () => lab.Run(Experiments.On(Prompt, new Ablation(0, Component.Gate, Replacement.One)) with { Measures = [new(measure)] }),
            Throws.TypeOf<LabException>().With.Message.Contains("L00.OperatorOutput, position 0"));
    }

    private static IEnumerable<Intervention> TooLarge() =>
    [
        new Steering(3, new RandomVector(42), 1e38),
        new Steering(3, new RandomVector(42), 1e300),
        new Steering(3, new RandomVector(42), 1e38, SteeringUnit.ResidualNorm),
        new Perturbation(3, 5, 1e38),
    ];

    [TestCaseSource(nameof(TooLarge))]
    public void An_intervention_that_itself_makes_infinity_is_said_as_such(Intervention intervention)
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        Assert.That(
            () => lab.Run(Experiments.On(Prompt, intervention)),
            Throws.TypeOf<LabException>().With.Message.EqualTo($"{intervention} itself makes values whose squares are infinite in float32, so that the norms after it would see nothing else. Lower its scale."));
    }

    [Test]
    public void A_large_scale_that_float32_holds_has_a_finite_result()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var result = lab.Run(Experiments.On(Prompt, new Steering(3, new RandomVector(42), 1e17)));
        Assert.That(result.Cases[0].Divergences[0].Kl, Has.All.InRange(0, 100));
    }

    [Test]
    public void A_tuned_model_that_is_not_finite_shifts_nothing()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var clean = lab.Clean(new Prompt("", Prompt));
        using var model = Diverged(lab);
        Assert.That(
            () => ProbeShift.Of(model.Model, [clean]),
            Throws.TypeOf<LabException>().With.Message.Match(@"^The tuned model: on the prompt '7 \+ 5 =' the model has (NaN|an infinite value) at L02.OperatorOutput, position 0"));
        Assert.That(
            () => new Completions(model.Model, new HashSet<int>()).Greedy([clean.Ids], 2),
            Throws.TypeOf<LabException>().With.Message.Match("while it continues a prompt: there is (NaN|an infinite value) at L02.OperatorOutput, position 0"));
    }

    [Test]
    public void A_loss_that_is_not_finite_names_the_site_too()
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var model = Diverged(lab);
        var row = new TokenRow(lab.Bench.Runs.Encode(new Prompt("", Prompt)), [.. lab.Bench.Runs.Encode(new Prompt("", Prompt)).Select(_ => true)]);
        using var run = new TrainingRun(model, new TrainingSpec(1, 1e-3), 0, _ => [new SupervisedBatch(TokenBatch.Of([row], padding: 0))]);
        Assert.That(
            () => run.RunTo(1),
            Throws.TypeOf<LabException>().With.Message.Match(@"^The loss of step 1 is .*: the training has diverged\. There is (NaN|an infinite value) at L02.OperatorOutput, position 0, its first value that is not finite\. Lower the learning rate"));
    }

    // An adapter beside the attention's output whose product is beyond float32.
    private static AdaptedModel Diverged(Laboratory lab)
    {
        using var nothingToLearn = no_grad();
        var model = AdaptedModel.Of(lab.Checkpoint, new AdapterSpec(["out_proj"], [2], 2, 4), seed: 0);
        model.Adapters[0].A.fill_(3e38f);
        model.Adapters[0].B.fill_(3e38f);
        return model;
    }

    // The first block's output layer is beyond float32 as soon as its gate lets anything through.
    private static CheckpointCopy Overflowing(bool gateIsZero)
    {
        var copy = new CheckpointCopy();
        copy.EditTensors(tensors =>
        {
            var large = new byte[tensors[Out].Bytes.Length];
            large.AsSpan().Fill(0x7F); // 3.4e38 in bf16
            tensors[Out] = tensors[Out] with { Bytes = large };
            tensors[Kernel] = tensors[Kernel] with { Bytes = [.. Enumerable.Repeat<byte[]>([0xAD, 0x60], tensors[Kernel].Bytes.Length / 2).SelectMany(value => value)] }; // 1e20
            if (gateIsZero)
            {
                var bytes = tensors[In].Bytes.ToArray();
                bytes.AsSpan(0, bytes.Length / 3).Clear();
                tensors[In] = tensors[In] with { Bytes = bytes };
            }
        });
        return copy;
    }
}
