namespace Capabilities;

/// <summary>Does it understand and write other languages than English?</summary>
[Experiment, Capability("Multilingual.tests.json")]
public partial class Multilingual;
