namespace LfmSpec;

/// <summary>
/// Scores what a model can do on the tests of a file, by two protocols: strict (the chat template, the most probable tokens, scorers that read the answer) and as published (the raw prompt, sampled at temperature 0.1 from the
/// 50 most probable tokens with a repetition penalty of 1.05, and the published kind of scorer). Interventions on the same class act while the answers are written, and each is compared with the clean
/// model test by test.
/// </summary>
/// <param name="tests">The file, relative to the project; its name ends in <c>.tests.json</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CapabilityAttribute(string tests) : Attribute
{
    /// <summary>The file, relative to the project.</summary>
    public string Tests { get; } = tests;

    /// <summary>How many seeds the published protocol is run with, from 0 on; 0 leaves it out.</summary>
    public int Seeds { get; set; } = CapabilitySpec.UsualSeeds;
}
