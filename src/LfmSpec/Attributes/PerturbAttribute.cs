namespace LfmSpec;

/// <summary>
/// Adds <see cref="Scale"/> x <c>randn(positions, hidden)</c> to a block's output at every position: PyTorch's CPU generator after
/// <c>manual_seed(Seed)</c>. See <c>LfmSpec.Lab.Perturbation</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PerturbAttribute : InterventionAttribute
{
    /// <inheritdoc/>
    internal override string Kind => "Perturbation";

    /// <summary>The seed of the noise. Required: noise that cannot be drawn again cannot be checked.</summary>
    public long Seed { get; set; }

    /// <summary>The standard deviation of the noise in each channel; 0.01 unless told, as published.</summary>
    public double Scale { get; set; } = Usual.NoiseScale;
}
