namespace LfmSpec;

/// <summary>
/// The prompts of an experiment: raw texts, a suite, or a file. Without this attribute an experiment runs over the first
/// three prompts of each family of <see cref="LfmSpec.Suite.TaskFamilies"/>, as the published layer table does.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PromptsAttribute : Attribute
{
    /// <summary>Prompts written here.</summary>
    /// <param name="texts">Raw texts, without a chat template; the tokenizer adds BOS where the checkpoint says so.</param>
    public PromptsAttribute(params string[] texts) => Texts = texts;

    /// <summary>Prompts of a suite.</summary>
    /// <param name="suite">The suite.</param>
    public PromptsAttribute(Suite suite)
    {
        Suite = suite;
        Texts = [];
    }

    /// <summary>The texts, if the prompts were written in the attribute.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The suite, if one was named.</summary>
    public Suite? Suite { get; }

    /// <summary>
    /// A JSON file of families in the suites' own format, or a file or folder of the published repository's tasks
    /// (<c>data/tasks/canonical_short</c>); relative to the project.
    /// </summary>
    public string? File { get; set; }

    /// <summary>How many prompts of each family, from the first; all of them unless told.</summary>
    public int PerFamily { get; set; } = -1;

    /// <summary>Which part of a suite; the test prompts unless told.</summary>
    public Split Split { get; set; }

    /// <summary>Only prompts whose target is one token of the tokenizer in use, as <see cref="Metric.TargetLogProbability"/> needs.</summary>
    public bool SingleTokenTargets { get; set; }
}
