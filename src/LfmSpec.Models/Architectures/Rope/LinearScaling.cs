namespace LfmSpec.Models.Architectures;

/// <summary><c>linear</c>: position interpolation (Chen et al. 2023), every frequency divided by the factor.</summary>
/// <param name="Factor"><c>factor</c>.</param>
internal sealed record LinearScaling(double Factor) : RopeScaling
{
    internal override double[] Frequencies(double theta, int headDimension) =>
        [.. base.Frequencies(theta, headDimension).Select(frequency => frequency / Factor)];
}
