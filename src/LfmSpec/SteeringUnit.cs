namespace LfmSpec;

/// <summary>What a steering scale of 1 is.</summary>
public enum SteeringUnit
{
    /// <summary>A vector of L2 norm 1: the scale is a length in the residual stream.</summary>
    Length = 0,

    /// <summary>The vector as it is: a difference of means with its own length, a random one as drawn.</summary>
    Raw,

    /// <summary>A vector as long as the residual stream at the position that it is added to: the same share of it in every block.</summary>
    ResidualNorm,
}
