using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

/// <summary>Gradients that only move or spread numbers are exact, however the gradient that comes in lies in memory.</summary>
public class WindowGradientTests
{
    [Test]
    public void The_gradient_of_a_slice_is_the_one_that_comes_in_between_zeros() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var x = make.Numbers(make.Shape(1, 4)).requires_grad_();
        int dim = make.Choose((int)x.ndim);
        long start = make.Choose((int)x.shape[dim]), step = make.Size(3);
        var part = x.slice(dim, start, x.shape[dim], step);
        // In another order in memory, with gaps, or with a repeated dimension.
        var order = Enumerable.Range(0, (int)x.ndim).OrderBy(_ => make.Choose(1000)).Select(i => (long)i).ToArray();
        var laid = make.Numbers([.. order.Select(i => part.shape[i]), 2]).select(-1, 1).permute([.. order.Select((_, i) => (long)Array.IndexOf(order, i))]);
        var cotangent = make.Choose(4) == 0 ? laid.narrow(make.Choose((int)x.ndim), 0, 1).expand(part.shape) : laid;

        var actual = autograd.grad([part], [x], [cotangent])[0];

        foreach (var index in ShapeGenerator.Indices(x.shape))
        {
            long along = index[dim] - start;
            bool read = along >= 0 && along % step == 0;
            float expected = read ? ShapeGenerator.At(cotangent, [.. index.Select((place, i) => i == dim ? along / step : place)]) : 0;
            Assert.That(ShapeGenerator.At(actual, index), Is.EqualTo(expected), $"{cotangent} of a slice of dimension {dim} from {start} in steps of {step}");
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Test]
    public void The_gradient_of_a_mean_is_the_one_that_comes_in_over_the_count() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var x = make.Numbers(make.Shape(1, 4)).requires_grad_();
        int dim = make.Choose((int)x.ndim);
        var mean = x.mean([dim], keepdim: true);
        var cotangent = make.Numbers(mean.shape);

        var actual = autograd.grad([mean], [x], [cotangent])[0];

        foreach (var index in ShapeGenerator.Indices(x.shape))
            Assert.That(ShapeGenerator.At(actual, index), Is.EqualTo(ShapeGenerator.AtBroadcast(cotangent, index) / x.shape[dim]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}
