namespace LfmSpec;

/// <summary>
/// Adds scale x direction to a block's output. The direction is <c>randn(hidden)</c> of PyTorch's CPU generator after
/// <c>manual_seed(Seed)</c>, divided by its L2 norm, so a scale is a length in the residual stream. See <see cref="Steering"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SteerAttribute : InterventionAttribute
{
    /// <summary>The seed of the random direction. Required: a direction that cannot be drawn again cannot be checked.</summary>
    public long Seed { get; set; }

    /// <summary>The length of the vector that is added; negative to go the other way.</summary>
    public double Scale { get; set; }

    /// <summary>Several lengths, each a case of its own.</summary>
    public double[]? Scales { get; set; }

    /// <summary>The positions to which the vector is added; the last one unless told.</summary>
    public Place At { get; set; }
}
