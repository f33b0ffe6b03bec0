using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>Completions side by side against the generator of one text.</summary>
[TestFixture]
public sealed class CompletionsTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void Greedy_completions_are_those_of_each_prompt_alone()
    {
        IReadOnlyList<int>[] prompts = [.. new[] { "7 + 5 =", "9 + 2 =", "3 - 1 =" }.Select(text => checkpoint.Tokenizer.Encode(text))];
        Assert.That(prompts.Select(prompt => prompt.Count).Distinct().Count(), Is.EqualTo(1));
        var together = Completions().Greedy(prompts, 6);
        Assert.That(together, Is.EqualTo(prompts.Select(prompt => TextGeneration.Stream(checkpoint, new GenerationRequest(prompt) { MaxNewTokens = 6 }).ToArray())));
    }

    [TestCase(1.5, 50)]
    [TestCase(20, 3)]
    public void A_sample_of_one_draws_what_the_generator_draws(double temperature, int topK)
    {
        var prompt = checkpoint.Tokenizer.Encode("The capital of");
        using var generator = new Generator(5);
        var sample = Completions().Sample([prompt], new GroupSpec(MaxNewTokens: 12, Temperature: temperature, TopK: topK), generator)[0];
        Assert.That(sample, Is.EqualTo(TextGeneration.Stream(checkpoint, new GenerationRequest(prompt) { MaxNewTokens = 12, Sampling = new Sampling { Temperature = temperature, TopK = topK, Seed = 5 } })));
    }

    [Test]
    public void Samples_of_one_prompt_differ_and_come_again_with_the_seed()
    {
        var prompt = checkpoint.Tokenizer.Encode("The");
        IReadOnlyList<IReadOnlyList<int>> Draw()
        {
            using var generator = new Generator(5);
            return Completions().Sample([.. Enumerable.Repeat(prompt, 4)], new GroupSpec(MaxNewTokens: 8, Temperature: 2), generator);
        }

        var first = Draw();
        Assert.That(Draw(), Is.EqualTo(first));
        Assert.That(first.Select(ids => string.Join(' ', ids)).Distinct().Count(), Is.GreaterThan(1));
    }

    [TestCase(" 42", "42", 1)]
    [TestCase(" 42.\nNext", "42", 1)]
    [TestCase(" It is 1,042 in all", "1042", 1)]
    [TestCase(" 142", "42", 0)]
    [TestCase(" 4 or 42", "42", 0)]
    [TestCase(" 42.5", "42", 0)]
    [TestCase(" -42", "42", 0)]
    [TestCase(" none", "42", 0)]
    [TestCase(" Paris.", " Paris", 1)]
    [TestCase(" In Paris", "Paris", 0)]
    public void The_first_number_is_the_answer(string completion, string answer, double reward) => Assert.That(Reward.Of(completion, answer), Is.EqualTo(reward));

    // Worked by hand from the published rule.
    [TestCase("42", "42", 1)]
    [TestCase("The result, after some thought, is 1421.", "42", 1)]
    [TestCase("156 - 78 is", "78", 1)]
    [TestCase("is 41", "42", 0.3)]
    [TestCase("   \n 123456789", "42", 0.3)]
    [TestCase("abcdefghi1", "42", 0.3)]
    [TestCase("abcdefghij1", "42", -0.5)]
    [TestCase("", "42", -0.5)]
    public void By_the_published_rule_the_answer_may_be_anywhere(string completion, string answer, double reward) =>
        Assert.That(Reward.By(RewardRule.AnswerAnywhere)(completion, answer), Is.EqualTo(reward));

    [Test]
    public void A_group_is_rewarded_by_the_rule_of_its_specification()
    {
        using var model = Models.Adapters.AdaptedModel.Of(checkpoint, new AdapterSpec(["w1"], [0], 1, 2), 0);
        var spec = new FineTuneSpec("a", model.Spec, new TrainingSpec(1, 1e-3) { WarmUp = 0, BatchSize = 1 }, DataSets.Problems) { Method = TuningMethod.Grpo, Group = new GroupSpec(MaxNewTokens: 3, Temperature: 5) };
        var data = TuningData.Read(DataSets.Problems, checkpoint);
        IReadOnlyList<double> Rewards(RewardRule rule)
        {
            using var objective = new Objective(checkpoint, model, spec with { Group = spec.Group with { Reward = rule } }, data, 0);
            using var generator = new Generator(1);
            return objective.Group(model, data.Training[0], generator).Rewards;
        }

        Assert.That(Rewards(RewardRule.FirstNumber), Is.All.EqualTo(0).Or.EqualTo(1));
        Assert.That(Rewards(RewardRule.AnswerAnywhere), Is.All.EqualTo(-0.5).Or.EqualTo(0.3).Or.EqualTo(1).And.Some.EqualTo(-0.5).Or.EqualTo(0.3));
    }

    private Completions Completions() => new(checkpoint.Model, EndOfText.Of(checkpoint.Folder));

    public void Dispose() => checkpoint.Dispose();
}
