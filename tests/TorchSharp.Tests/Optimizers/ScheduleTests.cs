using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Tests.Optimizers;

public class ScheduleTests
{
    [Test]
    public void A_function_gives_the_factor_of_each_step() =>
        Check(optimizer => lr_scheduler.LambdaLR(optimizer, step => 1.0 / (step + 1)), step => 1.0 / (step + 1));

    [Test]
    public void Steps_multiply_the_rate() =>
        Check(optimizer => lr_scheduler.StepLR(optimizer, 3, gamma: 0.5), step => Math.ScaleB(1, -(step / 3)));

    [Test]
    public void A_constant_factor_ends() =>
        Check(optimizer => lr_scheduler.ConstantLR(optimizer, factor: 0.25, total_iters: 4), step => step < 4 ? 0.25 : 1);

    [Test]
    public void A_line_goes_evenly_and_stays() =>
        Check(optimizer => lr_scheduler.LinearLR(optimizer, 0.2, 0.8, 6), step => 0.2 + (0.6 * Math.Min(step, 6) / 6));

    [Test]
    public void A_cosine_goes_down_and_up_again() =>
        Check(optimizer => lr_scheduler.CosineAnnealingLR(optimizer, 5), step => (1 + Math.Cos(Math.PI * step / 5)) / 2);

    [Test]
    public void A_cosine_ends_at_its_lowest() =>
        Check(optimizer => lr_scheduler.CosineAnnealingLR(optimizer, 8, eta_min: 0.01),
            step => 0.1 + (0.9 * (1 + Math.Cos(Math.PI * step / 8)) / 2));

    [Test]
    public void Schedules_follow_one_another() =>
        Check(
            optimizer => lr_scheduler.SequentialLR(optimizer,
                [lr_scheduler.ConstantLR(optimizer, 0.1, 20), lr_scheduler.StepLR(optimizer, 2, 0.5)], [4]),
            step => step < 4 ? 0.1 : Math.ScaleB(1, -((step - 4) / 2)));

    [Test]
    public void A_step_to_an_epoch_goes_by_the_closed_form()
    {
        using var scope = NewDisposeScope();
        using var optimizer = SGD([new Parameter(ones(1))], 0.1);
        var schedule = lr_scheduler.StepLR(optimizer, 2, 0.5);
        schedule.step(5);

        Assert.That(schedule.get_last_lr(), Is.EqualTo(new[] { 0.1 * 0.25 }));
    }

    [Test]
    public void Each_group_has_its_own_rate()
    {
        using var scope = NewDisposeScope();
        var groups = new[] { 0.1, 0.4 }.Select(rate => new SGD.ParamGroup([new Parameter(ones(1))], rate));
        using var optimizer = SGD(groups, 1);
        var schedule = lr_scheduler.CosineAnnealingLR(optimizer, 2);
        schedule.step();

        Assert.That(schedule.get_last_lr(), Is.EqualTo(new[] { 0.05, 0.2 }).Within(1e-15));
    }

    [Test]
    public void Half_a_cosine_after_a_warm_up_is_a_function()
    {
        // Of Hugging Face: peak 0.1, 2 steps of warm-up, 6 in all. Cosines of 0, 45, 90, 135 and 180 degrees.
        double root = Math.Sqrt(0.5);
        double[] expected = [0, 0.05, 0.1, 0.05 * (1 + root), 0.05, 0.05 * (1 - root), 0];
        Check(optimizer => lr_scheduler.LambdaLR(optimizer, step => step < 2 ? step / 2.0 : 0.5 * (1 + Cosine(Math.PI * (step - 2) / 4))),
            step => expected[step] / 0.1, 6);
    }

    [Test]
    public void A_line_to_zero_after_a_warm_up_is_a_function()
    {
        double[] expected = [0, 0.05, 0.1, 0.075, 0.05, 0.025, 0];
        Check(optimizer => lr_scheduler.LambdaLR(optimizer, step => step < 2 ? step / 2.0 : Math.Max(0, (6 - step) / 4.0)),
            step => expected[step] / 0.1, 6);
    }

    [Test]
    public void The_optimizer_steps_at_the_scheduled_rate()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(1));
        using var optimizer = SGD([parameter], 1);
        var schedule = lr_scheduler.LambdaLR(optimizer, step => step);
        parameter.grad = ones(1);
        for (int step = 0; step < 4; step++)
        {
            optimizer.step();
            schedule.step();
        }

        Assert.That(parameter.ToSingle(), Is.EqualTo(-(0 + 1 + 2 + 3)));
    }

    /// <summary>The library's cosine, which has the same bits on every machine.</summary>
    private static double Cosine(double x)
    {
        using var angle = tensor(x, ScalarType.Float64);
        using var cosine = angle.cos();
        return cosine.ToDouble();
    }

    private static void Check(Func<Optimizer, lr_scheduler.LRScheduler> make, Func<int, double> factor, int steps = 12)
    {
        using var scope = NewDisposeScope();
        using var optimizer = SGD([new Parameter(ones(1))], 0.1);
        var schedule = make(optimizer);
        Assert.Multiple(() =>
        {
            for (int step = 0; step <= steps; step++)
            {
                // The chained forms round at every step, in double.
                Assert.That(optimizer.ParamGroups.Single().LearningRate, Is.EqualTo(0.1 * factor(step)).Within(1e-15), $"step {step}");
                Assert.That(schedule.get_last_lr().Single(), Is.EqualTo(optimizer.ParamGroups.Single().LearningRate));
                schedule.step();
            }
        });
    }
}
