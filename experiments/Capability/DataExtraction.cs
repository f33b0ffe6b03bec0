namespace Capabilities;

/// <summary>Does it read values out of a text into a form?</summary>
[Experiment, Capability("DataExtraction.tests.json")]
public partial class DataExtraction;
