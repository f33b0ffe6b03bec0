using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>The vector that a steering adds, before it is scaled.</summary>
public abstract record SteeringDirection;

/// <summary>A random vector: <c>randn(hidden)</c> of PyTorch's CPU generator after <c>manual_seed(seed)</c>.</summary>
/// <param name="Seed">The seed.</param>
public sealed record RandomVector(long Seed) : SteeringDirection
{
    /// <inheritdoc/>
    public override string ToString() => $"direction of seed {Seed.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>The mean of the block's output at the last position over some prompts, less the mean over others.</summary>
/// <param name="Toward">The prompts that it points to.</param>
/// <param name="From">The prompts that it points away from.</param>
public sealed record DifferenceOfMeans(IReadOnlyList<string> Toward, IReadOnlyList<string> From) : SteeringDirection
{
    /// <inheritdoc/>
    public bool Equals(DifferenceOfMeans? other) => other is not null && Toward.SequenceEqual(other.Toward) && From.SequenceEqual(other.From);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Toward.Count, From.Count);

    /// <inheritdoc/>
    public override string ToString() => $"difference of means of {Toward.Count} and {From.Count} prompts";
}

/// <summary>A random vector with the length of another: what any vector of this length does.</summary>
/// <param name="Of">The vector that it is a control of.</param>
/// <param name="Seed">The seed of its direction.</param>
public sealed record RandomControl(SteeringDirection Of, long Seed) : SteeringDirection
{
    /// <inheritdoc/>
    public override string ToString() => $"control of seed {Seed.ToString(CultureInfo.InvariantCulture)}, as long as the {Of}";
}
