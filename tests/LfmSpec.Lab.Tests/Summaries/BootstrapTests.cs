using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Summaries;

[TestFixture]
public class BootstrapTests
{
    private const int Resamples = 50;
    private const long Seed = 7;

    [Test]
    public void Resamples_are_those_of_randint_family_after_family()
    {
        using var scope = NewDisposeScope();
        var bootstrap = Bootstrap.Of(HandMade.Families("""{ "a": ["1", "2", "3"], "b": ["4", "5"] }"""), Resamples, Seed);
        double[] values = [1, 10, 100, 1000, 10000];
        var generator = new Generator(7);
        var a = randint(0, 3, [50, 3], generator: generator).data<long>().ToArray();
        var b = randint(0, 2, [50, 2], generator: generator).data<long>().ToArray();
        for (var resample = 0; resample < 50; resample++)
        {
            double ofA = (values[a[3 * resample]] + values[a[3 * resample + 1]] + values[a[3 * resample + 2]]) / 3, ofB = (values[3 + b[2 * resample]] + values[3 + b[2 * resample + 1]]) / 2;
            Assert.That(bootstrap.Mean(resample, values), Is.EqualTo((ofA + ofB) / 2).Within(1e-9));
        }
    }

    [Test]
    public void The_resamples_of_a_mean_spread_as_its_standard_error()
    {
        // The bootstrap's variance of the mean of n values is their population variance over n: here 2 / 5. Of 20,000 resamples its estimate is good to 1 %, three sigma 3 %.
        var bootstrap = Bootstrap.Of(HandMade.Prompts(5), 20000, Seed);
        double[] means = [.. Enumerable.Range(0, 20000).Select(resample => bootstrap.Mean(resample, [1, 2, 3, 4, 5]))];
        Assert.That(Descriptive.Variance(means), Is.EqualTo(0.4).Within(3).Percent);
        Assert.That(Descriptive.Mean(means), Is.EqualTo(3).Within(0.02));
    }

    [Test]
    public void Another_seed_draws_others_and_the_same_the_same()
    {
        double[] values = [1, 2, 3, 4, 5];
        double[] Means(long seed) => [.. Enumerable.Range(0, 50).Select(resample => Bootstrap.Of(HandMade.Prompts(5), Resamples, seed).Mean(resample, values))];
        double[] first = Means(7), again = Means(7);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Means(8), Is.Not.EqualTo(first));
    }

    [Test]
    public void The_interval_is_of_percentiles() =>
        Assert.That(Bootstrap.Interval([.. Enumerable.Range(0, 1001).Select(value => (double)value)]), Is.EqualTo((25.0, 975.0)));

    [Test]
    public void One_prompt_a_family_is_an_error_and_not_an_interval_of_nothing()
    {
        Assert.That(() => Bootstrap.Of(HandMade.Prompts(1), Resamples, Seed), Throws.TypeOf<LabException>().With.Message.Contains("No family has two prompts"));
        Assert.That(() => Bootstrap.Of(HandMade.Families("""{ "a": ["1"], "b": ["2"] }"""), Resamples, Seed), Throws.TypeOf<LabException>().With.Message.Contains("No family has two prompts"));
    }
}
