namespace LfmSpec.Generators.Basics;

/// <summary>The names of what every fixture has beside its cases.</summary>
internal static class FixtureNames
{
    /// <summary>The generator's name in what it emits.</summary>
    public const string Tool = "LfmSpec.Generators";

    /// <summary>The experiment as data.</summary>
    public const string Spec = nameof(Spec);

    /// <summary>The test of the snapshot.</summary>
    public const string Baseline = nameof(Baseline);

    /// <summary>The class, in that of an experiment which names its models, that holds the tests on one.</summary>
    public static string OnModel(string model) => $"On_{Identifiers.Of(model)}";

    /// <summary>What the name of a law's test starts with.</summary>
    public const string LawPrefix = "Law_";

    /// <summary>What the name of an observation's test starts with.</summary>
    public const string ObservationPrefix = "Observe_";

    /// <summary>What the name of a capability's test starts with.</summary>
    public const string CapabilityPrefix = "Answer_";

    /// <summary>What the name of a fine-tuning's test starts with.</summary>
    public const string FineTunePrefix = "FineTune_";
}
