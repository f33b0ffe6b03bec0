using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures.Rope;

/// <summary>
/// The frequencies of each kind of scaling against the formulas worked by hand. Heads of 8 and a base of 10^8 turn their four pairs by 1, 10^-2, 10^-4
/// and 10^-6 a position; in an original context of 62,832 = 20,000 pi positions they turn 10^4, 10^2, 1 and 10^-2 times.
/// </summary>
[TestFixture]
public class RopeScalingTests
{
    private const double Theta = 1e8;
    private const int Head = 8;
    private const int Original = 62_832;

    // 62,832 is 2e-6 of itself above 20,000 pi.
    private const double Relative = 1e-5;

    [Test]
    public void Default_frequencies_are_powers_of_the_base() => Check(new RopeScaling(), 1, 1e-2, 1e-4, 1e-6);

    [Test]
    public void Linear_divides_every_frequency() => Check(new LinearScaling(4), 0.25, 2.5e-3, 2.5e-5, 2.5e-7);

    // One turn lies an eighth of the way from 0.5 to 4.5: 7/8 of 10^-4 / 8 and 1/8 of 10^-4.
    [Test]
    public void Llama3_keeps_the_fast_divides_the_slow_and_blends_between() => Check(new Llama3Scaling(8, 0.5, 4.5, Original), 1, 1e-2, 2.34375e-5, 1.25e-7);

    // A pair p turns 10^(4 - 2p) times: 10 turns are at p = 1.5 and 10^-3 at 3.5. Whole pairs: a ramp from 1 to 4, which is 1/3 at 2 and 2/3 at 3.
    [Test]
    public void Yarn_ramps_between_whole_pairs() =>
        Check(new YarnScaling(4, Original) { BetaFast = 10, BetaSlow = 1e-3 }, 1, 1e-2, 1e-4 * (2 / 3.0 + 1 / 12.0), 1e-6 * (1 / 3.0 + 2 / 12.0));

    // From 1.5 to 3.5: 1/4 at 2 and 3/4 at 3.
    [Test]
    public void Yarn_without_truncation_ramps_between_the_places_themselves() =>
        Check(new YarnScaling(4, Original) { BetaFast = 10, BetaSlow = 1e-3, Truncate = false }, 1, 1e-2, 1e-4 * (3 / 4.0 + 1 / 16.0), 1e-6 * (1 / 4.0 + 3 / 16.0));

    // 10 turns and 0.1 are at 1.5 and 2.5; 10^8 turns are before the first pair, and 10^-20 after the head's last dimension, 7.
    [Test]
    public void Yarn_keeps_its_ramp_inside_the_head() =>
        Check(new YarnScaling(4, Original) { BetaFast = 1e8, BetaSlow = 1e-20 }, 1, 1e-2 * (6 / 7.0 + 1 / 28.0), 1e-4 * (5 / 7.0 + 2 / 28.0), 1e-6 * (4 / 7.0 + 3 / 28.0));

    // 10 turns are at p = 1.5, where a ramp of no length is a step.
    [Test]
    public void Yarn_steps_where_its_ramp_has_no_length() =>
        Check(new YarnScaling(4, Original) { BetaFast = 10, BetaSlow = 10, Truncate = false }, 1, 1e-2, 2.5e-5, 2.5e-7);

    [Test]
    public void Yarn_sharpens_attention_by_the_logarithm_of_the_factor()
    {
        // 0.1 ln 4 + 1 = 1.13862944; (0.2 ln 4 + 1) / (0.1 ln 4 + 1) = 1.27725887 / 1.13862944.
        Assert.Multiple(() =>
        {
            Assert.That(new YarnScaling(4, Original).AttentionFactor, Is.EqualTo(1.13862944).Within(1e-8));
            Assert.That(new YarnScaling(1, Original).AttentionFactor, Is.EqualTo(1));
            Assert.That(new YarnScaling(4, Original) { GivenAttentionFactor = 1.5 }.AttentionFactor, Is.EqualTo(1.5));
            Assert.That(new YarnScaling(4, Original) { MScale = 2, MScaleAllDim = 1 }.AttentionFactor, Is.EqualTo(1.12175114).Within(1e-8));
            Assert.That(new YarnScaling(4, Original) { MScale = 2 }.AttentionFactor, Is.EqualTo(1.13862944).Within(1e-8), "mscale counts only with mscale_all_dim");
            Assert.That(new LinearScaling(4).AttentionFactor, Is.EqualTo(1));
        });
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(1000)]
    public void A_head_turns_by_its_position_and_is_sharpened(int position)
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(Head, new RopeConfiguration(Theta, new YarnScaling(4, Original) { BetaFast = 10, BetaSlow = 1e-3 }), torch.CPU);
        var turned = rotary.Apply(tensor(new float[] { 1, 0, 0, 0, 0, 0, 1, 0 }).view(1, 1, 1, Head), position).data<float>().ToArray();

        // Dimension 0 turns with 4 by 1 a position; dimension 2 with 6 by 7.5e-5. float32 angles up to 1000 are good to 3e-5.
        const double sharp = 1.13862944;
        Assert.Multiple(() =>
        {
            Assert.That(turned[0], Is.EqualTo(sharp * Math.Cos(position)).Within(5e-5));
            Assert.That(turned[4], Is.EqualTo(sharp * Math.Sin(position)).Within(5e-5));
            Assert.That(turned[2], Is.EqualTo(-sharp * Math.Sin(7.5e-5 * position)).Within(1e-6));
            Assert.That(turned[6], Is.EqualTo(sharp * Math.Cos(7.5e-5 * position)).Within(1e-6));
        });
    }

    private static void Check(RopeScaling scaling, params double[] expected)
    {
        var frequencies = scaling.Frequencies(Theta, Head);
        Assert.That(frequencies, Has.Length.EqualTo(expected.Length));
        Assert.Multiple(() =>
        {
            foreach (var (pair, frequency) in frequencies.Index())
            {
                Assert.That(frequency, Is.EqualTo(expected[pair]).Within(Relative * expected[pair]), $"pair {pair}");
            }
        });
    }
}
