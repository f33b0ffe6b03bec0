using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Generation;

namespace LfmSpec.Models;

/// <summary>Continues texts token by token: a prompt is read once, and each new token costs one position (<see cref="DecodingCache"/>).</summary>
public static class TextGeneration
{
    /// <summary>Continues a text.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="request">The text, and how it goes on.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The new tokens as they come; an end-of-text token, if one comes, is the last.</returns>
    /// <exception cref="CheckpointException">The logits are not finite; the message says where the first such value is.</exception>
    /// <exception cref="ArgumentException">The prompt is empty, prompt and continuation together are longer than the model's context, or the settings make no sense.</exception>
    public static IEnumerable<int> Stream(Checkpoint checkpoint, GenerationRequest request, CancellationToken cancellation = default)
    {
        Check(checkpoint, request);
        return Tokens(new DecodingBatch(checkpoint, new GenerationRun()), request, cancellation);
    }

    /// <summary>Continues texts of any lengths together. Each is what it is alone, to the bit.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="requests">The texts.</param>
    /// <param name="run">How they are; null for the usual.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="CheckpointException">The logits are not finite; the message says where the first such value is.</exception>
    /// <exception cref="ArgumentException">A prompt is empty, prompt and continuation together are longer than the model's context, or settings make no sense.</exception>
    public static IReadOnlyList<GeneratedText> Continue(
        Checkpoint checkpoint, IReadOnlyList<GenerationRequest> requests, GenerationRun? run = null, CancellationToken cancellation = default)
    {
        run ??= new GenerationRun();
        ArgumentOutOfRangeException.ThrowIfLessThan(run.Rows, 1, nameof(run));
        foreach (var request in requests)
        {
            Check(checkpoint, request);
        }

        var results = new GeneratedText[requests.Count];
        using var batch = new DecodingBatch(checkpoint, run);

        // Equal prompts follow one another, so that what is read of the first is there for the others.
        var waiting = new Queue<int>(Enumerable.Range(0, requests.Count)
            .GroupBy(index => requests[index].Prompt, PromptComparer.Instance).SelectMany(group => group));
        while (waiting.Count > 0 || batch.Rows > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            while (batch.Rows < run.Rows && waiting.TryDequeue(out var index))
            {
                batch.Add(requests[index], index, isLast: !(waiting.TryPeek(out var next) && PromptComparer.Instance.Equals(requests[next].Prompt, requests[index].Prompt)));
            }

            foreach (var (index, text) in batch.Step())
            {
                results[index] = text;
            }
        }

        return results;
    }

    private static IEnumerable<int> Tokens(DecodingBatch batch, GenerationRequest request, CancellationToken cancellation)
    {
        using (batch)
        {
            batch.Add(request, 0, isLast: true);
            while (batch.Rows > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                batch.Step();
                yield return batch.LastToken;
            }
        }
    }

    private static void Check(Checkpoint checkpoint, GenerationRequest request)
    {
        var shape = checkpoint.Model.Shape;
        request.Sampling.Check(shape.Vocabulary);
        if (request.Prompt.Count == 0 || request.MaxNewTokens < 1 || request.Prompt.Count + (long)request.MaxNewTokens > shape.Context)
        {
            throw new ArgumentException(
                $"The prompt has {request.Prompt.Count:N0} tokens and {request.MaxNewTokens:N0} are to follow; both must be 1 or more, and together at most the model's context of {shape.Context:N0}.", nameof(request));
        }

        foreach (var id in request.Prompt)
        {
            if (id < 0 || id >= shape.Vocabulary)
            {
                throw new ArgumentException($"The prompt has the token {id}, and the model's are 0 to {shape.Vocabulary - 1:N0}.", nameof(request));
            }
        }

        if (request.StopStrings.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop string is empty, and every text holds it. Leave it out.", nameof(request));
        }
    }
}
