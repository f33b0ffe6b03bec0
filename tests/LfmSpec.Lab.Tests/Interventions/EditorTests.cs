using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

/// <summary>What each intervention puts in place, worked out by hand in double precision from the clean values.</summary>
[TestFixture]
public sealed class EditorTests : IDisposable
{
    // One rounding to float32 of a value worked out in double.
    private const double Rounding = 2e-7;

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
    private readonly PromptSet prompts;

    public EditorTests() => prompts = lab.Prompts(EveryIntervention.OnPrompts());

    [TestCase(Component.Mlp, SiteKind.MlpOutput)]
    [TestCase(Component.Operator, SiteKind.OperatorOutput)]
    [TestCase(Component.Gate, SiteKind.ConvGate)]
    public void The_mean_over_prompts_is_over_every_position_of_all_of_them(Component component, SiteKind kind)
    {
        var values = Enumerable.Range(0, prompts.Count).SelectMany(index => Rows(Value(index, new Site(kind, 5)))).ToArray();
        var expected = Enumerable.Range(0, values[0].Length).Select(column => values.Average(row => row[column])).ToArray();
        var replaced = Rows(Replaced(new Ablation(5, component, Replacement.PromptMean), 1, kind))[3];
        AreClose(replaced, expected);
    }

    [Test]
    public void A_resampled_prompt_takes_its_donors_first_position_and_then_the_others_in_turn()
    {
        var donors = Derangement.Donors(prompts.Count, 1);
        for (var index = 0; index < prompts.Count; index++)
        {
            var donor = Rows(Value(donors[index], new Site(SiteKind.MlpOutput, 5)));
            var taken = Rows(Replaced(new Ablation(5, Component.Mlp, Replacement.Resampled) { Seed = 1 }, index, SiteKind.MlpOutput));
            for (var position = 0; position < taken.Length; position++)
            {
                var from = position == 0 ? 0 : 1 + ((position - 1) % (donor.Length - 1));
                Assert.That(taken[position], Is.EqualTo(donor[from]), $"prompt {index}, position {position}");
            }
        }
    }

    [TestCase(2, 0)]
    [TestCase(3, 7)]
    [TestCase(48, 42)]
    public void Donors_are_a_derangement(int count, long seed)
    {
        var donors = Derangement.Donors(count, seed);
        Assert.That(donors.Order(), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(donors.Index().All(donor => donor.Index != donor.Item), Is.True);
    }

    [Test]
    public void A_single_prompt_has_no_donor() => Assert.That(() => Derangement.Donors(1, 0), Throws.TypeOf<LabException>().With.Message.Contains("only one"));

    [Test]
    public void A_difference_of_means_is_of_the_last_positions_of_its_prompts()
    {
        var means = EveryIntervention.Means;
        var expected = Mean(means.Toward).Zip(Mean(means.From), (a, b) => a - b).ToArray();
        AreClose(Added(new Steering(2, means, 1, SteeringUnit.Raw)), expected);

        double[] Mean(IReadOnlyList<string> texts)
        {
            var last = texts.Select(text => Rows(lab.Clean(new Prompt("", text)).Residual(3))[^1]).ToArray();
            return [.. Enumerable.Range(0, last[0].Length).Select(column => last.Average(row => row[column]))];
        }
    }

    [TestCase(SteeringUnit.Length, -0.5)]
    [TestCase(SteeringUnit.Raw, 2)]
    [TestCase(SteeringUnit.ResidualNorm, 0.25)]
    public void A_scale_is_in_its_unit(SteeringUnit unit, double scale)
    {
        var raw = Norm(Added(new Steering(2, EveryIntervention.Means, 1, SteeringUnit.Raw)));
        var residual = Rows(lab.Clean(prompts.Prompts[0]).Residual(3));
        var steered = Rows(Replaced(new Steering(2, EveryIntervention.Means, scale, unit) { At = PositionSet.All }, 0, SiteKind.BlockOutput));
        for (var position = 0; position < residual.Length; position++)
        {
            var added = Norm([.. steered[position].Zip(residual[position], (after, before) => after - before)]);
            var one = unit switch { SteeringUnit.Length => 1, SteeringUnit.Raw => raw, _ => Norm(residual[position]) };
            Assert.That(added, Is.EqualTo(Math.Abs(scale) * one).Within(1e-4 * Math.Abs(scale) * one + 1e-5), $"{position}: the difference of two float32 sums has lost a few digits");
        }
    }

    [Test]
    public void Noise_is_drawn_again_from_its_seed()
    {
        using var generator = new Generator(5);
        var clean = Rows(lab.Clean(prompts.Prompts[0]).Residual(4));
        var expected = Rows((randn(clean.Length, 128, generator: generator) * 0.01).unsqueeze(0));
        var noisy = Rows(Replaced(new Perturbation(3, 5, 0.01), 0, SiteKind.BlockOutput));
        for (var position = 0; position < noisy.Length; position++)
        {
            Assert.That(noisy[position], Is.EqualTo(clean[position].Zip(expected[position], (value, noise) => (double)((float)value + (float)noise))));
        }
    }

    [Test]
    public void Columns_and_listed_positions_alone_are_changed()
    {
        using var scope = NewDisposeScope();
        var value = randn(1, 6, 128);
        var changed = value.clone();
        var edit = lab.Bench.Editor.Edit(new Ablation(4, Component.Head, Head: 2) { At = PositionSet.Of(1, 2, 4) }, PromptRuns.Of(lab.Bench.Runs, prompts, 0, null), prompts);
        Assert.That(edit.Apply(changed, null), Is.EqualTo(3 * 16));
        double[][] before = Rows(value), after = Rows(changed);
        for (var position = 0; position < 6; position++)
        {
            for (var column = 0; column < 128; column++)
            {
                var inside = position is 1 or 2 or 4 && column is >= 32 and < 48;
                Assert.That(after[position][column], Is.EqualTo(inside ? 0 : before[position][column]));
            }
        }
    }

    public void Dispose() => lab.Dispose();

    private Tensor Value(int index, Site site)
    {
        var run = lab.Clean(prompts.Prompts[index]);
        var capturing = new CaptureVisitor([site]);
        lab.Checkpoint.Model.Block(site.Layer, run.Residual(site.Layer), capturing).Dispose();
        return capturing.Values[site];
    }

    private Tensor Replaced(Intervention intervention, int index, SiteKind kind)
    {
        var promptRuns = PromptRuns.Of(lab.Bench.Runs, prompts, index, new CaseSpec("", [intervention]).Into);
        return lab.Bench.Editor.Edit(intervention, promptRuns, prompts).Replace(Value(index, new Site(kind, intervention.Layer)), null).expand(1, promptRuns.Positions, -1);
    }

    private double[] Added(Steering steering) =>
        Rows(lab.Bench.Editor.Edit(steering, PromptRuns.Of(lab.Bench.Runs, prompts, 0, null), prompts).Replace(zeros(1, 1, 128), null))[0];

    private static double[][] Rows(Tensor value)
    {
        var width = (int)value.shape[2];
        return [.. value.contiguous().data<float>().ToArray().Select(number => (double)number).Chunk(width)];
    }

    private static double Norm(IEnumerable<double> vector) => Math.Sqrt(vector.Sum(number => number * number));

    private static void AreClose(double[] actual, double[] expected)
    {
        var largest = expected.Max(Math.Abs);
        for (var column = 0; column < expected.Length; column++)
        {
            Assert.That(actual[column], Is.EqualTo(expected[column]).Within(Rounding * largest * 4), $"column {column}");
        }
    }
}
