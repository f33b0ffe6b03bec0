namespace LfmSpec;

/// <summary>
/// The ways in which a measure makes one number of a prompt's positions, on its type; the first is the usual one. A type without it takes all
/// three. Another way is an error where the attribute is written.
/// </summary>
/// <param name="ways">The ways, one at least.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class OverAttribute(params Reduction[] ways) : Attribute
{
    /// <summary>What a type without the attribute takes.</summary>
    internal static OverAttribute Any { get; } = new(Reduction.Mean, Reduction.Sum, Reduction.Last);

    /// <summary>The ways.</summary>
    public IReadOnlyList<Reduction> Ways { get; } = ways;

    /// <summary>Why another way cannot be used, and what to do instead; made of the ways unless told.</summary>
    public string? Otherwise { get; set; }

    /// <summary>The way that is meant unless told.</summary>
    internal Reduction Usual => Ways.Count > 0 ? Ways[0] : Reduction.Mean;

    /// <summary>What is wrong with a way, or null.</summary>
    internal string? Problem(Reduction over) => Ways.Contains(over) ? null
        : Otherwise ?? (Ways.Count == 1 ? $"it is always over Reduction.{Usual}; remove Over" : $"use {string.Join(" or ", Ways.Select(static way => $"Reduction.{way}"))}");
}
