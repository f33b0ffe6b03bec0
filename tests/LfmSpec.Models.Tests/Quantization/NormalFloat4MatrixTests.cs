using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Quantization;
using TorchSharp;
using static TorchSharp.torch;
#if EMBEDDED_TORCH
using TorchSharp.Embedded;
using TorchSharp.Tests;
#endif

namespace LfmSpec.Models.Tests.Quantization;

/// <summary>A weight that is held in NF4 computes what its float32 values compute, bit for bit, and takes an eighth of their memory.</summary>
[TestFixture, NonParallelizable]
public class NormalFloat4MatrixTests
{
    [Test]
    public void Products_gradients_and_rows_have_the_bits_of_the_values_in_float32() => Prop.ForAll<int, bool>((seed, doubly) =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var random = new Random(seed);
        long rows = random.Next(1, 90), columns = 64 * random.Next(1, 6), positions = random.Next(1, 40);
        var weight = randn(rows, columns, generator: generator);
        var quantized = NormalFloat4.Quantize(weight, doubly);
        var values = quantized.Dequantize();
        using var held = new NormalFloat4Matrix(quantized);
        using var plain = WeightMatrix.Of((start, destination) => values.bytes.Slice((int)start, destination.Length).CopyTo(destination), ScalarType.Float32, rows, columns, CPU);
        Tensor x = randn(2, positions, columns, generator: generator), bias = randn(rows, generator: generator), back = randn(2, positions, rows, generator: generator);
        var indices = randint(0, rows, [5], dtype: ScalarType.Int64, generator: generator);

        Assert.That(held.Apply(x).Equals(plain.Apply(x)), Is.True);
        Assert.That(held.Take(indices).Equals(plain.Take(indices)), Is.True);
        var (one, other) = (Trained(held, x, bias, back), Trained(plain, x, bias, back));
        Assert.That(one.Zip(other).Select(pair => pair.First.Equals(pair.Second)), Is.All.True, "the result, the gradient of x, that of the bias");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static Tensor[] Trained(WeightMatrix matrix, Tensor x, Tensor bias, Tensor back)
    {
        using var learning = enable_grad();
        Tensor input = x.clone().requires_grad_(), addend = bias.clone().requires_grad_();
        var result = matrix.Apply(input, addend);
        result.backward([back]);
        return [result.detach(), input.grad!, addend.grad!];
    }

#if EMBEDDED_TORCH
    [TestCase(WeightQuantization.NormalFloat4, 7.1)]
    [TestCase(WeightQuantization.DoubleNormalFloat4, 7.6)]
    public void The_base_of_an_adapted_model_takes_about_an_eighth_of_its_float32_values(WeightQuantization quantization, double share)
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var spec = new AdapterSpec(["w1"], [0, 3], 2, 4);
        var (plain, _) = Built(checkpoint, spec);
        var (quantized, weights) = Built(checkpoint, spec with { Quantization = quantization });
        // In an unquantised model the matrices are no tensors; what else there is, is the same.
        var held = quantized - plain;
        Assert.That(held, Is.EqualTo(weights.Sum(weight => (weight / 2) + Magnitudes(weight / 64, quantization))));
        Assert.That(4.0 * weights.Sum() / held, Is.GreaterThan(share));
    }

    [Test]
    public void A_training_step_leaves_no_values_behind()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec([AdapterTargets.AllLinear], [.. Enumerable.Range(0, 14)], 2, 4) { Quantization = WeightQuantization.DoubleNormalFloat4 }, 0);
        Step(model);
        var before = Live();
        Step(model);
        Assert.That(Memory.LiveBytes, Is.EqualTo(before), "nothing is left to the collector");
    }

    private static void Step(AdaptedModel model)
    {
        using var scope = NewDisposeScope();
        using var learning = enable_grad();
        model.Model.Forward(tensor(new long[] { 1, 5, 9, 12 }, 1, 4)).square().mean().backward();
        foreach (var adapter in model.Adapters)
        {
            adapter.A.grad = null;
            adapter.B.grad = null;
        }
    }

    private static (long Bytes, long[] Weights) Built(Checkpoint checkpoint, AdapterSpec spec)
    {
        var before = Live();
        using var model = AdaptedModel.Of(checkpoint, spec, 0);
        return (Live() - before, [.. model.Modules.Select(module => module.Outputs * module.Inputs)]);
    }

    // By hand: four bytes a block, or one and four more for every 256.
    private static long Magnitudes(long blocks, WeightQuantization quantization) =>
        quantization == WeightQuantization.NormalFloat4 ? 4 * blocks : blocks + (4 * ((blocks + 255) / 256));

    private static long Live()
    {
        ForgottenTensors.Collect();
        return Memory.LiveBytes;
    }
#endif
}
