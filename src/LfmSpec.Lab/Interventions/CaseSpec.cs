namespace LfmSpec.Lab;

/// <summary>One row of an experiment's table: the interventions of one changed run.</summary>
/// <param name="Name">The name of the row and of its test, such as <c>Ablate_L05_Mlp</c>; unique in the experiment.</param>
/// <param name="Interventions">What is changed, in one run.</param>
public sealed record CaseSpec(string Name, IReadOnlyList<Intervention> Interventions)
{
    /// <summary>The first block that the case changes: everything before it is the clean run.</summary>
    public int FirstLayer => Interventions.Min(intervention => intervention.Layer);

    /// <summary>Which run of a pair is patched, or null for a case that does not patch.</summary>
    internal PatchInto? Into => Interventions.OfType<Patching>().FirstOrDefault()?.Into;

    /// <inheritdoc/>
    public override string ToString() => string.Join(" and ", Interventions);
}
