namespace LfmSpec;

/// <summary>
/// What every intervention has: the blocks where it acts. Each attribute is a case, or with a range a sweep of cases, one a
/// block. Without <see cref="Layer"/> and <see cref="Layers"/> it sweeps over every block that has the component.
/// </summary>
public abstract class InterventionAttribute : Attribute
{
    /// <summary>One block, from 0.</summary>
    public int Layer { get; set; } = -1;

    /// <summary>
    /// Several blocks, each a case of its own: <c>all</c>, <c>attention</c>, <c>conv</c>, or numbers and ranges such as <c>0-3,5</c>.
    /// </summary>
    public string? Layers { get; set; }

    /// <summary>One position, from 0 (BOS, where the tokenizer puts one). The prompts must have it.</summary>
    public int Position { get; set; } = -1;

    /// <summary>Several positions, each a case of its own: numbers and ranges such as <c>0-7</c>.</summary>
    public string? Positions { get; set; }

    /// <summary>Several positions in one run: numbers and ranges such as <c>1,3-5</c>.</summary>
    public string? AtPositions { get; set; }

    /// <summary>
    /// Attributes that share this name act together, in one run: one case of this name. Each then names a single block.
    /// </summary>
    public string? Together { get; set; }
}
