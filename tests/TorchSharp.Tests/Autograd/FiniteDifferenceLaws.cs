using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

/// <summary>Every derivative against central differences in double precision, on random shapes and on views of them.</summary>
public class FiniteDifferenceLaws
{
    private const double Step = 1e-5;

    // A few units in the last place of a double.
    private const double Rounding = 1e-15;

    private static IEnumerable<string> One() => GradientTable.OfOne.Keys;

    private static IEnumerable<string> Several() => GradientTable.OfSeveral.Keys;

    [TestCaseSource(nameof(One))]
    public void A_gradient_of_one_tensor_and_of_its_views_is_the_limit_of_differences(string name) => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        Tensor[] leaves = [make.Numbers(make.Shape(1, 3), ScalarType.Float64)];
        Check(seed, leaves, (draw, x) =>
        {
            var (view, _) = draw.View(x[0], draw.Choose(4));
            return GradientTable.OfOne[name](draw, view.ndim == 0 ? view.view(1) : view);
        });
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [TestCaseSource(nameof(Several))]
    public void Gradients_of_several_tensors_are_the_limits_of_differences(string name) => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        var (shapes, operation) = GradientTable.OfSeveral[name];
        var make = new ShapeGenerator(seed);
        Tensor[] leaves = [.. shapes(make).Select(shape => make.Numbers(shape, ScalarType.Float64))];
        Check(seed, leaves, operation);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private static void Check(int seed, Tensor[] leaves, Func<ShapeGenerator, Tensor[], Tensor> operation)
    {
        foreach (var leaf in leaves)
            leaf.requires_grad_();
        var result = operation(new ShapeGenerator(seed), leaves);
        var cotangent = new ShapeGenerator(seed + 1).Numbers(result.shape, ScalarType.Float64);

        result.backward([cotangent]);

        using var no = no_grad();
        // Each value is a sum of terms that are rounded, and the difference of two is divided by the steps.
        var rounding = Rounding * (result * cotangent).abs().sum().ToDouble() / (2 * Step);
        foreach (var leaf in leaves)
        {
            var gradient = leaf.grad?.view(-1).data<double>();
            var values = leaf.view(-1).data<double>();
            for (long index = 0; index < leaf.numel(); index++)
            {
                double before = values[index];
                double above = At(before + Step), below = At(before - Step);
                values[index] = before;
                double expected = (above - below) / (2 * Step), actual = gradient is null ? 0 : gradient[index];
                // The error of a central difference is about step^2 times the third derivative, and a rounding of the value over the step.
                Assert.That(actual, Is.EqualTo(expected).Within((2e-7 * Math.Max(10, Math.Abs(expected))) + rounding),
                    $"{leaf} at [{index}] of the flat tensor, seed {seed}");

                double At(double value)
                {
                    using var scope = NewDisposeScope();
                    values[index] = value;
                    return (operation(new ShapeGenerator(seed), leaves) * cotangent).sum().ToDouble();
                }
            }
        }
    }
}
