using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

/// <summary>Every option against the textbook's formulas, one number at a time in double.</summary>
public class OptimizerOracleTests
{
    // More than a block of the kernel and no multiple of a vector.
    private const int Count = 20011;

    [Test]
    public void Adam_is_the_textbooks([Values] bool decoupled, [Values(0, 0.1)] double decay, [Values] bool amsgrad, [Values] bool maximize,
        [Values(0.9, 0.3)] double beta1)
    {
        Check(
            parameter => decoupled ? optim.AdamW([parameter], 0.01, beta1, 0.95, 1e-6, decay, amsgrad, maximize)
                : optim.Adam([parameter], 0.01, beta1, 0.95, 1e-6, decay, amsgrad, maximize),
            (p, g, state, step) =>
            {
                g = maximize ? -g : g;
                g += decoupled ? 0 : decay * p;
                p *= decoupled ? 1 - (0.01 * decay) : 1;
                state[0] = (beta1 * state[0]) + ((1 - beta1) * g);
                state[1] = (0.95 * state[1]) + (0.05 * g * g);
                state[2] = Math.Max(state[2], state[1]);
                double root = Math.Sqrt((amsgrad ? state[2] : state[1]) / (1 - Math.Pow(0.95, step)));
                return p - (0.01 * state[0] / (1 - Math.Pow(beta1, step)) / (root + 1e-6));
            });
    }

    [Test]
    public void SGD_is_the_textbooks([Values(0, 0.9)] double momentum, [Values(0, 0.5)] double dampening, [Values(0, 0.1)] double decay,
        [Values] bool maximize)
    {
        Check(parameter => optim.SGD([parameter], 0.01, momentum, dampening, decay, nesterov: false, maximize), (p, g, state, step) =>
        {
            g += decay * p;
            state[0] = step == 1 ? g : (momentum * state[0]) + ((1 - dampening) * g);
            return p + ((maximize ? 0.01 : -0.01) * (momentum == 0 ? g : state[0]));
        });
    }

    [Test]
    public void SGD_with_Nesterovs_momentum_looks_ahead() =>
        Check(parameter => optim.SGD([parameter], 0.01, 0.9, nesterov: true), (p, g, state, step) =>
        {
            state[0] = step == 1 ? g : (0.9 * state[0]) + g;
            return p - (0.01 * (g + (0.9 * state[0])));
        });

    [Test]
    public void Narrow_parameters_step_through_singles([Values(ScalarType.BFloat16, ScalarType.Float16)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        var narrow = new Parameter(randn(1000, type));
        var wide = new Parameter(narrow.detach().to(ScalarType.Float32));
        narrow.grad = randn(1000, type);
        wide.grad = narrow.grad!.to(ScalarType.Float32);
        using var first = optim.AdamW([narrow], lr: 0.1, weight_decay: 0.1);
        using var second = optim.AdamW([wide], lr: 0.1, weight_decay: 0.1);
        first.step();
        second.step();

        // One rounding, at the end of the step.
        Assert.That(narrow.bytes.ToArray(), Is.EqualTo(wide.detach().to(type).bytes.ToArray()));
    }

    [Test]
    public void Parameters_that_do_not_lie_in_order_step_like_others()
    {
        using var scope = NewDisposeScope();
        var turned = new Parameter(arange(12, ScalarType.Float32).view(3, 4).t());
        var straight = new Parameter(turned.detach().clone());
        turned.grad = straight.grad = randn(4, 3);
        using var optimizer = optim.Adam([turned, straight], lr: 0.1);
        optimizer.step();
        optimizer.step();

        Assert.Multiple(() =>
        {
            Assert.That(turned.is_contiguous(), Is.False);
            Assert.That(turned.detach().contiguous().bytes.ToArray(), Is.EqualTo(straight.bytes.ToArray()));
        });
    }

    private static void Check(Func<Parameter, optim.Optimizer> make, Func<double, double, double[], int, double> update)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        double[] start = randn(Count, ScalarType.Float64).data<double>().ToArray();
        Tensor[] gradients = [.. Enumerable.Range(0, 4).Select(_ => randn(Count, ScalarType.Float64))];
        double[] expected = [.. start];
        for (int i = 0; i < Count; i++)
        {
            var state = new double[3];
            for (int step = 1; step <= gradients.Length; step++)
                expected[i] = update(expected[i], gradients[step - 1].data<double>()[i], state, step);
        }
        Assert.Multiple(() =>
        {
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
            {
                var parameter = new Parameter(tensor(start).to(type, copy: true));
                using var optimizer = make(parameter);
                foreach (var gradient in gradients)
                {
                    parameter.grad = gradient.to(type);
                    optimizer.step();
                }
                double difference = (parameter.detach().to(ScalarType.Float64) - tensor(expected)).abs().max().ToDouble();
                // Parameters of up to 5, each step rounding them to half a last place (2.4e-7), and the four steps themselves.
                Assert.That(difference, Is.InRange(0, type == ScalarType.Float64 ? 1e-13 : 3e-6), $"{type}");
            }
        });
    }
}
