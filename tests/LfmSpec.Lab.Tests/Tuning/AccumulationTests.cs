using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>
/// The loss of a step that is accumulated from batches of unequal sizes, against the whole step's formula worked in double from single texts: the Trainer's for
/// supervised training (over num_items_in_batch), TRL's for the others.
/// </summary>
[TestFixture]
public sealed class AccumulationTests : IDisposable
{
    private static readonly TrainingSpec Training = new(1, 1e-3) { WarmUp = 0, MaxGradNorm = null };

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase("0123")]
    [TestCase("01 23")]
    [TestCase("0 123")]
    [TestCase("0 1 2 3")]
    public void Dapo_divides_by_the_tokens_of_the_whole_step_however_it_is_split(string split)
    {
        using var model = Guided();
        int[] lengths = [2, 10, 1, 6];
        double[] advantages = [1, -1, 0.5, -0.5];
        var batches = split.Split(' ').Select(part => part.Select(row => row - '0').ToArray()).Select(rows => (MicroBatch)new PolicyBatch(
            TokenBatch.Of([.. rows.Select(row => Text(lengths[row], row))], 0),
            [.. rows.Select(row => advantages[row])],
            [.. rows.Select(row => advantages[row])],
            TuningMethod.Dapo,
            new GroupSpec(),
            0)).ToArray();
        Assert.That(Step(model, batches).Loss, Is.EqualTo(10.5 / 19).Within(1e-6));
    }

    [TestCase(TuningMethod.Grpo)]
    [TestCase(TuningMethod.DrGrpo)]
    [TestCase(TuningMethod.Dapo)]
    [TestCase(TuningMethod.Sft)]
    public void A_step_has_one_loss_one_gradient_and_one_reward_however_it_is_split(TuningMethod method) => Prop.ForAll(Steps.ToArbitrary(), drawn =>
    {
        using var model = Guided();
        var whole = Step(model, [Batch(method, drawn.Lengths, [.. drawn.Lengths.Index().Select(row => row.Index)])]);
        var split = Step(model, [.. Parts(drawn).Select(part => Batch(method, drawn.Lengths, part))]);
        return (Math.Abs(split.Loss - WholeStep(model, method, drawn.Lengths)) < 2e-5
            && Math.Abs(split.GradientNorm - whole.GradientNorm) <= 1e-4 * whole.GradientNorm
            && (method == TuningMethod.Sft || Math.Abs(split.Reward - Enumerable.Range(0, drawn.Lengths.Length).Average(Reward)) < 1e-12))
            .Label($"{split} and not {whole}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [TestCase(TuningMethod.Dpo)]
    [TestCase(TuningMethod.Ipo)]
    public void Batches_of_preferences_count_alike_as_in_TRL(TuningMethod method) => Prop.ForAll(Steps.ToArbitrary(), drawn =>
    {
        using var model = Guided();
        MicroBatch[] batches = [.. Parts(drawn).Select(part => Pairs(method, drawn.Lengths, part))];
        var apart = batches.Select(batch => batch.Loss(model).ToDouble()).ToArray();
        var expected = Parts(drawn).Average(part => part.Average(pair => OfPair(model, method, drawn.Lengths, pair)));
        var step = Step(model, batches);
        return (Math.Abs(step.Loss - expected) < 2e-4 * Math.Max(1, expected) && Math.Abs(apart.Average() - step.Loss) < 1e-5 * Math.Max(1, expected)).Label($"{step.Loss} and not {expected}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(6));

    [Test]
    public void As_published_a_batch_of_few_tokens_counts_as_much_as_one_of_many()
    {
        using var model = Guided();
        int[] lengths = [1, 9, 4];
        var losses = lengths.Select((length, row) => -LogProbabilities(model, Text(length, row)).Average()).ToArray();
        var alike = Step(model, [Supervised(LossAverage.Batches, lengths, [0]), Supervised(LossAverage.Batches, lengths, [1])]);
        var step = Step(model, [Supervised(LossAverage.Tokens, lengths, [0]), Supervised(LossAverage.Tokens, lengths, [1])]);
        Assert.That(alike.Loss, Is.EqualTo((losses[0] + losses[1]) / 2).Within(1e-5));
        Assert.That(step.Loss, Is.EqualTo((losses[0] + (9 * losses[1])) / 10).Within(1e-5));
        Assert.That(Math.Abs(alike.Loss - step.Loss), Is.GreaterThan(1e-3), "the two rules differ here");
    }

    [TestCase(LossAverage.Tokens)]
    [TestCase(LossAverage.Batches)]
    public void The_last_step_of_an_epoch_is_averaged_over_the_batches_that_it_has(LossAverage average)
    {
        // Five examples in batches of two, three batches a step: 2 + 2 + 1, and the next epoch the same.
        var spec = new FineTuneSpec("sft", TuneReference.Adapter(TuneReference.Run("atlas_guided")), Training with { BatchSize = 2, Accumulate = 3, Average = average, Order = ExampleOrder.AsGiven }, DataSets.Arithmetic) { Examples = 5 };
        var data = TuningData.Read(spec.Data, checkpoint);
        using var model = Guided();
        using var objective = new Objective(checkpoint, model, spec, data, 0);
        var encoding = new TextEncoding(checkpoint, spec.Loss, spec.PadTo);
        double[][] losses = [.. data.Training.Take(5).Select(example => LogProbabilities(model, encoding.Row(example)).Select(value => -value).ToArray())];
        var expected = average == LossAverage.Tokens
            ? losses.SelectMany(row => row).Average()
            : losses.Chunk(2).Average(batch => batch.SelectMany(row => row).Average());
        Assert.That(Step(model, objective.Of(0)).Loss, Is.EqualTo(expected).Within(1e-5));
        Assert.That(objective.Of(1), Has.Count.EqualTo(3));
    }

    [Test]
    public void Published_ratios_are_averaged_over_the_completions_of_the_whole_step()
    {
        using var model = Guided();
        var published = new GroupSpec { Ratio = PolicyRatio.Base };
        double[] advantages = [1, -0.5, 0.25];
        PolicyBatch Of(params int[] rows) => new(
            TokenBatch.Of([.. rows.Select(row => Text(3 + row, row))], 0), [.. rows.Select(row => advantages[row])], [.. rows.Select(row => advantages[row])], TuningMethod.Grpo, published, 0);
        Assert.That(Step(model, [Of(0), Of(1, 2)]).Loss, Is.EqualTo(Step(model, [Of(0, 1, 2)]).Loss).Within(1e-6));
    }

    private static Gen<(int[] Lengths, int[] Cuts)> Steps =>
        from rows in Gen.Choose(2, 6)
        from lengths in Gen.Choose(1, 9).ArrayOf(rows)
        from cuts in Gen.Choose(0, 1).ArrayOf(rows)
        select (lengths, cuts);

    // A part begins at the first row, and wherever a cut is drawn.
    private static IEnumerable<int[]> Parts((int[] Lengths, int[] Cuts) drawn)
    {
        var part = 0;
        return drawn.Cuts.Select((cut, row) => (Part: part += row == 0 ? 0 : cut, Row: row)).ToArray().GroupBy(row => row.Part, row => row.Row).Select(group => group.ToArray());
    }

    private static TrainingStep Step(AdaptedModel model, IReadOnlyList<MicroBatch> batches)
    {
        // At a rate of 0: the model stays as it is.
        using var run = new TrainingRun(model, Training with { LearningRate = 0 }, 0, _ => batches);
        run.RunTo(1);
        return run.Steps[0];
    }

    private static double Reward(int row) => Math.Sin(row + 1);

    private static MicroBatch Batch(TuningMethod method, int[] lengths, int[] rows) => method == TuningMethod.Sft
        ? Supervised(LossAverage.Tokens, lengths, rows)
        : new PolicyBatch(TokenBatch.Of([.. rows.Select(row => Text(lengths[row], row))], 0), [.. rows.Select(Reward)], [.. rows.Select(Reward)], method, new GroupSpec(MaxNewTokens: 9), 0.3);

    private static SupervisedBatch Supervised(LossAverage average, int[] lengths, int[] rows) => new(TokenBatch.Of([.. rows.Select(row => Text(lengths[row], row))], 0), average);

    private static PreferenceBatch Pairs(TuningMethod method, int[] lengths, int[] pairs) => new(
        TokenBatch.Of([.. pairs.Select(pair => Text(lengths[pair], pair)), .. pairs.Select(pair => Text(lengths[^(pair + 1)], pair + 50))], 0), method, 0.3);

    // The slow oracle: the whole step at once, text by text, in double.
    private static double WholeStep(AdaptedModel model, TuningMethod method, int[] lengths)
    {
        double[][] terms = [.. lengths.Select((length, row) =>
        {
            var tuned = LogProbabilities(model, Text(length, row));
            if (method == TuningMethod.Sft)
            {
                return tuned.Select(value => -value).ToArray();
            }

            using var without = model.WithoutAdapters();
            return tuned.Zip(LogProbabilities(model, Text(length, row)), (now, basis) => -Reward(row) + (0.3 * (Math.Exp(basis - now) - (basis - now) - 1))).ToArray();
        })];
        return method switch
        {
            TuningMethod.Grpo => terms.Average(row => row.Average()),
            TuningMethod.DrGrpo => terms.Sum(row => row.Sum()) / (terms.Length * 9),
            _ => terms.SelectMany(row => row).Average(),
        };
    }

    private static double OfPair(AdaptedModel model, TuningMethod method, int[] lengths, int pair)
    {
        double Ratio(TokenRow row)
        {
            var tuned = LogProbabilities(model, row);
            using var without = model.WithoutAdapters();
            var basis = LogProbabilities(model, row);
            return method == TuningMethod.Ipo ? tuned.Average() - basis.Average() : tuned.Sum() - basis.Sum();
        }

        var h = Ratio(Text(lengths[pair], pair)) - Ratio(Text(lengths[^(pair + 1)], pair + 50));
        return method == TuningMethod.Ipo ? Math.Pow(h - (1 / 0.6), 2) : Math.Log(1 + Math.Exp(-0.3 * h));
    }

    // Two tokens of a prompt, and as many as count.
    private static TokenRow Text(int length, int seed) =>
        new([1, 40 + seed, .. Enumerable.Range(0, length).Select(at => 100 + (((seed * 37) + (at * 101)) % 700))], [false, false, .. Enumerable.Repeat(true, length)]);

    private static double[] LogProbabilities(AdaptedModel model, TokenRow row)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var logits = model.Model.Forward(tensor(row.Ids.Select(id => (long)id).ToArray()).unsqueeze(0));
        return [.. Enumerable.Range(1, row.Ids.Count - 1).Where(position => row.Counts[position]).Select(position =>
        {
            var values = logits[0, position - 1].data<float>().Select(value => (double)value).ToArray();
            return values[row.Ids[position]] - Math.Log(values.Sum(Math.Exp));
        })];
    }

    // With adapters that have moved, so that it is not the base model.
    private AdaptedModel Guided()
    {
        var model = AdaptedModel.Of(checkpoint, TuneReference.Adapter(TuneReference.Run("atlas_guided")), 42);
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using var generator = new Generator(5);
        foreach (var adapter in model.Adapters)
        {
            adapter.B.add_(randn(adapter.B.shape, generator: generator) * 0.02);
        }

        return model;
    }

    public void Dispose() => checkpoint.Dispose();
}
