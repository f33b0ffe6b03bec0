namespace Capabilities;

/// <summary>Does it remember what was said before?</summary>
[Experiment, Capability("MultiTurn.tests.json")]
public partial class MultiTurn;
