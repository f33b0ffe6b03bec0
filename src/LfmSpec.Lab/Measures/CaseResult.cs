namespace LfmSpec.Lab;

/// <summary>What one case does to every prompt.</summary>
/// <param name="Case">The case.</param>
/// <param name="Prompts">The prompts.</param>
/// <param name="Divergences">The divergence of each prompt, in their order.</param>
/// <param name="ChangedElements">How many elements the interventions changed, over all prompts; more than 0.</param>
public sealed record CaseResult(CaseSpec Case, PromptSet Prompts, IReadOnlyList<Divergence> Divergences, long ChangedElements)
{
    /// <summary>One column: the mean over the prompts of a family, then over families, so that each family counts alike.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value.</returns>
    public double Mean(MeasureSpec measure)
    {
        var families = Prompts.Prompts
            .Zip(Divergences, (prompt, divergence) => (prompt.Family, Value: divergence.Of(measure)))
            .Where(row => !IsWithoutAnswer(measure, row.Value))
            .GroupBy(row => row.Family, row => row.Value)
            .Select(family => family.Sum() / family.Count())
            .ToArray();
        return families.Length == 0 ? double.NaN : families.Sum() / families.Length;
    }

    /// <summary>Whether a prompt says nothing of a measure: of a recovery, a pair both of whose prompts have the same most probable token.</summary>
    internal static bool IsWithoutAnswer(MeasureSpec measure, double value) => measure.Measure.MayBeUndefined && double.IsNaN(value);
}
