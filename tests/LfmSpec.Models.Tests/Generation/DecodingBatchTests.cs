using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests;

/// <summary>Texts that are continued together are what they are alone.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class DecodingBatchTests(string model) : IDisposable
{
    private static readonly string[] Texts = ["The capital of France is", "7 + 5 =", "A", "def add(a, b):\n    return a +", "copy: x y z x y z -> x", "7 + 5 ="];

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", model));
    private readonly Reference reference = new(model);

    private IReadOnlyList<IReadOnlyList<int>> Prompts => [.. Texts.Select(text => checkpoint.Tokenizer.Encode(text))];

    [Test]
    public void Greedy_texts_are_transformers_token_for_token_when_they_are_continued_together()
    {
        var entries = reference.Json.GetProperty("generate").EnumerateArray().ToArray();
        var texts = TextGeneration.Continue(checkpoint, [.. entries.Select(entry => new GenerationRequest(checkpoint.Tokenizer.Encode(entry.GetProperty("text").GetString()!)) { MaxNewTokens = 48 })]);
        Assert.That(texts.Select(text => text.Tokens), Is.EqualTo(entries.Select(entry => entry.GetProperty("new_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray())));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(16)]
    public void Texts_of_any_lengths_have_the_tokens_that_each_has_alone(int rows)
    {
        var requests = Requests();
        var alone = requests.Select(request => TextGeneration.Continue(checkpoint, [request])[0]).ToArray();
        var together = TextGeneration.Continue(checkpoint, requests, new GenerationRun { Rows = rows });
        Assert.That(together.Select(text => text.Tokens), Is.EqualTo(alone.Select(text => text.Tokens)));
        Assert.That(together.Select(text => (text.Text, text.Reason)), Is.EqualTo(alone.Select(text => (text.Text, text.Reason))));
        Assert.That(requests.Select(request => TextGeneration.Stream(checkpoint, request).ToArray()), Is.EqualTo(alone.Select(text => text.Tokens)));
    }

    [Test]
    public void Padding_on_either_side_changes_nothing()
    {
        var longest = Prompts.Max(prompt => prompt.Count);
        int[] Padding(int count, int value) => [.. Enumerable.Repeat(value, count)];
        var left = GenerationRequest.OfPadded(
            [.. Prompts.Select(prompt => (int[])[.. Padding(longest - prompt.Count, 0), .. prompt])], [.. Prompts.Select(prompt => (int[])[.. Padding(longest - prompt.Count, 0), .. Padding(prompt.Count, 1)])]);
        var right = GenerationRequest.OfPadded(
            [.. Prompts.Select(prompt => (int[])[.. prompt, .. Padding(longest - prompt.Count, 3)])], [.. Prompts.Select(prompt => (int[])[.. Padding(prompt.Count, 1), .. Padding(longest - prompt.Count, 0)])]);
        Assert.That(left.Select(request => request.Prompt), Is.EqualTo(Prompts));
        Assert.That(right.Select(request => request.Prompt), Is.EqualTo(Prompts));
    }

    [Test]
    public void A_mask_that_is_none_is_an_error()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => GenerationRequest.OfPadded([[1, 2]], []), Throws.ArgumentException.With.Message.StartsWith("There are 1 prompts and 0 masks"));
            Assert.That(() => GenerationRequest.OfPadded([[1, 2]], [[1]]), Throws.ArgumentException.With.Message.StartsWith("The mask of a prompt of 2 tokens"));
            Assert.That(() => GenerationRequest.OfPadded([[1, 2]], [[0, 0]]), Throws.ArgumentException.With.Message.StartsWith("A prompt is all padding"));
            Assert.That(() => GenerationRequest.OfPadded([[1, 2, 3]], [[1, 0, 1]]), Throws.ArgumentException.With.Message.StartsWith("Padding stands between"));
            Assert.That(() => GenerationRequest.OfPadded([[1, 2, 3]], [[1, 2, 1]]), Throws.ArgumentException.With.Message.StartsWith("The mask of a prompt of 3 tokens"));
        }
    }

    [Test]
    public void Every_step_has_the_bits_of_the_full_forward_pass()
    {
        Rounding.RequireBits();
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var caches = Prompts.Select(_ => checkpoint.Model.NewCache()).ToArray();
        List<int>[] texts = [.. Prompts.Select(prompt => prompt.ToList())];
        Tensor[] next = [.. texts.Zip(caches, (text, cache) => checkpoint.Model.Next(Ids(text), cache))];
        for (var step = 0; step < 12; step++)
        {
            for (var row = 0; row < texts.Length; row++)
            {
                var full = checkpoint.Model.Forward(Ids(texts[row]));
                Assert.That(next[row].Equals(full.narrow(1, texts[row].Count - 1, 1).squeeze(1)), Is.True, $"step {step}, row {row}");
                texts[row].Add((int)next[row].argmax(-1).ToInt64());
            }

            var logits = checkpoint.Model.Next(tensor([.. texts.Select(text => (long)text[^1])], texts.Length, 1), DecodingCache.Of(caches));
            next = [.. Enumerable.Range(0, texts.Length).Select(row => logits.narrow(0, row, 1))];
        }

        Array.ForEach(caches, cache => cache.Dispose());
    }

    [Test]
    public void A_cache_that_is_forked_goes_its_own_way()
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        using var cache = checkpoint.Model.NewCache();
        var prompt = Prompts[0];
        checkpoint.Model.Next(Ids(prompt), cache);
        using var fork = cache.Fork();
        var one = checkpoint.Model.Next(Ids([5]), cache);
        var other = checkpoint.Model.Next(Ids([9]), fork);
        Assert.That(one.Equals(checkpoint.Model.Forward(Ids([.. prompt, 5])).narrow(1, prompt.Count, 1).squeeze(1)), Is.True);
        Assert.That(other.Equals(checkpoint.Model.Forward(Ids([.. prompt, 9])).narrow(1, prompt.Count, 1).squeeze(1)), Is.True);
    }

    [Test]
    public void A_seeds_text_is_the_same_alone_and_among_others()
    {
        var prompt = Prompts[0];
        var requests = Enumerable.Range(0, 5).Select(seed => new GenerationRequest(prompt) { MaxNewTokens = 12, EndTokens = new HashSet<int>(), Sampling = new Sampling { Temperature = 2, TopP = 0.95, Seed = seed } }).ToArray();
        var together = TextGeneration.Continue(checkpoint, requests).Select(text => text.Tokens).ToArray();
        Assert.That(together, Is.EqualTo(requests.Select(request => TextGeneration.Stream(checkpoint, request).ToArray())));
        Assert.That(together, Is.Unique);
    }

    [Test]
    public void A_stop_string_ends_the_text_and_is_cut_off()
    {
        var request = new GenerationRequest(Prompts[0]) { MaxNewTokens = 24, EndTokens = new HashSet<int>() };
        var whole = TextGeneration.Continue(checkpoint, [request])[0];
        var stop = whole.Text[5..8];
        var cut = TextGeneration.Continue(checkpoint, [request with { StopStrings = ["never said", stop] }])[0];
        Assert.That((cut.Text, cut.Reason), Is.EqualTo((whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], StopReason.StopString)));
        Assert.That(cut.Tokens, Is.EqualTo(whole.Tokens.Take(cut.Tokens.Count)));
        Assert.That(whole.Tokens, Has.Count.EqualTo(24));
    }

    [Test]
    public void Sequences_that_do_not_repeat_do_not_repeat()
    {
        var text = TextGeneration.Continue(checkpoint, [new GenerationRequest(Prompts[4]) { MaxNewTokens = 40, EndTokens = new HashSet<int>(), Sampling = new Sampling { NoRepeatNgramSize = 2 } }])[0];
        int[] all = [.. Prompts[4], .. text.Tokens];
        var repeated = all.Skip(1).Zip(all).GroupBy(pair => pair).Where(group => group.Count() > 1).Select(group => group.Key).ToArray();
        int[] prompt = [.. Prompts[4]];
        Assert.That(repeated, Is.SubsetOf(prompt.Skip(1).Zip(prompt)), "only the prompt's own");
    }

    [Test]
    public void Nothing_of_a_batch_stays_in_memory()
    {
        TextGeneration.Continue(checkpoint, Requests());
        var before = Tensor.TotalCount;
        TextGeneration.Continue(checkpoint, Requests());
        foreach (var _ in TextGeneration.Stream(checkpoint, Requests()[0]).Take(2))
        {
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    public void Dispose() => checkpoint.Dispose();

    private GenerationRequest[] Requests() =>
        [.. Prompts.Select((prompt, index) => new GenerationRequest(prompt) { MaxNewTokens = 6 + (3 * index), Sampling = index % 2 == 0 ? Sampling.Greedy : new Sampling { Temperature = 0.9, TopK = 40, RepetitionPenalty = 1.05, Seed = index } })];

    private static Tensor Ids(IReadOnlyList<int> ids) => tensor(ids.Select(id => (long)id).ToArray(), 1, ids.Count);
}
