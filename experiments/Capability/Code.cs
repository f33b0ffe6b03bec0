namespace Capabilities;

/// <summary>Does it write programs that run?</summary>
[Experiment, Capability("Code.tests.json")]
public partial class Code;
