using LfmSpec.Lab;

namespace LfmSpec.Testing.Tests;

[TestFixture]
public class ConsoleProgressTests
{
    [Test]
    public void A_line_says_what_how_many_how_fast_and_how_long_yet() => Assert.That(
        ConsoleProgress.Line(new SweepProgress("HeadAblation", 1500, 6000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30))),
        Is.EqualTo("  HeadAblation: 1,500 of 6,000 runs, 150/s, 30 s left"));

    [Test]
    public void Of_a_training_it_says_the_loss() => Assert.That(
        ConsoleProgress.Line(new SweepProgress("Targets.attn_only", 5, 300, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(90)) { Loss = 3.14159 }),
        Is.EqualTo("  Targets.attn_only: 5 of 300 steps, loss 3.142, 0.5/s, 90 s left"));

    [Test]
    public void A_long_wait_is_in_minutes() => Assert.That(
        ConsoleProgress.Line(new SweepProgress("HeadAblation", 10, 6000, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(99))),
        Does.EndWith("99 min left"));

    [Test]
    public void A_short_sweep_is_silent()
    {
        using var output = new StringWriter();
        new ConsoleProgress(output, terminal: true).Report(new SweepProgress("X", 1, 2, TimeSpan.Zero, TimeSpan.Zero));
        Assert.That(output.ToString(), Is.Empty);
    }
}
