namespace LfmSpec;

/// <summary>The tests of a capability, and how they are run.</summary>
/// <param name="Tests">The path of their file.</param>
/// <param name="Seeds">How many seeds the published protocol is run with; 0 leaves it out.</param>
public sealed record CapabilitySpec(string Tests, int Seeds)
{
    /// <summary>What the name of a file of tests ends in.</summary>
    public const string Ending = ".tests.json";

    /// <summary>As many seeds as the audit of the published benchmark asks for at least.</summary>
    internal const int UsualSeeds = 5;
}
