using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>Accumulation, clipping, dropout, and going on after a stop.</summary>
[TestFixture]
public sealed class TrainingRunTests : IDisposable
{
    private static readonly AdapterSpec Guided = new(["out_proj"], [0, 2, 4, 5], 4, 8) { Dropout = 0.1 };
    private static readonly TrainingSpec Training = new(6, 2e-3) { WarmUp = 2, Accumulate = 2 };

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
    private readonly string folder = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    [Test]
    public void A_run_that_is_stopped_and_resumed_has_the_bits_of_one_that_is_not()
    {
        using AdaptedModel whole = AdaptedModel.Of(checkpoint, Guided, 3), first = AdaptedModel.Of(checkpoint, Guided, 3), second = AdaptedModel.Of(checkpoint, Guided, 99);
        using TrainingRun uninterrupted = Run(whole), begun = Run(first), resumed = Run(second);
        uninterrupted.RunTo(6);
        begun.RunTo(3);
        begun.Save(State, "run");

        Assert.That(resumed.Resume(State, "run"), Is.True);
        resumed.RunTo(6);
        Assert.That(resumed.Steps, Is.EqualTo(uninterrupted.Steps));
        foreach (var (one, other) in whole.Adapters.Zip(second.Adapters))
        {
            Assert.That(one.A.bytes.SequenceEqual(other.A.bytes) && one.B.bytes.SequenceEqual(other.B.bytes), Is.True, one.Module.Path);
        }
    }

    [Test]
    public void A_state_of_another_run_or_a_broken_one_is_not_taken()
    {
        using var model = AdaptedModel.Of(checkpoint, Guided, 3);
        using var run = Run(model);
        Assert.That(run.Resume(State, "run"), Is.False, "there is none");
        run.RunTo(1);
        run.Save(State, "run");
        Assert.That(run.Resume(State, "another"), Is.False);
        var bytes = File.ReadAllBytes(State);
        File.WriteAllBytes(State, bytes[..(bytes.Length / 2)]);
        Assert.That(run.Resume(State, "run"), Is.False, "half of it");
        bytes[^3] ^= 0x10;
        File.WriteAllBytes(State, bytes);
        Assert.That(run.Resume(State, "run"), Is.False, "one bit of a matrix is another");
        bytes[^3] ^= 0x10;
        File.WriteAllBytes(State, bytes);
        Assert.That(run.Resume(State, "run"), Is.True, "as it was");
    }

    [Test]
    public void A_step_of_two_batches_that_count_alike_is_the_step_of_their_mean()
    {
        var training = Training with { WarmUp = 0, MaxGradNorm = null };
        using AdaptedModel two = AdaptedModel.Of(checkpoint, Guided with { Dropout = 0 }, 3), one = AdaptedModel.Of(checkpoint, Guided with { Dropout = 0 }, 3);
        using var apart = new TrainingRun(two, training, 0, _ => [Batch(0, LossAverage.Batches), Batch(1, LossAverage.Batches)]);
        using var together = new TrainingRun(one, training, 0, _ => [new MeanOf(Batch(0), Batch(1))]);
        apart.RunTo(1);
        together.RunTo(1);
        Assert.That(apart.Steps[0].Loss, Is.EqualTo(together.Steps[0].Loss).Within(1e-6));
        Assert.That(apart.Steps[0].GradientNorm, Is.EqualTo(together.Steps[0].GradientNorm).Within(1e-6));
    }

    [Test]
    public void Clipping_does_not_change_the_norm_that_is_told_and_bounds_what_AdamW_sees()
    {
        using AdaptedModel free = AdaptedModel.Of(checkpoint, Guided, 3), bound = AdaptedModel.Of(checkpoint, Guided, 3);
        using var without = new TrainingRun(free, Training with { MaxGradNorm = null }, 0, _ => [Batch(0)]);
        using var with = new TrainingRun(bound, Training with { MaxGradNorm = 0.01 }, 0, _ => [Batch(0)]);
        without.RunTo(1);
        with.RunTo(1);
        Assert.That(with.Steps[0].GradientNorm, Is.EqualTo(without.Steps[0].GradientNorm).And.GreaterThan(0.01));
        Assert.That(Norm(bound), Is.EqualTo(0.01).Within(1e-5));
        Assert.That(Norm(free), Is.EqualTo(without.Steps[0].GradientNorm).Within(1e-5));

        static double Norm(AdaptedModel model) => Math.Sqrt(model.Adapters.Sum(adapter => adapter.A.grad!.square().sum().ToDouble() + adapter.B.grad!.square().sum().ToDouble()));
    }

    [Test]
    public void A_cancelled_run_keeps_the_steps_that_are_finished()
    {
        using var stop = new CancellationTokenSource();
        using var model = AdaptedModel.Of(checkpoint, Guided, 3);
        using var run = Run(model);
        Assert.That(() => run.RunTo(6, _ => stop.Cancel(), stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(run.Steps, Has.Count.EqualTo(1));
    }

    [TestCase(double.NaN, "The loss of step 2 is NaN and the norm of its gradient NaN")]
    [TestCase(double.PositiveInfinity, "The loss of step 2 is Infinity and the norm of its gradient ")]
    [TestCase(1e38, "the norm of its gradient NaN")]
    public void A_loss_or_gradient_that_is_no_number_is_an_error_that_names_the_step_and_the_loss(double by, string message)
    {
        using var model = AdaptedModel.Of(checkpoint, Guided, 3);
        using var run = new TrainingRun(model, Training, 0, step => [step == 0 ? Batch(0) : new Diverged(Batch(0), by)]);
        var before = 0;
        Assert.That(() => run.RunTo(3, _ => before++), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("Lower the learning rate of 0.002"));
        Assert.That((before, run.Steps.Count), Is.EqualTo((1, 1)), "the step is not one of the run's");
        Assert.That(model.Adapters.Select(adapter => adapter.B.isfinite().all().ToBoolean()), Has.All.True);
    }

    private string State => Path.Combine(folder, TestContext.CurrentContext.Test.ID, "state.safetensors");

    private static TrainingRun Run(AdaptedModel model) => new(model, Training, 3, step => [Batch(step), Batch(step + 1)]);

    private static SupervisedBatch Batch(int number, LossAverage average = LossAverage.Tokens) => new(TuneReference.Batch(number, masked: true), average);

    public void Dispose()
    {
        checkpoint.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class MeanOf(MicroBatch one, MicroBatch other) : MicroBatch
    {
        internal override StepSize Size => new(1, 1, 1);

        internal override Tensor Loss(AdaptedModel model, StepSize step) => (one.Loss(model) + other.Loss(model)) / 2;
    }

    private sealed class Diverged(MicroBatch batch, double by) : MicroBatch
    {
        internal override StepSize Size => batch.Size;

        internal override Tensor Loss(AdaptedModel model, StepSize step) => batch.Loss(model, step) * by;
    }
}
