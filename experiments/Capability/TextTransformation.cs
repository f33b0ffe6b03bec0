namespace Capabilities;

/// <summary>Does it change a text as it is told?</summary>
[Experiment, Capability("TextTransformation.tests.json")]
public partial class TextTransformation;
