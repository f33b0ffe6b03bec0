namespace LfmSpec;

/// <summary>
/// Activation patching on the pairs of <see cref="PairAttribute"/>: a component's value in one run of a pair takes the place of its
/// value in the other. The two prompts of a pair have as many tokens. See <c>LfmSpec.Lab.Patching</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PatchAttribute : InterventionAttribute
{
    /// <inheritdoc/>
    internal override string Kind => "Patching";

    /// <summary>The component; the block's output unless told.</summary>
    public Component Target { get; set; } = Component.Block;

    /// <summary>One head, from 0; only for <see cref="Component.Head"/>.</summary>
    public int Head { get; set; } = -1;

    /// <summary>Several heads, each a case of its own: <c>all</c>, or numbers and ranges; only for <see cref="Component.Head"/>.</summary>
    public string? Heads { get; set; }

    /// <summary>Which run is patched; the corrupt one unless told.</summary>
    public PatchInto Into { get; set; }

    /// <summary>
    /// The positions; every one unless told. Patching all positions of a block's output replaces the whole residual stream: the
    /// patched run is then the other run, whatever the model is.
    /// </summary>
    public Place At { get; set; } = Place.All;
}

/// <summary>Which run of a pair is patched with a value of the other.</summary>
public enum PatchInto
{
    /// <summary>The corrupt run, with clean values: which value is enough to bring the clean answer back ("denoising")?</summary>
    Corrupt = 0,

    /// <summary>The clean run, with corrupt values: which value is needed for the clean answer ("noising")?</summary>
    Clean,
}
