using TorchSharp.Modules;
using TorchSharp.Tests.Reference;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

/// <summary>
/// Ten steps of six parameters against PyTorch's values. The file names no options; of common ones these alone reproduce it:
/// learning rate 0.01 throughout, 0.9 and 0.999, 1e-8; weight decay 0.1 for AdamW and none for Adam; momentum 0.9 for SGD.
/// </summary>
public class OptimizerReferenceTests
{
    private static readonly SafeTensors Values =
        new(Path.Combine(TestContext.CurrentContext.TestDirectory, "reference", "ops", "ops.safetensors"));

    private static readonly Dictionary<string, Func<Parameter, optim.Optimizer>> Optimizers = new()
    {
        ["adam"] = parameter => optim.Adam([parameter], lr: 1e-2),
        ["adamw"] = parameter => optim.AdamW([parameter], lr: 1e-2, weight_decay: 0.1),
        ["sgd_momentum"] = parameter => optim.SGD([parameter], 1e-2, momentum: 0.9),
    };

    [TestCase("adam")]
    [TestCase("adamw")]
    [TestCase("sgd_momentum")]
    public void Ten_steps_are_those_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(Values["optim.start"]);
        var gradients = Values["optim.grads"];
        var expected = Values[$"optim.{name}"];
        using var optimizer = Optimizers[name](parameter);

        Assert.Multiple(() =>
        {
            for (int step = 0; step < 10; step++)
            {
                parameter.grad = gradients[step].clone();
                optimizer.step();
                // A few roundings of float32 (6e-8 each) in ten steps.
                Assert.That(parameter.detach().allclose(expected[step], rtol: 1e-6, atol: 0), Is.True,
                    () => $"step {step + 1}: {parameter.detach().npstr()} instead of {expected[step].npstr()}");
            }
        });
    }
}
