namespace Capabilities;

/// <summary>Does it keep to instructions about form?</summary>
[Experiment, Capability("InstructionFollowing.tests.json")]
public partial class InstructionFollowing;
