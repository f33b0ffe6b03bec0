namespace LfmSpec;

/// <summary>A table that is computed from the experiment's cases, below them on its page.</summary>
/// <param name="summary">Which.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SummarizeAttribute(Summary summary) : Attribute
{
    /// <summary>Which table.</summary>
    public Summary Summary { get; } = summary;

    /// <summary>The number of resamples of a bootstrap, for <see cref="Summary.Hub"/> and <see cref="Summary.ConvAgainstAttention"/>; 1,000 unless told.</summary>
    public int Resamples { get; set; } = Usual.Resamples;

    /// <summary>The seed of a bootstrap, for the same two; 0 unless told.</summary>
    public long Seed { get; set; }
}

/// <summary>What can be computed from an experiment's cases. Each uses the experiment's first measure.</summary>
public enum Summary
{
    /// <summary>Spearman's rank correlation over blocks (and heads) between the replacements of the same component: does the ranking survive another ablation?</summary>
    RankAgreement = 0,

    /// <summary>For each component and replacement: the block of largest effect, with a bootstrap over prompts (how often it is the largest, a 95 % interval of its effect).</summary>
    Hub,

    /// <summary>For each component and replacement: the mean effect over convolution blocks, over attention blocks, and their ratio with a bootstrap interval.</summary>
    ConvAgainstAttention,

    /// <summary>For each block: how the effect as a sum over positions follows the prompt's length (Pearson correlation), beside the mean.</summary>
    PromptLength,
}

/// <summary>
/// Computes a table of a kind of one's own from the experiment's cases. An attribute that derives from this one gives the kind's settings by name.
/// </summary>
/// <typeparam name="TSummary">The kind: a type that implements <c>LfmSpec.Lab.ISummary</c> and can be made without arguments.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class SummarizeAttribute<TSummary> : Attribute;
