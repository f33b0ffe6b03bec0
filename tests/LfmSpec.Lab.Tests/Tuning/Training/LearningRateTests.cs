namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The rates of Hugging Face's schedules: for the cosine, peak * 0.5 * (1 + cos(pi * (s - 1 - w) / (T - w))) at step s, which the published logs follow exactly.</summary>
[TestFixture]
public sealed class LearningRateTests
{
    private static readonly TrainingSpec Published = new(200, 2e-4) { WarmUp = 20 };

    [Test]
    public void The_first_step_of_a_warm_up_has_rate_zero_and_the_next_rise_in_a_line()
    {
        Assert.That(LearningRate.At(Published, 0), Is.Zero);
        Assert.That(LearningRate.At(Published, 5), Is.EqualTo(2e-4 * 5 / 20).Within(1e-18));
        Assert.That(LearningRate.At(Published, 20), Is.EqualTo(2e-4));
    }

    [Test]
    public void The_cosine_is_half_a_cosine()
    {
        for (var step = 20; step < 200; step++)
        {
            Assert.That(LearningRate.At(Published, step), Is.EqualTo(2e-4 * 0.5 * (1 + Math.Cos(Math.PI * (step - 20) / 180.0))).Within(1e-19));
        }
    }

    [Test]
    public void The_line_and_the_constant_are_what_they_say()
    {
        Assert.That(LearningRate.At(Published with { Schedule = LearningRateSchedule.Linear }, 110), Is.EqualTo(1e-4).Within(1e-18));
        Assert.That(LearningRate.At(Published with { Schedule = LearningRateSchedule.Constant }, 199), Is.EqualTo(2e-4));
        Assert.That(LearningRate.At(Published with { Schedule = LearningRateSchedule.Constant, WarmUp = 0 }, 0), Is.EqualTo(2e-4));
    }
}
