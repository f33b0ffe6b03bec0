namespace LfmSpec;

/// <summary>What a setting is unless told: one value for the attribute, the compiler's check and the specification.</summary>
internal static class Usual
{
    /// <summary><see cref="ObserveAttribute.Top"/>.</summary>
    public const int Top = 5;

    /// <summary><see cref="ObserveAttribute.Threshold"/>.</summary>
    public const double Threshold = 10;

    /// <summary><see cref="ObserveAttribute.Permutations"/>.</summary>
    public const int Permutations = 100;

    /// <summary><see cref="SummarizeAttribute.Resamples"/>.</summary>
    public const int Resamples = 1000;

    /// <summary><see cref="MeasureAttribute.Within"/>.</summary>
    public const double Within = 1e-3;

    /// <summary><see cref="PerturbAttribute.Scale"/>.</summary>
    public const double NoiseScale = 0.01;
}
