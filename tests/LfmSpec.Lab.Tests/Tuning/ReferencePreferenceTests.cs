using System.Text.Json;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>
/// DPO and GRPO against PyTorch's, step by step (the adapter of atlas_guided, AdamW at 5e-4), within 1e-4; and IPO, Dr. GRPO, DAPO and the published
/// forms against the papers' formulas, worked in double from the log-probabilities of single texts.
/// </summary>
[TestFixture]
public sealed class ReferencePreferenceTests : IDisposable
{
    private const int EndOfText = 7;

    private static readonly TrainingSpec Training = new(6, 5e-4) { Schedule = LearningRateSchedule.Constant, WarmUp = 0, WeightDecay = 0, MaxGradNorm = null };

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void Preferences_are_learned_as_in_the_reference()
    {
        var reference = TuneReference.Json.GetProperty("dpo").GetProperty("rows");
        using var model = Guided();
        PreferenceBatch[] pairs = [.. reference.EnumerateArray().Select(row => new PreferenceBatch(Pair(row), TuningMethod.Dpo, 0.1))];
        using var run = new TrainingRun(model, Training, 0, step => [pairs[step]]);
        run.RunTo(pairs.Length);

        foreach (var (index, row) in reference.EnumerateArray().Index())
        {
            Assert.Multiple(() =>
            {
                Assert.That(run.Steps[index].Loss, Is.EqualTo(Number(row, "loss")).Within(1e-4));
                Assert.That(pairs[index].Rewards.Chosen[0], Is.EqualTo(Number(row, "chosen_reward")).Within(1e-4));
                Assert.That(pairs[index].Rewards.Rejected[0], Is.EqualTo(Number(row, "rejected_reward")).Within(1e-4));
                Assert.That(pairs[index].Rewards.LogProbabilities[0], Is.EqualTo(Number(row, "policy_chosen_logp")).Within(1e-4));
                Assert.That(pairs[index].Rewards.LogProbabilities[1], Is.EqualTo(Number(row, "policy_rejected_logp")).Within(1e-4));
            });
        }

        // One rounding of float32 at ln 2.
        Assert.That(run.Steps[0].Loss, Is.EqualTo(Math.Log(2)).Within(6e-8));
    }

    [Test]
    public void Policies_are_optimised_as_in_the_reference()
    {
        var reference = TuneReference.Json.GetProperty("grpo").GetProperty("rows");
        using var model = Guided();
        PolicyBatch[] groups = [.. reference.EnumerateArray().Select(row => Group(row, TuningMethod.Grpo, new GroupSpec(), 0.04))];
        using var run = new TrainingRun(model, Training, 0, step => [groups[step]]);
        run.RunTo(groups.Length);

        foreach (var (index, row) in reference.EnumerateArray().Index())
        {
            Assert.Multiple(() =>
            {
                Assert.That(Advantages.Of(TuneReference.Numbers(row.GetProperty("rewards")), TuningMethod.Grpo), Is.EqualTo(TuneReference.Numbers(row.GetProperty("advantages"))).Within(1e-7));
                Assert.That(run.Steps[index].Loss, Is.EqualTo(Number(row, "loss")).Within(1e-6));
                Assert.That(run.Steps[index].GradientNorm, Is.EqualTo(Number(row, "grad_norm")).Within(1e-4).Percent.Or.EqualTo(Number(row, "grad_norm")).Within(1e-5));
                Assert.That(groups[index].Kl, Is.EqualTo(Number(row, "kl")).Within(1e-6));
                Assert.That(run.Steps[index].Reward, Is.EqualTo(0.5), "the reward");
            });
        }
    }

    [TestCase(TuningMethod.Dpo)]
    [TestCase(TuningMethod.Ipo)]
    public void Several_pairs_are_the_mean_of_the_formula(TuningMethod method)
    {
        using var scope = NewDisposeScope();
        using var model = Moved();
        var rows = TuneReference.Json.GetProperty("dpo").GetProperty("rows").EnumerateArray().Take(3).ToArray();
        var batch = new PreferenceBatch(TokenBatch.Of([.. rows.Select(row => Row(row, "chosen")), .. rows.Select(row => Row(row, "rejected"))], 0), method, 0.3);
        var expected = rows.Average(row =>
        {
            var h = LogRatio(model, Row(row, "chosen"), method == TuningMethod.Ipo) - LogRatio(model, Row(row, "rejected"), method == TuningMethod.Ipo);
            return method == TuningMethod.Ipo ? Math.Pow(h - (1 / 0.6), 2) : Math.Log(1 + Math.Exp(-0.3 * h));
        });
        Assert.That(batch.Loss(model).ToDouble(), Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase(TuningMethod.Grpo)]
    [TestCase(TuningMethod.DrGrpo)]
    [TestCase(TuningMethod.Dapo)]
    public void A_second_update_is_clipped_and_averaged_as_the_method_says(TuningMethod method)
    {
        using var scope = NewDisposeScope();
        using var model = Guided();
        var clip = new GroupSpec { Clip = 0.05, ClipHigh = 0.1, MaxNewTokens = 9 };
        TokenRow[] rows = [Row("7 + 5 =", " 12"), Row("7 + 5 =", " 1313"), Row("7 + 5 =", " 11"), Row("7 + 5 =", " twelve")];
        double[] rewards = [1, 0, 0.25, 1];
        var advantages = Advantages.Of(rewards, method);
        using var batch = new PolicyBatch(TokenBatch.Of(rows, 0), rewards, advantages, method, clip, 0.04);
        batch.Loss(model);
        var before = rows.Select(row => LogProbabilities(model, row)).ToArray();
        Move(model);

        double[][] terms = [.. rows.Index().Select(row =>
        {
            var now = LogProbabilities(model, row.Item);
            double[] basis;
            using (model.WithoutAdapters())
            {
                basis = LogProbabilities(model, row.Item);
            }

            return now.Select((value, token) =>
            {
                double ratio = Math.Exp(value - before[row.Index][token]), advantage = advantages[row.Index], d = basis[token] - value;
                return -Math.Min(ratio * advantage, Math.Clamp(ratio, 0.95, 1.1) * advantage) + (0.04 * (Math.Exp(d) - d - 1));
            }).ToArray();
        })];
        var expected = method switch
        {
            TuningMethod.Grpo => terms.Average(row => row.Average()),
            TuningMethod.DrGrpo => terms.Sum(row => row.Sum()) / (4 * 9),
            _ => terms.SelectMany(row => row).Average(),
        };
        Assert.That(batch.Loss(model).ToDouble(), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void The_published_ratio_is_of_whole_texts_to_the_base_model()
    {
        using var scope = NewDisposeScope();
        using var model = Moved();
        var clip = new GroupSpec { Clip = 0.04, ClipHigh = 0.04, Ratio = PolicyRatio.Base };
        TokenRow[] rows = [.. new[] { " 12", " 13", " 11", " 12 or so" }.Select(text => Row("7 + 5 =", text) is var row ? row with { Counts = [.. row.Counts.Select(_ => true)] } : row)];
        double[] rewards = [1, 0.3, -0.5, 0.3];
        var advantages = Advantages.Of(rewards, TuningMethod.Grpo);
        using var batch = new PolicyBatch(TokenBatch.Of(rows, 0), rewards, advantages, TuningMethod.Grpo, clip, 0);
        var expected = -rows.Index().Average(row =>
        {
            var ratio = Math.Exp(LogRatio(model, row.Item, mean: false));
            return Math.Min(ratio * advantages[row.Index], Math.Clamp(ratio, 0.96, 1.04) * advantages[row.Index]);
        });
        Assert.That(batch.Loss(model).ToDouble(), Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void Dr_Grpo_does_not_divide_by_the_spread() =>
        Assert.That(Advantages.Of([1, 0, 0, 1], TuningMethod.DrGrpo), Is.EqualTo(new[] { 0.5, -0.5, -0.5, 0.5 }));

    private AdaptedModel Guided() => AdaptedModel.Of(checkpoint, TuneReference.Adapter(TuneReference.Run("atlas_guided")), 42);

    private AdaptedModel Moved()
    {
        var model = Guided();
        Move(model);
        return model;
    }

    private static void Move(AdaptedModel model)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using var generator = new Generator(5);
        foreach (var adapter in model.Adapters)
        {
            adapter.B.add_(randn(adapter.B.shape, generator: generator) * 0.01);
        }
    }

    private static double LogRatio(AdaptedModel model, TokenRow row, bool mean)
    {
        var tuned = LogProbabilities(model, row);
        using var without = model.WithoutAdapters();
        var basis = LogProbabilities(model, row);
        return mean ? tuned.Average() - basis.Average() : tuned.Sum() - basis.Sum();
    }

    // log softmax in double, of the tokens that count.
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

    private TokenBatch Pair(JsonElement row) => TokenBatch.Of([Row(row, "chosen"), Row(row, "rejected")], 0);

    private PolicyBatch Group(JsonElement row, TuningMethod method, GroupSpec group, double beta)
    {
        var rewards = TuneReference.Numbers(row.GetProperty("rewards"));
        var prompt = row.GetProperty("prompt").GetString()!;
        return new PolicyBatch(
            TokenBatch.Of([.. row.GetProperty("completions").EnumerateArray().Select(completion => Row(prompt, completion.GetString()!))], 0),
            rewards, Advantages.Of(rewards, method), method, group, beta);
    }

    private TokenRow Row(JsonElement row, string which) => Row(row.GetProperty("prompt").GetString()!, row.GetProperty(which).GetString()!);

    private TokenRow Row(string prompt, string response)
    {
        var start = checkpoint.Tokenizer.Encode(prompt).Count;
        IReadOnlyList<int> ids = [.. checkpoint.Tokenizer.Encode(prompt + response), EndOfText];
        return new TokenRow(ids, [.. ids.Select((_, position) => position >= start)]);
    }

    private static double Number(JsonElement row, string key) => row.GetProperty(key).GetDouble();

    public void Dispose() => checkpoint.Dispose();
}
