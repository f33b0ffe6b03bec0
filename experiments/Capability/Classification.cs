namespace Capabilities;

/// <summary>Does it name the one label that fits?</summary>
[Experiment, Capability("Classification.tests.json")]
public partial class Classification;
