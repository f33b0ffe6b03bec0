namespace Capabilities;

/// <summary>Does it pick the right tool, plan in order and react to what comes back?</summary>
[Experiment, Capability("AgenticPatterns.tests.json")]
public partial class AgenticPatterns;
