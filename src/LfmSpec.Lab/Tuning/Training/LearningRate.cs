namespace LfmSpec.Lab.Tuning;

/// <summary>
/// The learning rate of each optimizer step, as Hugging Face's Trainer has it: a line up from 0 in the warm-up, so that the first step's rate is 0,
/// then <see cref="LearningRateSchedule"/>. Plain arithmetic: a rate is part of the weights' bits, and the C runtime's cosines differ.
/// </summary>
internal static class LearningRate
{
    /// <summary>The rate of a step.</summary>
    /// <param name="training">The peak, the warm-up and the schedule.</param>
    /// <param name="step">The step, from 0.</param>
    /// <returns>The rate.</returns>
    internal static double At(TrainingSpec training, int step) => training.LearningRate * Factor(training, step);

    private static double Factor(TrainingSpec training, int step)
    {
        if (step < training.WarmUp)
        {
            return step / (double)training.WarmUp;
        }

        var progress = (step - training.WarmUp) / (double)Math.Max(1, training.Steps - training.WarmUp);
        return training.Schedule switch
        {
            LearningRateSchedule.Cosine => 0.5 * (1 + Sine(Math.PI * (0.5 - progress))), // the cosine of pi times the progress
            LearningRateSchedule.Linear => 1 - progress,
            LearningRateSchedule.Constant => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(training), training.Schedule, "There is no such schedule."),
        };
    }

    // Taylor's series on [-pi/2, pi/2], to the last bit or two.
    private static double Sine(double x)
    {
        double sum = 0, term = x;
        for (var n = 1; n <= 25; n += 2)
        {
            sum += term;
            term *= -x * x / ((n + 1) * (n + 2));
        }

        return sum;
    }
}
