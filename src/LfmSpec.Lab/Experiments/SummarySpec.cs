namespace LfmSpec.Lab;

/// <summary>A table that is computed from the cases.</summary>
/// <param name="Summary">Which.</param>
/// <param name="Resamples">The number of resamples of a bootstrap.</param>
/// <param name="Seed">The seed of a bootstrap.</param>
public sealed record SummarySpec(Summary Summary, int Resamples = Usual.Resamples, long Seed = 0);
