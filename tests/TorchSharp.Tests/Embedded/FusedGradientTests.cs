using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Embedded;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Embedded;

/// <summary>
/// Recorded fused operations give every input the bits that the plain operations give it, also where an input has other uses before and behind, whose
/// gradients are added in between: the oracle is the public API.
/// </summary>
[NonParallelizable, RestoreThreads]
public class FusedGradientTests
{
    [Test]
    public void RmsNorm_has_the_gradients_of_the_plain_operations([Values(1, 2, 5)] int count) => Law(count, make =>
    {
        long[] shape = [.. make.Shape(0, 3), Length(make)];
        return new([Laid(make, shape), make.Numbers([shape[^1]])],
            x => FusedOperations.RmsNorm(x[0], x[1], 1e-5),
            x => x[1] * (x[0] * rsqrt(x[0].pow(2).mean([-1], keepdim: true) + 1e-5)));
    });

    [Test]
    public void SiluMultiply_has_the_gradients_of_the_plain_operations([Values(1, 2, 5)] int count) => Law(count, make =>
    {
        long[] shape = [.. make.Shape(0, 3), Length(make)];
        var x = Laid(make, shape) * 10;
        return new([x, make.Choose(4) == 0 ? x : Laid(make, shape)], x => FusedOperations.SiluMultiply(x[0], x[1]), x => silu(x[0]) * x[1]);
    });

    [Test]
    public void Rotate_has_the_gradients_of_the_plain_operations([Values(1, 2, 5)] int count) => Law(count, make =>
    {
        long positions = make.Size(40), length = 2 * new long[] { 1, 4, 8, 16, 19, 32 }[make.Choose(6)];
        Tensor cos = make.Numbers([positions, length]), sin = make.Numbers([positions, length]);
        var x = Laid(make, [make.Size(3), positions, make.Size(4), length]);
        return new([x], x => FusedOperations.Rotate(x[0], cos, sin), x =>
        {
            Tensor first = x[0].narrow(-1, 0, length / 2), second = x[0].narrow(-1, length / 2, length / 2);
            return x[0] * cos.unsqueeze(-2) + cat([-second, first], -1) * sin.unsqueeze(-2);
        });
    });

    [Test]
    public void GatedConvolution_has_the_gradients_of_the_plain_operations([Values(1, 2, 5)] int count) => Law(count, make =>
    {
        long batch = make.Size(3), positions = make.Size(60), channels = new long[] { 1, 5, 16, 40, 128, 1100 }[make.Choose(6)], taps = make.Size(4);
        Tensor weight = make.Numbers([channels, 1, taps]), bias = make.Numbers([channels]);
        bool biased = make.Choose(2) == 0, parts = make.Choose(2) == 0;
        Tensor[] inputs = parts
            ? make.Numbers([batch, positions, 3 * channels]).chunk(3, dim: -1)
            : [.. Enumerable.Range(0, 3).Select(_ => make.Numbers([batch, positions, channels]))];
        return new(inputs, x => FusedOperations.GatedConvolution(x[0], x[1], x[2], weight, biased ? bias : null), x =>
        {
            var mixed = conv1d((x[0] * x[1]).transpose(1, 2), weight, biased ? bias : null, padding: taps - 1, groups: channels);
            return x[2] * mixed.narrow(2, 0, positions).transpose(1, 2);
        });
    });

    private static void Law(int count, Func<ShapeGenerator, Case> draw)
    {
        set_num_threads(count);
        Prop.ForAll<int>(seed =>
        {
            using var scope = NewDisposeScope();
            var make = new ShapeGenerator(seed);
            var given = draw(make);
            bool[] needs = [.. given.Inputs.Select(_ => make.Choose(4) != 0)];
            needs[make.Choose(needs.Length)] = true;
            // One leaf may be two inputs.
            if (needs.Length == 2 && ReferenceEquals(given.Inputs[0], given.Inputs[1]))
                needs[0] = needs[1] = true;
            int use = make.Choose(4);
            bool direct = make.Choose(2) == 0;
            // With zeros of either sign, as masks and dropout leave them.
            var cotangent = make.Numbers(given.Inputs[0].shape) * make.Numbers(given.Inputs[0].shape).gt(-1).to(ScalarType.Float32);
            Tensor?[] actual = Gradients(given.Fused), expected = Gradients(given.Plain);
            for (int i = 0; i < actual.Length; i++)
            {
                Assert.That(actual[i] is null, Is.EqualTo(expected[i] is null));
                bool same = actual[i] is null || ShapeGenerator.Bits(actual[i]!).SequenceEqual(ShapeGenerator.Bits(expected[i]!));
                Assert.That(same, Is.True, $"{(i < needs.Length ? $"input {i}" : "result")} of {given.Inputs[0]}, use {use}");
            }

            Tensor?[] Gradients(Func<Tensor[], Tensor> operation)
            {
                Tensor[] leaves = [.. given.Inputs.Select((input, i) => input.detach().requires_grad_(needs[i]))];
                // The leaf itself in its layout, or what was computed from it.
                Tensor[] inputs = direct ? [.. leaves] : [.. leaves.Select(leaf => leaf * 1)];
                for (int i = 1; i < inputs.Length; i++)
                    inputs[i] = ReferenceEquals(given.Inputs[i], given.Inputs[0]) ? inputs[0] : inputs[i];
                // Other uses of what goes in: none, recorded before, recorded behind, or both.
                var before = (use & 1) != 0 ? inputs[0] * 3 : null;
                var result = operation(inputs);
                result = before is null ? result : result + before;
                result = (use & 2) != 0 ? result + inputs[0] * 0.1 : result;
                result.backward([cotangent]);
                return [.. leaves.Select(leaf => leaf.grad), result.detach()];
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    // Beside multiples of a vector, and so long that one row is several pieces of work.
    private static long Length(ShapeGenerator make) => new long[] { 1, 2, 7, 16, 33, 128, 4100, 40_000 }[make.Choose(8)];

    private static Tensor Laid(ShapeGenerator make, long[] shape) => shape.Length > 1 && make.Choose(2) == 0
        ? make.Numbers([.. shape[..^2], shape[^1], shape[^2]]).mT
        : make.Numbers(shape);

    private sealed record Case(Tensor[] Inputs, Func<Tensor[], Tensor> Fused, Func<Tensor[], Tensor> Plain);
}
