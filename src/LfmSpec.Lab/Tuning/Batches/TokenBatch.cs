using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>One text as it is trained on: its tokens, and which of them are to be predicted.</summary>
/// <param name="Ids">The token ids.</param>
/// <param name="Counts">Whether a token's prediction counts, one a token; the first is never predicted.</param>
internal sealed record TokenRow(IReadOnlyList<int> Ids, IReadOnlyList<bool> Counts);

/// <summary>
/// Texts side by side, padded at the right to one length. No mask is needed: no position of a causal model sees what follows it, and what padding
/// predicts does not count unless it is asked for.
/// </summary>
internal sealed class TokenBatch
{
    private readonly long[] ids;
    private readonly int positions;
    private readonly long[] places;
    private readonly long[] targets;

    private TokenBatch(long[] ids, int rows, int positions, long[] places, long[] targets)
    {
        this.ids = ids;
        Rows = rows;
        this.positions = positions;
        this.places = places;
        this.targets = targets;
    }

    /// <summary>The number of texts.</summary>
    internal int Rows { get; }

    /// <summary>The number of predictions that count.</summary>
    internal int Targets => targets.Length;

    /// <summary>Which text each prediction that counts belongs to.</summary>
    internal IEnumerable<int> RowsOfTargets => places.Select(place => (int)(place / positions));

    /// <summary>The tokens of a text with its padding.</summary>
    internal IReadOnlyList<long> IdsOf(int row) => ids[(row * positions)..((row + 1) * positions)];

    /// <summary>Pads texts.</summary>
    /// <param name="texts">The texts, of at least one token.</param>
    /// <param name="padding">The padding token.</param>
    /// <param name="padTo">The length; null for the longest. Longer texts are cut.</param>
    /// <param name="paddingCounts">Whether predictions of padding count.</param>
    /// <returns>The batch.</returns>
    internal static TokenBatch Of(IReadOnlyList<TokenRow> texts, int padding, int? padTo = null, bool paddingCounts = false)
    {
        var positions = padTo ?? texts.Max(text => text.Ids.Count);
        var ids = new long[texts.Count * positions];
        Array.Fill(ids, padding);
        List<long> places = [], targets = [];
        for (var row = 0; row < texts.Count; row++)
        {
            var length = Math.Min(positions, texts[row].Ids.Count);
            for (var position = 0; position < positions; position++)
            {
                var at = (row * positions) + position;
                ids[at] = position < length ? texts[row].Ids[position] : padding;
                if (position > 0 && (position < length ? texts[row].Counts[position] : paddingCounts))
                {
                    places.Add(at - 1);
                    targets.Add(ids[at]);
                }
            }
        }

        return new TokenBatch(ids, texts.Count, positions, [.. places], [.. targets]);
    }

    /// <summary>The mean cross-entropy of the predictions that count, in nats.</summary>
    /// <param name="model">The model.</param>
    /// <returns>float32, a scalar.</returns>
    internal Tensor Loss(CausalModel model)
    {
        using var scope = NewDisposeScope();
        return nn.functional.cross_entropy(Logits(model), tensor(targets, device: model.Device)).MoveToOuterDisposeScope();
    }

    /// <summary>The log-probabilities of the tokens whose prediction counts, text after text, in nats.</summary>
    /// <param name="model">The model.</param>
    /// <param name="temperature">What the logits are divided by.</param>
    /// <returns>float32, [predictions].</returns>
    internal Tensor LogProbabilities(CausalModel model, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        var logits = temperature == 1 ? Logits(model) : Logits(model) / temperature;
        return nn.functional.log_softmax(logits, -1).gather(1, tensor(targets, device: model.Device).unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>What sums a value of every prediction over its text, as a product of matrices.</summary>
    /// <param name="device">Where the values lie.</param>
    /// <param name="mean">Whether it is the mean instead of the sum.</param>
    /// <returns>float32, [texts, predictions].</returns>
    internal Tensor Sums(Device device, bool mean = false)
    {
        var rows = new float[Rows * Targets];
        int[] of = [.. RowsOfTargets], counts = new int[Rows];
        foreach (var row in of)
        {
            counts[row]++;
        }

        for (var target = 0; target < of.Length; target++)
        {
            rows[(of[target] * Targets) + target] = mean ? 1f / counts[of[target]] : 1;
        }

        // A copy in the engine's own memory: libtorch's products round by where an operand starts, and an array of .NET starts elsewhere in each run.
        using var lent = tensor(rows, Rows, Targets, device: device);
        return lent.clone();
    }

    // The head is computed only where a prediction counts: [predictions, vocabulary].
    private Tensor Logits(CausalModel model)
    {
        using var scope = NewDisposeScope();
        var residual = model.Blocks(0, model.Embed(tensor(ids, Rows, positions)));
        return model.Head(residual.reshape(-1, residual.shape[2]).index_select(0, tensor(places, device: model.Device)).unsqueeze(0)).squeeze(0).MoveToOuterDisposeScope();
    }
}
