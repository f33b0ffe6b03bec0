namespace Capabilities;

/// <summary>Does it write formats that a parser reads?</summary>
[Experiment, Capability("StructuredOutput.tests.json")]
public partial class StructuredOutput;
