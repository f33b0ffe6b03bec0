using LfmSpec.Models.Adapters;
using LfmSpec.Models.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The laws of training hold of what the lab does, and each is seen to fail of a part that is broken in the way that it is there for.</summary>
[TestFixture]
public sealed class TuningLawTests : IDisposable
{
    private static readonly AdapterSpec Adapter = new(["out_proj", "w1"], [0, 2], 4, 8) { Dropout = 0.1 };
    private static readonly TrainingSpec Training = new(8, 1e-3) { WarmUp = 2, Accumulate = 2 };

    private static readonly FineTuneSpec[] Specs =
    [
        new("sft", Adapter, Training, DataSets.Arithmetic),
        new("padding", Adapter, Training, DataSets.Arithmetic) { Loss = LossOver.Padding, PadTo = 24 },
        new("nf4", Adapter with { Quantization = WeightQuantization.NormalFloat4 }, Training, DataSets.Instructions) { Loss = LossOver.Text },
        new("dpo", Adapter, Training, DataSets.Preferences) { Method = TuningMethod.Dpo },
        new("dpo as published", Adapter, Training, DataSets.Preferences) { Method = TuningMethod.Dpo, Loss = LossOver.Padding, PadTo = 32 },
        new("ipo", Adapter, Training, DataSets.Preferences) { Method = TuningMethod.Ipo, Beta = 0.2 },
        new("grpo", Adapter, Training with { BatchSize = 1, Accumulate = 1 }, DataSets.Problems) { Method = TuningMethod.Grpo, Group = new GroupSpec(MaxNewTokens: 4) { Updates = 2 } },
        new("grpo as published", Adapter, Training with { BatchSize = 1, Accumulate = 1 }, DataSets.Problems) { Method = TuningMethod.Grpo, Beta = 0, Group = new GroupSpec(MaxNewTokens: 3, Temperature: 0.7, TopK: 50) { Ratio = PolicyRatio.Base, Clip = 0.04, ClipHigh = 0.04 } },
    ];

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase(Law.ZeroAdapterIsTheBase)]
    [TestCase(Law.MergedEqualsUnmerged)]
    [TestCase(Law.EveryAdapterIsCalled)]
    [TestCase(Law.ResumedTrainingEqualsUninterrupted)]
    [TestCase(Law.FirstPreferenceLossIsKnown)]
    [TestCase(Law.EqualRewardsHaveNoGradient)]
    public void The_law_holds_of_every_method(Law law) => Assert.That(lab.Check(Experiment(Specs), law).Checked, Is.GreaterThan(0));

    [Test]
    public void A_probe_of_one_position_has_no_loss_and_so_nothing_to_check()
    {
        var outcome = lab.Check(Experiment(Specs[0]) with { Prompts = new PromptSpec([""]) }, Law.EveryAdapterIsCalled);
        Assert.That(outcome.ToString(), Is.EqualTo("nothing to check: every prompt has one position, and no next token that a loss could be of"));
        Assert.That(lab.Check(Experiment(Specs[0]) with { Prompts = new PromptSpec(["", "", "", "7 + 5 ="]) }, Law.EveryAdapterIsCalled).Checked, Is.EqualTo(1), "a later prompt is long enough");
    }

    [Test]
    public void A_policy_that_no_reward_moved_has_nothing_to_merge()
    {
        // Completions of one token are never right, so all advantages are 0; and what starts at the base model has a KL without a gradient.
        var still = Specs.Single(spec => spec.Name == "grpo") with { Beta = 0, Group = new GroupSpec(MaxNewTokens: 1), Training = Training with { BatchSize = 1, Accumulate = 1, WeightDecay = 0 } };
        Assert.That(lab.Check(Experiment(still), Law.MergedEqualsUnmerged).ToString(), Is.EqualTo("nothing to check: 2 steps leave B at 0, so there is nothing to merge"));
        Assert.That(lab.Check(Experiment(still), Law.ResumedTrainingEqualsUninterrupted).ToString(), Is.EqualTo("nothing to check: 4 steps leave every adapter as it started"));
    }

    [TestCase(Law.FirstPreferenceLossIsKnown)]
    [TestCase(Law.EqualRewardsHaveNoGradient)]
    public void A_law_that_applies_to_nothing_is_an_error(Law law) =>
        Assert.That(() => lab.Check(Experiment(Specs[0]), law), Throws.TypeOf<LawException>().With.Message.Contains("applies to nothing"));

    [Test]
    public void An_adapter_that_does_not_start_at_zero_is_caught() => Caught(Law.ZeroAdapterIsTheBase, "sft", Unzeroed, "are not the base model's");

    [Test]
    public void An_adapter_that_does_not_start_at_zero_has_another_first_loss() => Caught(Law.FirstPreferenceLossIsKnown, "dpo", Unzeroed, "loss before the first step");

    [Test]
    public void An_adapter_that_is_merged_twice_is_caught() => Caught(Law.MergedEqualsUnmerged, "sft", new TuningParts
    {
        Merge = model =>
        {
            using var constant = no_grad();
            foreach (var adapter in model.Adapters)
            {
                adapter.B.mul_(2);
            }

            model.Merge();
        },
    }, "differ by");

    [Test]
    public void An_adapter_that_is_never_called_is_caught() => Caught(Law.EveryAdapterIsCalled, "sft", new TuningParts
    {
        Adapt = (checkpoint, spec, seed) =>
        {
            var model = AdaptedModel.Of(checkpoint, spec, seed);
            model.Merge();
            return model;
        },
    }, "gets no gradient");

    [Test]
    public void Batches_that_depend_on_what_was_drawn_before_are_caught()
    {
        var drawn = 0;
        Caught(Law.ResumedTrainingEqualsUninterrupted, "sft", new TuningParts { Batches = (objective, _) => objective.Of(drawn++) }, "has another adapter");
    }

    [Test]
    public void Advantages_that_are_not_relative_to_the_group_are_caught() =>
        Caught(Law.EqualRewardsHaveNoGradient, "grpo", new TuningParts { Advantages = (rewards, _) => rewards }, "give a gradient");

    private static TuningParts Unzeroed => new()
    {
        Adapt = (checkpoint, spec, seed) =>
        {
            using var constant = no_grad();
            var model = AdaptedModel.Of(checkpoint, spec, seed);
            model.Adapters[0].B.fill_(0.01);
            return model;
        },
    };

    private void Caught(Law law, string name, TuningParts broken, string message)
    {
        var experiment = Experiment(Specs.Single(spec => spec.Name == name));
        Assert.That(lab.Check(experiment, law).Checked, Is.GreaterThan(0));
        using var nothingToLearn = no_grad();
        Assert.That(() => new TuningLaws(lab.Bench.Runs, lab.Prompts(experiment), experiment, broken).Check(law), Throws.TypeOf<LawException>().With.Message.Contains(message).And.Message.Contains(name));
    }

    private static ExperimentSpec Experiment(params IReadOnlyList<FineTuneSpec> specs) => Experiments.Of(new PromptSpec(["The capital of France is", "7 + 5 ="])) with { FineTunes = specs };

    public void Dispose() => lab.Dispose();
}
