namespace Capabilities;

/// <summary>Does it calculate?</summary>
[Experiment, Capability("Math.tests.json")]
public partial class Math;
