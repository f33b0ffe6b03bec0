namespace LfmSpec;

/// <summary>
/// Adds a vector to a block's output. Its direction is random (<see cref="Seed"/>), or the difference of two means
/// (<see cref="Toward"/>, <see cref="From"/>); its length is <see cref="Scale"/> in the unit that <see cref="Unit"/> names.
/// See <c>LfmSpec.Lab.Steering</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SteerAttribute : InterventionAttribute
{
    /// <inheritdoc/>
    internal override string Kind => "Steering";

    /// <summary>
    /// The seed of a random direction: <c>randn(hidden)</c> of PyTorch's CPU generator after <c>manual_seed(Seed)</c>, divided by its
    /// L2 norm. Required unless <see cref="Toward"/> is given: a direction that cannot be drawn again cannot be checked.
    /// </summary>
    public long Seed { get; set; }

    /// <summary>
    /// Prompts whose mean the vector points to: the mean over them of the block's output at the last position, less the mean over
    /// <see cref="From"/> (difference of means, Marks and Tegmark 2023; Rimsky et al. 2023, "contrastive activation addition").
    /// </summary>
    public string[]? Toward { get; set; }

    /// <summary>Prompts whose mean the vector points away from; with <see cref="Toward"/>.</summary>
    public string[]? From { get; set; }

    /// <summary>
    /// The seed of a control: for every case one more, by a random direction of the same length. Only with <see cref="Toward"/>.
    /// </summary>
    public long ControlSeed { get; set; }

    /// <summary>The scale; negative to go the other way.</summary>
    public double Scale { get; set; }

    /// <summary>Several scales, each a case of its own.</summary>
    public double[]? Scales { get; set; }

    /// <summary>What a scale of 1 is; the length of the vector that is added, unless told.</summary>
    public SteeringUnit Unit { get; set; }

    /// <summary>The positions to which the vector is added; the last one unless told.</summary>
    public Place At { get; set; }
}
