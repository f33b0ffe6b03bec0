using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>The mean over positions of the cross-entropy of the next token, in nats; the last position predicts nothing that is known.</summary>
internal static class NextTokenLoss
{
    /// <param name="logits">float32, [1, positions, vocabulary].</param>
    /// <param name="ids">The token ids.</param>
    /// <returns>float32, a scalar.</returns>
    internal static Tensor Of(Tensor logits, IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        var targets = tensor(ids.Skip(1).Select(id => (long)id).ToArray(), device: logits.device);
        return nn.functional.cross_entropy(logits.narrow(1, 0, ids.Count - 1).squeeze(0), targets).MoveToOuterDisposeScope();
    }

    /// <summary>Checks that there is a next token.</summary>
    /// <exception cref="LabException">The prompt has one position.</exception>
    internal static void CheckPredicts(CleanRun clean)
    {
        if (clean.Ids.Count < 2)
        {
            throw new LabException($"The prompt {TokenText.Quote(clean.Prompt.Text)} has one token, so no token of it is predicted. Use a longer prompt.");
        }
    }
}
