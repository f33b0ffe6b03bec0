using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Kernels;

/// <summary>The depthwise kernel's gradient of the input has the bits of one rounded product and one addition a tap.</summary>
[NonParallelizable, RestoreThreads]
public class ConvolutionGradientTests
{
    [Test]
    public void The_gradient_of_the_input_is_that_of_one_tap_after_the_other([Values(1, 2, 5)] int count)
    {
        set_num_threads(count);
        Prop.ForAll<int>(seed =>
        {
            using var scope = NewDisposeScope();
            var make = new ShapeGenerator(seed);
            long batch = make.Size(2), channels = new long[] { 1, 5, 16, 33, 600 }[make.Choose(5)], length = 8 + make.Size(120), taps = make.Size(4);
            long stride = make.Size(2), padding = make.Size(4) - 1, dilation = make.Size(2);
            var weight = make.Numbers([channels, 1, taps]);
            var input = (make.Choose(2) == 0 ? make.Numbers([batch, length, channels]).transpose(1, 2) : make.Numbers([batch, channels, length])).requires_grad_();
            var result = conv1d(input, weight, null, stride, padding, dilation, channels);
            var steps = result.shape[2];
            var cotangent = make.Choose(2) == 0 ? make.Numbers([batch, steps, channels]).transpose(1, 2) : make.Numbers([batch, channels, steps]);

            var actual = autograd.grad([result], [input], [cotangent])[0];

            var padded = zeros(batch, channels, length + 2 * padding);
            for (long tap = 0; tap < taps; tap++)
                padded.slice(2, tap * dilation, tap * dilation + (steps - 1) * stride + 1, stride).add_(weight.select(2, tap) * cotangent);
            Assert.That(ShapeGenerator.Bits(actual), Is.EqualTo(ShapeGenerator.Bits(padded.narrow(2, padding, length))),
                $"{batch} x {channels} x {length}, {taps} taps, stride {stride}, padding {padding}, dilation {dilation}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Test]
    public void A_sequence_without_a_batch_has_the_gradients_of_the_batch_of_one()
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(1);
        Tensor input = make.Numbers([20, 9]).requires_grad_(), weight = make.Numbers([20, 1, 3]).requires_grad_(), bias = make.Numbers([20]).requires_grad_();
        var cotangent = make.Numbers([20, 11]);
        var alone = autograd.grad([conv1d(input, weight, bias, padding: 2, groups: 20)], [input, weight, bias], [cotangent]);
        var batched = autograd.grad([conv1d(input.unsqueeze(0), weight, bias, padding: 2, groups: 20)], [input, weight, bias], [cotangent.unsqueeze(0)]);
        for (int i = 0; i < 3; i++)
            Assert.That(ShapeGenerator.Bits(alone[i]), Is.EqualTo(ShapeGenerator.Bits(batched[i])), $"input {i}");
    }
}
