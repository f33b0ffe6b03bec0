namespace LfmSpec;

/// <summary>Replaces the value of a component, at every position unless told..</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AblateAttribute : InterventionAttribute
{
    /// <inheritdoc/>
    internal override string Kind => "Ablation";

    /// <summary>The component to replace. Required.</summary>
    public Component Target { get; set; }

    /// <summary>What takes its place; zeros unless told.</summary>
    public Replacement With { get; set; }

    /// <summary>One head, from 0; only for <see cref="Component.Head"/> and <see cref="Component.OutputSlice"/>.</summary>
    public int Head { get; set; } = -1;

    /// <summary>Several heads, each a case of its own: <c>all</c>, or numbers and ranges such as <c>0-3,5</c>; only for <see cref="Component.Head"/> and <see cref="Component.OutputSlice"/>.</summary>
    public string? Heads { get; set; }

    /// <summary>Instead of a case a block, a case a pair of blocks: both are ablated in one run. See <see cref="Metric.Interaction"/>.</summary>
    public bool Pairs { get; set; }

    /// <summary>The seed of the derangement of the prompts; only for <see cref="Replacement.Resampled"/>.</summary>
    public long Seed { get; set; }
}
