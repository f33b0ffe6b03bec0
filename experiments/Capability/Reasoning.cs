namespace Capabilities;

/// <summary>Does it draw the conclusion that follows?</summary>
[Experiment, Capability("Reasoning.tests.json")]
public partial class Reasoning;
