namespace Capabilities;

/// <summary>Does it know settled facts?</summary>
[Experiment, Capability("FactualKnowledge.tests.json")]
public partial class FactualKnowledge;
