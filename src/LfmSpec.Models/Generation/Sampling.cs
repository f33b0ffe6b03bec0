using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>
/// How the next token is chosen, in Hugging Face's order: repetition penalty over all ids so far, then temperature, then top-k (ties
/// with the k-th kept), then a draw from the softmax. Temperature 0 takes the most probable token.
/// </summary>
public sealed record Sampling
{
    /// <summary>The most probable token each time.</summary>
    public static Sampling Greedy { get; } = new();

    /// <summary>Divides the logits; 0 for the most probable token each time.</summary>
    public double Temperature { get; init; }

    /// <summary>Only the so many most probable tokens can be drawn; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>The logit of a token that has occurred is divided by this if it is positive, else multiplied (Keskar et al. 2019); 1 for none.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>The seed of the draws: PyTorch's CPU generator after <c>manual_seed</c>.</summary>
    public long Seed { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One makes no sense.</exception>
    internal void Check()
    {
        var problem = !double.IsFinite(Temperature) || Temperature < 0 ? $"The temperature is {Temperature}; give 0 or a positive number."
            : TopK < 0 ? $"Top-k is {TopK}; give 0 for all tokens, or how many."
            : !double.IsFinite(RepetitionPenalty) || RepetitionPenalty <= 0 ? $"The repetition penalty is {RepetitionPenalty}; give a positive number, 1 for none."
            : null;
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">float32, [vocabulary].</param>
    /// <param name="seen">The distinct ids so far, the prompt's included.</param>
    /// <param name="generator">Draws, if the temperature is above 0.</param>
    /// <returns>The token's id.</returns>
    internal int Choose(Tensor logits, IReadOnlyCollection<int> seen, Generator generator)
    {
        using var scope = NewDisposeScope();
        logits = logits.cpu(); // where the generator draws, so that a seed gives the same text on every device
        var scores = RepetitionPenalty == 1 ? logits : Penalised(logits, seen);
        if (Temperature == 0)
        {
            return (int)scores.argmax(-1).ToInt64();
        }

        scores = scores / Temperature;
        if (TopK > 0 && TopK < scores.shape[0])
        {
            var (largest, _) = scores.topk(TopK);
            scores = scores.masked_fill(scores.lt(largest[TopK - 1]), double.NegativeInfinity);
        }

        return (int)multinomial(nn.functional.softmax(scores, -1), 1, generator: generator).ToInt64();
    }

    private Tensor Penalised(Tensor logits, IReadOnlyCollection<int> seen)
    {
        var scores = logits.data<float>().ToArray();
        foreach (var id in seen)
        {
            scores[id] = scores[id] < 0 ? scores[id] * (float)RepetitionPenalty : scores[id] / (float)RepetitionPenalty;
        }

        return tensor(scores);
    }
}
