using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>Continues a text token by token, with a decoding cache.</summary>
public static class Generation
{
    /// <summary>Continues a text.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="prompt">The prompt's ids, one at least.</param>
    /// <param name="maxNewTokens">How many tokens at most.</param>
    /// <param name="sampling">How each is chosen.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The new ids as they come; an end-of-text token, if one comes, is the last.</returns>
    /// <exception cref="CheckpointException">The logits are not finite; the message says where the first such value is.</exception>
    /// <exception cref="ArgumentException">The prompt is empty, prompt and continuation together are longer than the model's context, or the sampling makes no sense.</exception>
    public static IEnumerable<int> Continue(Checkpoint checkpoint, IReadOnlyList<int> prompt, int maxNewTokens, Sampling sampling, CancellationToken cancellation = default)
    {
        sampling.Check();
        var context = checkpoint.Model.Shape.Context;
        if (prompt.Count == 0 || maxNewTokens < 1 || prompt.Count + (long)maxNewTokens > context)
        {
            throw new ArgumentException($"The prompt has {prompt.Count:N0} tokens and {maxNewTokens:N0} are to follow; both must be 1 or more, and together at most the model's context of {context:N0}.", nameof(prompt));
        }

        return Tokens(checkpoint, prompt, maxNewTokens, sampling, EndOfText.Of(checkpoint.Folder), cancellation);
    }

    private static IEnumerable<int> Tokens(Checkpoint checkpoint, IReadOnlyList<int> prompt, int maxNewTokens, Sampling sampling, IReadOnlySet<int> ends, CancellationToken cancellation)
    {
        using var cache = checkpoint.Model.NewCache();
        using var generator = new Generator((ulong)sampling.Seed);
        var seen = new HashSet<int>(prompt);
        var read = new List<int>(prompt);
        var next = prompt;
        for (var count = 0; count < maxNewTokens; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            var token = Next(checkpoint, next, read, cache, sampling, seen, generator);
            yield return token;
            if (ends.Contains(token))
            {
                yield break;
            }

            seen.Add(token);
            read.Add(token);
            next = [token];
        }
    }

    private static int Next(Checkpoint checkpoint, IReadOnlyList<int> ids, List<int> read, DecodingCache cache, Sampling sampling, HashSet<int> seen, Generator generator)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var logits = checkpoint.Model.Next(AsTensor(ids, checkpoint.Model.Device), cache);
        return logits.isfinite().all().ToBoolean()
            ? sampling.Choose(logits.squeeze(0), seen, generator)
            : throw new CheckpointException(
                $"{checkpoint.Folder}: after {read.Count:N0} tokens the logits are not finite: there is {NotFinite.Find(checkpoint.Model, AsTensor(read, checkpoint.Model.Device))?.ToString() ?? "no such value when they are read at once"}. " +
                "The weights are damaged, or too large for float32; use another checkpoint.");
    }

    private static Tensor AsTensor(IReadOnlyList<int> ids, Device device) => tensor(ids.Select(id => (long)id).ToArray(), device: device).unsqueeze(0);
}
