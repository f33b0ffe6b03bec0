using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Generation;

namespace LfmSpec.Models;

/// <summary>
/// How the next token is chosen, with transformers' logits processors in transformers' order: repetition penalty, no repeated n-grams, forbidden words, least lengths; then, if tokens are
/// drawn, temperature, top-k, top-p, min-p and a draw from the softmax. Temperature 0 takes the most probable token.
/// </summary>
public sealed record Sampling
{
    /// <summary>The most probable token each time.</summary>
    public static Sampling Greedy { get; } = new();

    /// <summary>Divides the logits; 0 for the most probable token each time, as <c>do_sample=False</c>.</summary>
    public double Temperature { get; init; }

    /// <summary>Only the so many most probable tokens can be drawn, and what ties with the last of them; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the most probable tokens that have this probability together can be drawn, one at least (Holtzman et al. 2020); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only tokens with at least this share of the most probable one's probability can be drawn (Nguyen et al. 2024); 0 for all.</summary>
    public double MinP { get; init; }

    /// <summary>The logit of a token that has occurred, in the prompt too, is divided by this if it is not negative, else multiplied (Keskar et al. 2019); 1 for none.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>No so many tokens in a row occur twice, the prompt's included; 0 for no such rule.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Sequences of tokens that do not occur: the last of one is forbidden where the text ends with the others. One that is an end-of-text token alone is passed over.</summary>
    public IReadOnlyList<IReadOnlyList<int>> BadWords { get; init; } = [];

    /// <summary>The text, the prompt included, does not end before it has so many tokens.</summary>
    public int MinLength { get; init; }

    /// <summary>No end-of-text token is chosen before there are so many new tokens.</summary>
    public int MinNewTokens { get; init; }

    /// <summary>The seed of the draws: PyTorch's CPU generator after <c>manual_seed</c>, one of its own for each text.</summary>
    public long Seed { get; init; }

    /// <summary>What a checkpoint's generation_config.json asks for.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>It; greedy if there is no such file.</returns>
    /// <exception cref="CheckpointException">The file is broken, or asks for a way of generating that there is none of here, such as beams.</exception>
    public static Sampling Of(string folder) => GenerationConfiguration.Read(folder);

    /// <inheritdoc/>
    public bool Equals(Sampling? other) => other is not null && Numbers == other.Numbers && BadWords.Count == other.BadWords.Count
        && BadWords.Zip(other.BadWords).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.GetHashCode();

    private (double, int, double, double, double, int, int, int, long) Numbers =>
        (Temperature, TopK, TopP, MinP, RepetitionPenalty, NoRepeatNgramSize, MinLength, MinNewTokens, Seed);

    /// <summary>Checks the values.</summary>
    /// <param name="vocabulary">The number of tokens of the model.</param>
    /// <exception cref="ArgumentException">One makes no sense.</exception>
    internal void Check(int vocabulary)
    {
        var problem = !double.IsFinite(Temperature) || Temperature < 0 ? $"The temperature is {Temperature}; give 0 or a positive number."
            : TopK < 0 ? $"Top-k is {TopK}; give 0 for all tokens, or how many."
            : !(TopP is >= 0 and <= 1) ? $"Top-p is {TopP}; give a probability from 0 to 1, 1 for all tokens."
            : !(MinP is >= 0 and <= 1) ? $"Min-p is {MinP}; give a share from 0 to 1, 0 for all tokens."
            : !double.IsFinite(RepetitionPenalty) || RepetitionPenalty <= 0 ? $"The repetition penalty is {RepetitionPenalty}; give a positive number, 1 for none."
            : NoRepeatNgramSize < 0 ? $"The size of n-grams that do not repeat is {NoRepeatNgramSize}; give 0 for no such rule, or a size."
            : MinLength < 0 || MinNewTokens < 0 ? "The least length is negative; give 0 or a number of tokens."
            : BadWords.FirstOrDefault(word => word.Count == 0 || word.Any(id => id < 0 || id >= vocabulary)) is { } bad
                ? $"The forbidden word [{string.Join(", ", bad)}] cannot be forbidden; give one token or more, from 0 to {vocabulary - 1:N0}."
            : null;
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }
    }
}
