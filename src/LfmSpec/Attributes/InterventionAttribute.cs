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

    /// <summary>When it acts on the texts that <see cref="CapabilityAttribute"/> has continued: at the prompt and the new tokens, unless told. Runs of prompts know nothing of it.</summary>
    public During During { get; set; }

    /// <summary>The lab's record that it stands for; empty where its type argument says which.</summary>
    internal abstract string Kind { get; }
}

/// <summary>
/// An intervention of a kind of one's own. An attribute that derives from this one gives the kind's settings by name: each argument sets the property of that
/// name. Where <see cref="ActsOnAttribute"/> names a head, <see cref="Head"/> and <see cref="Heads"/> say which.
/// </summary>
/// <typeparam name="TIntervention">The kind: a record that derives from <c>LfmSpec.Lab.Intervention</c> and is made of a layer.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class InterveneAttribute<TIntervention> : InterventionAttribute
{
    /// <inheritdoc/>
    internal override string Kind => "";

    /// <summary>What tells its cases from others of the kind, in their names; unless told, the settings that are numbers or short.</summary>
    public string? Case { get; set; }

    /// <summary>One head, from 0.</summary>
    public int Head { get; set; } = -1;

    /// <summary>Several heads, each a case of its own: <c>all</c>, or numbers and ranges such as <c>0-3,5</c>.</summary>
    public string? Heads { get; set; }

    /// <summary>The positions; every one unless told.</summary>
    public Place At { get; set; } = Place.All;
}
