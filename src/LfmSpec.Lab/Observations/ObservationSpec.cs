namespace LfmSpec.Lab;

/// <summary>A table that reads a quantity of the clean runs.</summary>
/// <param name="Name">The name of its test, such as <c>Observe_LogitLens</c>; unique in the experiment.</param>
/// <param name="Observation">What is read.</param>
public sealed record ObservationSpec(string Name, IObservation Observation);
