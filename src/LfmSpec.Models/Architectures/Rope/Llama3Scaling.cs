namespace LfmSpec.Models.Architectures;

/// <summary>
/// <c>llama3</c> (Llama 3.1): a frequency that turned more than high_freq_factor times in the original context stays, one that turned less than
/// low_freq_factor times is divided by the factor, and between the two the shares change linearly with the number of turns.
/// </summary>
/// <param name="Factor"><c>factor</c>.</param>
/// <param name="LowFrequencyFactor"><c>low_freq_factor</c>.</param>
/// <param name="HighFrequencyFactor"><c>high_freq_factor</c>, larger.</param>
/// <param name="OriginalPositions"><c>original_max_position_embeddings</c>.</param>
internal sealed record Llama3Scaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalPositions) : RopeScaling
{
    internal override double[] Frequencies(double theta, int headDimension) => [.. base.Frequencies(theta, headDimension).Select(Scale)];

    private double Scale(double frequency)
    {
        var turns = OriginalPositions * frequency / (2 * Math.PI);
        var kept = Math.Clamp((turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1);
        return (1 - kept) * frequency / Factor + kept * frequency;
    }
}
