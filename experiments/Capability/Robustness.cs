namespace Capabilities;

/// <summary>Does it do what was asked, whatever stands around the question?</summary>
[Experiment, Capability("Robustness.tests.json")]
public partial class Robustness;
