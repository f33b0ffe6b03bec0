extern alias vocabulary;



namespace LfmSpec.Generators.Tests;

// Here, since the generator's copies are in an enclosing namespace.
using FineTuneAttribute = vocabulary::LfmSpec.FineTuneAttribute;
using FineTuneSpec = vocabulary::LfmSpec.FineTuneSpec;
using TrainingSpec = vocabulary::LfmSpec.TrainingSpec;
using GroupSpec = vocabulary::LfmSpec.GroupSpec;
using AdapterSpec = vocabulary::LfmSpec.AdapterSpec;
using ExampleOrder = vocabulary::LfmSpec.ExampleOrder;
using LearningRateSchedule = vocabulary::LfmSpec.LearningRateSchedule;
using LossAverage = vocabulary::LfmSpec.LossAverage;
using LossOver = vocabulary::LfmSpec.LossOver;
using PolicyRatio = vocabulary::LfmSpec.PolicyRatio;
using RewardRule = vocabulary::LfmSpec.RewardRule;
using TuningMethod = vocabulary::LfmSpec.TuningMethod;
using WeightQuantization = vocabulary::LfmSpec.WeightQuantization;

/// <summary>Every argument of a fine-tuning arrives in the experiment's data, and what is left out has the vocabulary's default.</summary>
public class FineTuneSpecTests
{
    private static readonly int[] AllBlocks = [.. Enumerable.Range(0, 14)];

    [Test]
    public void A_fine_tuning_says_what_its_attribute_says() => Assert.That(
        Row("""
            Targets = "w1  w2", Layers = "5,0-1", Rank = 4, Alpha = 3.5, Dropout = 0.25, Quantization = WeightQuantization.NormalFloat4,
            Data = "instructions", Examples = 50, Loss = LossOver.Text, PadTo = 64,
            Steps = 30, BatchSize = 3, Accumulate = 5, Average = LossAverage.Batches, Order = ExampleOrder.AsGiven, LearningRate = 1e-3, Schedule = LearningRateSchedule.Linear, WarmUp = 7, WeightDecay = 0.1, MaxGradNorm = 2,
            Seeds = "5,7-8", EvaluateEvery = 10
            """),
        Is.EqualTo(new FineTuneSpec(
            "a",
            new(["w1", "w2"], [0, 1, 5], 4, 3.5) { Dropout = 0.25, Quantization = WeightQuantization.NormalFloat4 },
            new(30, 1e-3) { BatchSize = 3, Accumulate = 5, Average = LossAverage.Batches, Order = ExampleOrder.AsGiven, Schedule = LearningRateSchedule.Linear, WarmUp = 7, WeightDecay = 0.1, MaxGradNorm = 2 },
            "instructions")
        {
            Method = TuningMethod.Sft,
            Examples = 50,
            Loss = LossOver.Text,
            PadTo = 64,
            Seeds = [5, 7, 8],
            EvaluateEvery = 10,
            Beta = 0.1,
            Group = new(),
            TrainableParameters = 3 * 4 * 2 * (128 + 320),
        }).UsingPropertiesComparer());

    [Test]
    public void Sampling_says_what_the_attribute_says() => Assert.That(
        Row("Targets = \"w1\", Method = TuningMethod.Dapo, Data = \"problems\", Beta = 0.25, Samples = 8, MaxNewTokens = 30, Temperature = 0.7, TopK = 50, "
            + "Clip = 0.04, ClipHigh = 0.28, Ratio = PolicyRatio.Base, Reward = RewardRule.AnswerAnywhere, Updates = 3"),
        Is.EqualTo(Row("Targets = \"w1\", Data = \"arithmetic\"") with
        {
            Method = TuningMethod.Dapo,
            Data = "problems",
            Beta = 0.25,
            Group = new(8, 30, 0.7, 50) { Clip = 0.04, ClipHigh = 0.28, Ratio = PolicyRatio.Base, Reward = RewardRule.AnswerAnywhere, Updates = 3 },
        }).UsingPropertiesComparer());

    [Test]
    public void A_fine_tuning_has_the_defaults_of_its_attribute_and_of_its_record()
    {
        var usual = new FineTuneAttribute();
        var row = Row("Targets = \"all-linear\", Data = \"arithmetic\"");
        var training = new TrainingSpec(usual.Steps, usual.LearningRate);
        Assert.That(row, Is.EqualTo(new FineTuneSpec("a", new(["all-linear"], AllBlocks, usual.Rank, 2 * usual.Rank), training, "arithmetic")
        {
            TrainableParameters = 242_688,
        }).UsingPropertiesComparer());
        Assert.That(
            (training.BatchSize, training.Accumulate, training.Average, training.Order, training.Schedule, training.WarmUp, training.WeightDecay, training.MaxGradNorm),
            Is.EqualTo((usual.BatchSize, usual.Accumulate, usual.Average, usual.Order, usual.Schedule, usual.WarmUp, usual.WeightDecay, (double?)usual.MaxGradNorm)));
        Assert.That(
            (row.Group.Samples, row.Group.MaxNewTokens, row.Group.Temperature, row.Group.Clip, row.Group.Ratio, row.Group.Reward, row.Group.Updates),
            Is.EqualTo((usual.Samples, usual.MaxNewTokens, usual.Temperature, usual.Clip, usual.Ratio, usual.Reward, usual.Updates)));
    }

    [TestCase("Sft", "arithmetic", 0.1)]
    [TestCase("Dpo", "preferences", 0.1)]
    [TestCase("Ipo", "preferences", 0.1)]
    [TestCase("Grpo", "problems", 0)]
    [TestCase("DrGrpo", "problems", 0)]
    [TestCase("Dapo", "problems", 0)]
    public void Beta_is_that_of_the_method_unless_told(string method, string data, double beta)
    {
        var row = Row($"Targets = \"w1\", Method = TuningMethod.{method}, Data = \"{data}\"");
        Assert.That((row.Method, row.Beta), Is.EqualTo((Enum.Parse<TuningMethod>(method), beta)));
    }

    [TestCase("Rank = 5", 10)]
    [TestCase("Rank = 5, Alpha = double.NaN", 10)]
    [TestCase("Rank = 5, Alpha = 5", 5)]
    public void Alpha_is_twice_the_rank_unless_told(string arguments, double alpha) =>
        Assert.That(Row($"Targets = \"w1\", Data = \"arithmetic\", {arguments}").Adapter.Alpha, Is.EqualTo(alpha));

    [TestCase("Updates = 2, Clip = 0.3", 0.3)]
    [TestCase("Updates = 2, Clip = 0.3, ClipHigh = 0.4", 0.4)]
    public void The_upper_clip_is_the_lower_unless_told(string arguments, double clip) =>
        Assert.That(Row($"Targets = \"w1\", Method = TuningMethod.Dapo, Data = \"problems\", {arguments}").Group.ClipHigh, Is.EqualTo(clip));

    [Test]
    public void A_zero_that_stands_for_none_or_all_is_null()
    {
        var row = Row("Targets = \"w1\", Data = \"arithmetic\", Examples = 0, PadTo = 0, EvaluateEvery = 0, MaxGradNorm = 0, WarmUp = 0");
        Assert.That((row.Examples, row.PadTo, row.EvaluateEvery, row.Training.MaxGradNorm), Is.EqualTo(((int?)null, (int?)null, (int?)null, (double?)null)));
        Assert.That(row.Training.WarmUp, Is.Zero);
        Assert.That(Row("Targets = \"w1\", Method = TuningMethod.Grpo, Data = \"problems\", TopK = 0").Group.TopK, Is.Null);
    }

    [Test]
    public void An_adapter_that_is_not_trained_has_no_warm_up()
    {
        var training = Row("Targets = \"w1\", Data = \"arithmetic\", Steps = 0").Training;
        Assert.That((training.Steps, training.WarmUp), Is.EqualTo((0, 0)));
    }

    [TestCase(1, 0)]
    [TestCase(3, 2)]
    [TestCase(6, 5)]
    [TestCase(50, 5)]
    public void A_warm_up_that_nobody_wrote_fits_the_steps(int steps, int warmUp)
    {
        var training = Row($"Targets = \"w1\", Data = \"arithmetic\", Steps = {steps}").Training;
        Assert.That((training.WarmUp, new TrainingSpec(steps, 1).WarmUp), Is.EqualTo((warmUp, warmUp)));
    }

    [TestCase("data/sums.json", "/project/data/sums.json")]
    [TestCase("sums.jsonl", "/project/sums.jsonl")]
    [TestCase("/elsewhere/sums.json", "/elsewhere/sums.json")]
    public void A_file_is_relative_to_the_class(string written, string path) =>
        Assert.That(Row($"Targets = \"w1\", Data = \"{written}\"").Data.Replace('\\', '/'), Is.EqualTo(path));

    [Test]
    public void The_rows_are_in_the_order_of_the_attributes_and_the_table_has_no_other_columns()
    {
        var spec = BuiltProject.Of("""
            [Experiment]
            [FineTune(Case = "b", Targets = "w1", Data = "arithmetic")]
            [FineTune(Case = "a", Targets = "w2", Data = "arithmetic")]
            public partial class X;
            """).Spec("X");
        Assert.That(spec.FineTunes.Select(row => row.Name), Is.EqualTo(new[] { "b", "a" }));
        Assert.That((spec.Cases.Count, spec.Observations.Count, spec.Measures.Count, spec.Summaries.Count), Is.EqualTo((0, 0, 0, 0)));
        Assert.That((spec.Prompts.Suite, spec.Prompts.PerFamily), Is.EqualTo(((vocabulary::LfmSpec.Suite?)vocabulary::LfmSpec.Suite.TaskFamilies, (int?)3)), "the probes");
    }

    private static FineTuneSpec Row(string arguments) =>
        BuiltProject.Of($"[Experiment, FineTune(Case = \"a\", {arguments})] public partial class X;").Spec("X").FineTunes.Single();
}
