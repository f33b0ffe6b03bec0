using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Generation;

/// <summary>Chooses the tokens of one text, one after the other.</summary>
/// <param name="sampling">How.</param>
/// <param name="prompt">The prompt's tokens.</param>
/// <param name="ends">The end-of-text tokens.</param>
internal sealed class TokenChoice(Sampling sampling, IReadOnlyList<int> prompt, IReadOnlySet<int> ends) : IDisposable
{
    private readonly Generator generator = new((ulong)sampling.Seed);
    private readonly List<int> ids = [.. prompt];

    /// <summary>Chooses the next token, which is then part of the text.</summary>
    /// <param name="logits">float32, [vocabulary], on the CPU, where the generator draws, so that a seed gives the same text on every device. They are written over.</param>
    /// <returns>The token's id.</returns>
    /// <exception cref="ArgumentException">Every token is forbidden.</exception>
    internal int Next(float[] logits)
    {
        LogitsProcessors.Process(logits, sampling, ids, ids.Count - prompt.Count, ends);
        var best = Largest(logits);
        if (float.IsNegativeInfinity(logits[best]))
        {
            throw new ArgumentException($"After {ids.Count:N0} tokens the settings forbid every token. Allow some: fewer forbidden words, longer n-grams, or no least length.");
        }

        var token = sampling.Temperature == 0 ? best : Drawn(logits);
        ids.Add(token);
        return token;
    }

    public void Dispose() => generator.Dispose();

    private int Drawn(float[] scores)
    {
        using var scope = NewDisposeScope();
        LogitsProcessors.Warp(scores, sampling);
        return (int)multinomial(nn.functional.softmax(tensor(scores), -1), 1, generator: generator).ToInt64();
    }

    // The first of equal ones, as torch.argmax.
    private static int Largest(float[] scores)
    {
        var best = 0;
        for (var id = 1; id < scores.Length; id++)
        {
            best = scores[id] > scores[best] ? id : best;
        }

        return best;
    }
}
