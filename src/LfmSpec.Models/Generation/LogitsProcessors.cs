namespace LfmSpec.Models.Generation;

/// <summary>transformers' logits processors (generation/logits_process.py) on the logits of one text, float32, in place. Minus infinity is a forbidden token.</summary>
internal static class LogitsProcessors
{
    private const float Forbidden = float.NegativeInfinity;

    /// <summary>The processors that are applied however the token is then chosen.</summary>
    /// <param name="scores">The logits, [vocabulary].</param>
    /// <param name="sampling">What is asked for.</param>
    /// <param name="ids">The text so far, prompt and new tokens.</param>
    /// <param name="newTokens">How many of them are new.</param>
    /// <param name="ends">The end-of-text tokens.</param>
    internal static void Process(float[] scores, Sampling sampling, IReadOnlyList<int> ids, int newTokens, IReadOnlySet<int> ends)
    {
        if (sampling.RepetitionPenalty != 1)
        {
            Penalize(scores, (float)sampling.RepetitionPenalty, ids);
        }

        if (sampling.NoRepeatNgramSize > 0)
        {
            ForbidRepeats(scores, sampling.NoRepeatNgramSize, ids);
        }

        foreach (var word in sampling.BadWords.Where(word => word.Count > 1 || !ends.Contains(word[0])))
        {
            ForbidWord(scores, word, ids);
        }

        if (ids.Count < sampling.MinLength || newTokens < sampling.MinNewTokens)
        {
            foreach (var end in ends.Where(end => end < scores.Length && end >= 0).ToArray())
            {
                scores[end] = Forbidden;
            }
        }
    }

    /// <summary>The processors of drawn tokens: temperature, top-k, top-p, min-p.</summary>
    /// <param name="scores">The processed logits, [vocabulary].</param>
    /// <param name="sampling">What is asked for, with a temperature above 0.</param>
    internal static void Warp(float[] scores, Sampling sampling)
    {
        var temperature = (float)sampling.Temperature;
        var largest = scores.Max();
        var shift = float.IsFinite(scores.Where(float.IsFinite).Max(MathF.Abs) / temperature) ? 0 : largest; // so that a temperature near 0 gives no infinity
        foreach (ref var score in scores.AsSpan())
        {
            score = shift == 0 ? score / temperature : score == largest ? 0 : (float)((score - (double)shift) / sampling.Temperature);
        }

        if (sampling.TopK > 0 && sampling.TopK < scores.Length)
        {
            KeepMostProbable(scores, sampling.TopK);
        }

        if (sampling.TopP < 1)
        {
            KeepNucleus(scores, sampling.TopP);
        }

        if (sampling.MinP > 0)
        {
            KeepShare(scores, sampling.MinP);
        }
    }

    private static void Penalize(float[] scores, float penalty, IReadOnlyList<int> ids)
    {
        foreach (var id in ids.ToHashSet())
        {
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
    }

    // What followed the last n - 1 tokens where they stood before.
    private static void ForbidRepeats(float[] scores, int size, IReadOnlyList<int> ids)
    {
        var start = ids.Count - size + 1;
        for (var at = 0; at < start; at++)
        {
            if (Matches(ids, at, start, size - 1))
            {
                scores[ids[at + size - 1]] = Forbidden;
            }
        }
    }

    // A word as long as the text, or longer, is not looked at: SequenceBiasLogitsProcessor asks for as many tokens as the word has.
    private static void ForbidWord(float[] scores, IReadOnlyList<int> word, IReadOnlyList<int> ids)
    {
        var prefix = word.Count - 1;
        if (word.Count <= ids.Count || prefix == 0)
        {
            var start = ids.Count - prefix;
            for (var at = 0; at < prefix; at++)
            {
                if (ids[start + at] != word[at])
                {
                    return;
                }
            }

            scores[word[^1]] = Forbidden;
        }
    }

    private static bool Matches(IReadOnlyList<int> ids, int first, int second, int count)
    {
        for (var at = 0; at < count; at++)
        {
            if (ids[first + at] != ids[second + at])
            {
                return false;
            }
        }

        return true;
    }

    private static void KeepMostProbable(float[] scores, int count)
    {
        float[] sorted = [.. scores];
        Array.Sort(sorted);
        foreach (ref var score in scores.AsSpan())
        {
            score = score < sorted[^count] ? Forbidden : score;
        }
    }

    // The least probable tokens whose probability together is at most 1 - p. The last one stays.
    private static void KeepNucleus(float[] scores, double topP)
    {
        float[] values = [.. scores];
        var order = AscendingOrder.Of(values);
        var probabilities = Softmax([.. order.Select(id => values[id])]);
        var rest = (float)(1 - topP);
        var sum = 0.0; // as torch.cumsum adds float32
        for (var at = 0; at < order.Length - 1; at++)
        {
            sum += probabilities[at];
            if ((float)sum > rest)
            {
                break;
            }

            scores[order[at]] = Forbidden;
        }
    }

    private static void KeepShare(float[] scores, double share)
    {
        var probabilities = Softmax(scores);
        var least = (float)share * probabilities.Max();
        for (var id = 0; id < scores.Length; id++)
        {
            if (probabilities[id] < least)
            {
                scores[id] = Forbidden;
            }
        }
    }

    // float32, as transformers computes it.
    private static float[] Softmax(float[] scores)
    {
        var largest = scores.Max();
        var exponentials = Array.ConvertAll(scores, score => MathF.Exp(score - largest));
        var sum = 0f;
        foreach (var exponential in exponentials)
        {
            sum += exponential;
        }

        return Array.ConvertAll(exponentials, exponential => exponential / sum);
    }
}
