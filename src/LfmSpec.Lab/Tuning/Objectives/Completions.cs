using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>Continues several prompts of equal length at once, token by token.</summary>
/// <param name="model">The model.</param>
/// <param name="ends">The tokens that end a completion.</param>
internal sealed class Completions(CausalModel model, IReadOnlySet<int> ends)
{
    /// <summary>Takes the most probable token each time.</summary>
    /// <param name="prompts">The prompts' tokens, of equal length.</param>
    /// <param name="maxNewTokens">The most new tokens of each.</param>
    /// <returns>The new tokens, each completion with the token that ends it if one came.</returns>
    internal IReadOnlyList<IReadOnlyList<int>> Greedy(IReadOnlyList<IReadOnlyList<int>> prompts, int maxNewTokens) =>
        Continue(prompts, maxNewTokens, logits => logits.argmax(-1));

    /// <summary>Draws each token from the softmax of the logits divided by the temperature; with top-k from the k most probable ones, ties with the k-th kept.</summary>
    /// <param name="prompts">The prompts' tokens, of equal length.</param>
    /// <param name="group">The temperature, top-k and the most new tokens.</param>
    /// <param name="generator">Draws, one token of every completion after the other.</param>
    /// <returns>The new tokens, each completion with the token that ends it if one came.</returns>
    internal IReadOnlyList<IReadOnlyList<int>> Sample(IReadOnlyList<IReadOnlyList<int>> prompts, GroupSpec group, Generator generator) =>
        Continue(prompts, group.MaxNewTokens, logits =>
        {
            var scores = logits / group.Temperature;
            if (group.TopK is { } k && k < scores.shape[1])
            {
                scores = scores.masked_fill(scores.lt(scores.topk(k).values.narrow(1, k - 1, 1)), double.NegativeInfinity);
            }

            return multinomial(nn.functional.softmax(scores, -1), 1, generator: generator).squeeze(1);
        });

    private List<int>[] Continue(IReadOnlyList<IReadOnlyList<int>> prompts, int maxNewTokens, Func<Tensor, Tensor> choose)
    {
        using var nothingToLearn = no_grad();
        using var cache = model.NewCache();
        var completions = prompts.Select(_ => new List<int>()).ToArray();
        long[] next = [.. prompts.SelectMany(prompt => prompt).Select(id => (long)id)];
        for (var count = 0; count < maxNewTokens && completions.Any(IsOpen); count++)
        {
            using var scope = NewDisposeScope();
            var logits = model.Next(tensor(next, prompts.Count, next.Length / prompts.Count), cache).cpu(); // drawn on the CPU, the same on every device
            CheckFinite(logits, prompts);
            next = HostArray.OfIntegers(choose(logits));
            // What has ended is read on, and what it says is not kept.
            foreach (var (completion, token) in completions.Zip(next).Where(pair => IsOpen(pair.First)))
            {
                completion.Add((int)token);
            }
        }

        return completions;
    }

    private void CheckFinite(Tensor logits, IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        if (!logits.isfinite().all().ToBoolean())
        {
            var ids = tensor(prompts.SelectMany(prompt => prompt).Select(id => (long)id).ToArray(), prompts.Count, prompts[0].Count).to(model.Device);
            throw new LabException($"The model's logits are not finite while it continues a prompt: there is {NotFinite.Find(model, ids)?.ToString() ?? "no such value in the prompts themselves"}. Lower the learning rate, or use another checkpoint.");
        }
    }

    private bool IsOpen(List<int> completion) => completion.Count == 0 || !ends.Contains(completion[^1]);
}
