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
        Assert.That(together, Is.EqualTo(prompts.Select(prompt => Generation.Continue(checkpoint, prompt, 6, Sampling.Greedy).ToArray())));
    }

    [TestCase(1.5, 50)]
    [TestCase(20, 3)]
    public void A_sample_of_one_draws_what_the_generator_draws(double temperature, int topK)
    {
        var prompt = checkpoint.Tokenizer.Encode("The capital of");
        using var generator = new Generator(5);
        var sample = Completions().Sample([prompt], new GroupSpec(MaxNewTokens: 12, Temperature: temperature, TopK: topK), generator)[0];
        Assert.That(sample, Is.EqualTo(Generation.Continue(checkpoint, prompt, 12, new Sampling { Temperature = temperature, TopK = topK, Seed = 5 })));
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

    private Completions Completions() => new(checkpoint.Model, EndOfText.Of(checkpoint.Folder));

    public void Dispose() => checkpoint.Dispose();
}
