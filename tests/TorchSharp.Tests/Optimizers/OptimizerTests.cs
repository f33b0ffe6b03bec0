using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class OptimizerTests
{
    [Test]
    public void An_optimizer_of_no_parameters_is_an_error() =>
        Assert.That(() => optim.AdamW(Array.Empty<Parameter>()), Throws.ArgumentException.With.Message.Contains("empty parameter list"));

    [Test]
    public void Ten_steps_have_the_same_bits_for_any_number_of_threads()
    {
        using var scope = NewDisposeScope();
        int before = get_num_threads();
        try
        {
            var results = new[] { 1, 2, 5 }.Select(threads =>
            {
                set_num_threads(threads);
                manual_seed(9);
                var parameter = new Parameter(randn(300, 501));
                using var optimizer = optim.AdamW([parameter], lr: 1e-2, weight_decay: 0.1, amsgrad: true);
                for (int step = 0; step < 10; step++)
                {
                    parameter.grad = randn(300, 501);
                    optimizer.step();
                }
                return parameter.bytes.ToArray();
            }).ToList();

            Assert.Multiple(() =>
            {
                Assert.That(results[1], Is.EqualTo(results[0]), "2 threads");
                Assert.That(results[2], Is.EqualTo(results[0]), "5 threads");
            });
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Test]
    public void Training_lowers_the_loss_of_a_small_network([Values("SGD", "Adam", "AdamW")] string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = nn.Sequential(nn.Linear(2, 16), nn.SiLU(), nn.Linear(16, 1));
        using optim.Optimizer optimizer = name switch
        {
            "SGD" => optim.SGD(model.parameters(), 0.1, momentum: 0.9),
            "Adam" => optim.Adam(model.parameters(), 0.02),
            _ => optim.AdamW(model.named_parameters(), 0.02, weight_decay: 0.01),
        };
        // Exclusive or, which no single layer learns.
        var x = tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        var y = tensor(new float[] { 0, 1, 1, 0 });
        var losses = new List<float>();
        for (int step = 0; step < 200; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = (model.call(x).squeeze(1) - y).square().mean();
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToSingle());
        }

        Assert.Multiple(() =>
        {
            Assert.That(losses[0], Is.GreaterThan(0.2));
            Assert.That(losses[^1], Is.InRange(0f, 0.02f));
        });
    }

    [Test]
    public void Groups_have_options_of_their_own_and_the_rest_from_the_optimizer()
    {
        using var scope = NewDisposeScope();
        Parameter slow = new(ones(1)), fast = new(ones(1)), decayed = new(ones(1));
        var groups = new[]
        {
            new AdamW.ParamGroup { Parameters = [slow] }, new AdamW.ParamGroup([fast], new AdamW.Options { LearningRate = 0.1 }),
        };
        using var optimizer = optim.AdamW(groups, lr: 0.01);
        optimizer.add_param_group(new AdamW.ParamGroup([decayed], new AdamW.Options { weight_decay = 1 }));
        foreach (var parameter in optimizer.parameters())
            parameter.grad = ones(1);
        optimizer.step();

        Assert.Multiple(() =>
        {
            // The first step of Adam is the learning rate.
            Assert.That(slow.ToSingle(), Is.EqualTo(0.99f).Within(1e-6));
            Assert.That(fast.ToSingle(), Is.EqualTo(0.9f).Within(1e-6));
            Assert.That(decayed.ToSingle(), Is.EqualTo(0.98f).Within(1e-6));
            Assert.That(optimizer.ParamGroups.Select(group => group.LearningRate), Is.EqualTo(new[] { 0.01, 0.1, 0.01 }));
            Assert.That(groups[1].Betas, Is.EqualTo((0.9, 0.999)));
        });
    }

    [Test]
    public void A_changed_learning_rate_holds_from_the_next_step()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var optimizer = optim.SGD([parameter], 1);
        parameter.grad = ones(1);
        optimizer.ParamGroups.Single().LearningRate = 0.25;
        optimizer.step();

        Assert.That((parameter.ToSingle(), optimizer.ParamGroups.Single().InitialLearningRate), Is.EqualTo((0.75f, 1.0)));
    }

    [Test]
    public void A_closure_runs_with_gradients_and_its_loss_is_returned()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var optimizer = optim.SGD([parameter], 0.5);
        Tensor loss;
        using (no_grad())
        {
            loss = optimizer.step(() =>
            {
                optimizer.zero_grad();
                var value = (parameter * 3).sum();
                value.backward();
                return value;
            });
        }

        Assert.That((loss.ToSingle(), parameter.ToSingle()), Is.EqualTo((3f, -0.5f)));
    }

    [Test]
    public void A_parameter_without_a_gradient_stays()
    {
        using var scope = NewDisposeScope();
        Parameter with = new(ones(1)), without = new(ones(1));
        using var optimizer = optim.AdamW([with, without], weight_decay: 0.5);
        with.grad = ones(1);
        optimizer.step();

        Assert.That((with.ToSingle() < 1, without.ToSingle()), Is.EqualTo((true, 1f)));
    }

    [Test]
    public void Gradients_are_set_to_zero()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.Adam([parameter]);
        (parameter * 2).sum().backward();
        optimizer.zero_grad();

        Assert.That(parameter.grad!.abs().sum().ToSingle(), Is.Zero);
    }

    [Test]
    public void A_loaded_state_goes_on_where_the_other_was([Values("SGD", "Adam", "AdamW")] string name)
    {
        using var scope = NewDisposeScope();
        OptimizerHelper Make(Parameter parameter, double lr) => name switch
        {
            "SGD" => optim.SGD([parameter], lr, momentum: 0.9),
            "Adam" => optim.Adam([parameter], lr, amsgrad: true),
            _ => optim.AdamW([parameter], lr),
        };
        var first = new Parameter(ones(5));
        using var source = Make(first, 0.1);
        first.grad = randn(5);
        source.step();
        var second = new Parameter(first.detach().clone());
        using var target = Make(second, 0.5);
        target.load_state_dict(source.state_dict());
        bool same = target.state_dict().State[0].ApproximatelyEquals(source.state_dict().State[0]);
        second.grad = first.grad = randn(5);
        source.step();
        target.step();

        Assert.Multiple(() =>
        {
            Assert.That(same, Is.True);
            Assert.That(target.ParamGroups.Single().LearningRate, Is.EqualTo(0.1));
            Assert.That(second.bytes.ToArray(), Is.EqualTo(first.bytes.ToArray()));
        });
    }

    [Test]
    public void Impossible_options_are_refused()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));

        Assert.Multiple(() =>
        {
            Assert.That(() => optim.AdamW([parameter], lr: -1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([parameter], beta1: 1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([parameter], weight_decay: -1), Throws.ArgumentException);
            Assert.That(() => optim.SGD([parameter], 0.1, nesterov: true), Throws.ArgumentException);
            Assert.That(() => optim.SGD([parameter], 0.1, momentum: -1), Throws.ArgumentException);
        });
    }
}
