namespace Capabilities;

/// <summary>Does it find the entities in a text, and nothing else?</summary>
[Experiment, Capability("EntityExtraction.tests.json")]
public partial class EntityExtraction;
