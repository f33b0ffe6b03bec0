using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>
/// Supervised training against PyTorch's: losses step by step within 1e-4, gradient norms within 1e-4 relative, the shift within 1 % or 1e-9, the
/// trained matrices within 5e-5. (Adam divides by the root of a gradient's square, so a gradient that is nearly rounding error moves a weight by as much as
/// any other: after 12 steps of 2e-4 the matrices agree to some 1e-5 and not to float32's precision.)
/// </summary>
[TestFixture]
public sealed class ReferenceTrainingTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase("all_linear_as_published")]
    [TestCase("all_linear")]
    [TestCase("attn_only")]
    [TestCase("mlp_only")]
    [TestCase("conv_proj_only")]
    [TestCase("atlas_guided_as_published")]
    [TestCase("atlas_guided")]
    [TestCase("atlas_full")]
    [TestCase("rank2")]
    [TestCase("rank4")]
    [TestCase("rank16")]
    [TestCase("rank32")]
    [TestCase("sft_masked")]
    [TestCase("qlora_nf4")]
    public void A_run_is_that_of_the_reference(string name)
    {
        var reference = TuneReference.Run(name);
        using var model = AdaptedModel.Of(checkpoint, TuneReference.Adapter(reference), seed: 42);
        var training = new TrainingSpec(reference.GetProperty("steps").GetInt32(), reference.GetProperty("lr").GetDouble())
        {
            Schedule = LearningRateSchedule.Constant, WarmUp = 0, WeightDecay = 0, MaxGradNorm = null,
        };
        var masked = reference.GetProperty("masked_prompt").GetBoolean();
        using var run = new TrainingRun(model, training, 0, step => [new SupervisedBatch(TuneReference.Batch(step, masked))]);
        run.RunTo(training.Steps);

        var losses = TuneReference.Numbers(reference.GetProperty("losses"));
        var norms = TuneReference.Numbers(reference.GetProperty("grad_norms"));
        var worstNorm = norms.Zip(run.Steps, (x, y) => Math.Abs(x - y.GradientNorm) / x).Max();
        var shift = reference.GetProperty("kl_shift").GetDouble();
        Assert.Multiple(() =>
        {
            Assert.That(model.TrainableParameters, Is.EqualTo(reference.GetProperty("trainable").GetInt64()));
            Assert.That(model.Adapters.Select(adapter => adapter.Module.Path), Is.EquivalentTo(model.Spec.Targets));
            Assert.That(run.Steps.Select(step => step.Loss), Is.EqualTo(losses).Within(1e-4));
            Assert.That(worstNorm, Is.LessThan(1e-4));
            Assert.That(Shift(model), Is.EqualTo(shift).Within(Math.Max(0.01 * shift, 1e-9)));
            // libtorch itself, in another process and on another processor than the reference's, comes within 6.1e-5.
            Assert.That(Worst(model, name), Is.LessThan(5e-5 + Rounding.OrNone(5e-5)));
        });
    }

    // The reference's shift is the mean over all positions of all probes, from the model as its checkpoint has it.
    private double Shift(AdaptedModel model)
    {
        using var nothingToLearn = no_grad();
        return TuneReference.Probes.SelectMany(text =>
        {
            using var clean = CleanRun.Of(checkpoint.Model, new Prompt("", text), checkpoint.Tokenizer.Encode(text));
            return ProbeShift.Of(model.Model, [clean])[0].Kl;
        }).Average();
    }

    private static double Worst(AdaptedModel model, string name)
    {
        using var file = SafetensorsFile.Open(TuneReference.Folder($"{name}/adapter_model.safetensors"));
        return model.Adapters.Max(adapter => Math.Max(
            Difference(file, adapter, "A", adapter.A.data<float>().ToArray()),
            Difference(file, adapter, "B", adapter.B.data<float>().ToArray())));
    }

    private static double Difference(SafetensorsFile file, Adapter adapter, string which, float[] values) =>
        TuneReference.Tensor(file, $"base_model.model.{adapter.Module.Path}.lora_{which}.weight").Zip(values, (x, y) => Math.Abs((double)x - y)).Max();

    public void Dispose() => checkpoint.Dispose();
}
