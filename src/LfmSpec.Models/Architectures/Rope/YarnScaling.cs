namespace LfmSpec.Models.Architectures;

/// <summary>
/// <c>yarn</c> (Peng et al. 2023): pairs that turn more than beta_fast times in the original context stay, those that turn less than beta_slow
/// times are divided by the factor, with a linear ramp over the pairs between; attention is sharpened by 0.1 ln(factor) + 1.
/// </summary>
/// <param name="Factor"><c>factor</c>.</param>
/// <param name="OriginalPositions"><c>original_max_position_embeddings</c>.</param>
internal sealed record YarnScaling(double Factor, int OriginalPositions) : RopeScaling
{
    /// <summary><c>beta_fast</c>.</summary>
    internal double BetaFast { get; init; } = 32;

    /// <summary><c>beta_slow</c>.</summary>
    internal double BetaSlow { get; init; } = 1;

    /// <summary><c>truncate</c>: whether the ramp begins and ends at whole pairs.</summary>
    internal bool Truncate { get; init; } = true;

    /// <summary><c>attention_factor</c>, or null.</summary>
    internal double? GivenAttentionFactor { get; init; }

    /// <summary><c>mscale</c>, DeepSeek's weight of the logarithm; 0 for none.</summary>
    internal double MScale { get; init; }

    /// <summary><c>mscale_all_dim</c>, which divides it; 0 for none.</summary>
    internal double MScaleAllDim { get; init; }

    internal override double AttentionFactor =>
        GivenAttentionFactor ?? (MScale != 0 && MScaleAllDim != 0 ? Sharpening(MScale) / Sharpening(MScaleAllDim) : Sharpening(1));

    internal override double[] Frequencies(double theta, int headDimension)
    {
        double first = PairThatTurns(BetaFast), last = PairThatTurns(BetaSlow);
        if (Truncate)
        {
            (first, last) = (Math.Floor(first), Math.Ceiling(last));
        }

        (first, last) = (Math.Max(first, 0), Math.Min(last, headDimension - 1));
        var length = first == last ? 0.001 : last - first;
        return [.. base.Frequencies(theta, headDimension).Select((frequency, pair) =>
        {
            var divided = Math.Clamp((pair - first) / length, 0, 1);
            return divided * (frequency / Factor) + (1 - divided) * frequency;
        })];

        // The place, between pairs, of the frequency that turns so often in the original context.
        double PairThatTurns(double turns) => headDimension * Log(OriginalPositions / (turns * 2 * Math.PI)) / (2 * Log(theta));
    }

    private double Sharpening(double weight) => Factor <= 1 ? 1 : 0.1 * weight * Log(Factor) + 1;
}
