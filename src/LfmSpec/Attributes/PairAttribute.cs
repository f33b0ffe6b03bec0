namespace LfmSpec;

/// <summary>A pair of prompts for activation patching, instead of <see cref="PromptsAttribute"/>: as many tokens, and another answer.</summary>
/// <param name="clean">The clean prompt.</param>
/// <param name="corrupt">The corrupt prompt.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PairAttribute(string clean, string corrupt) : Attribute
{
    /// <summary>The clean prompt.</summary>
    public string Clean { get; } = clean;

    /// <summary>The corrupt prompt.</summary>
    public string Corrupt { get; } = corrupt;
}
