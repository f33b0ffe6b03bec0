namespace LfmSpec.Lab;

/// <summary>A column of an experiment's table.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Over">How a prompt's positions become one number.</param>
/// <param name="Within">The relative difference that is accepted on an engine other than the embedded one.</param>
public sealed record MeasureSpec(Metric Metric, Positions Over = Positions.Mean, double Within = Usual.Within);
