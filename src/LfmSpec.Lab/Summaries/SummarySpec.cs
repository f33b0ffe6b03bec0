namespace LfmSpec.Lab;

/// <summary>A table that is computed from the cases.</summary>
/// <param name="Summary">What is computed.</param>
public sealed record SummarySpec(ISummary Summary)
{
    /// <summary>The name of the table: the type's.</summary>
    public string Name => KindText.NameOf(Summary.GetType());
}
