namespace LfmSpec;

/// <summary>Which laws a case is held to: the tests that the compiler makes, and what the lab checks in them.</summary>
internal static class CaseLaws
{
    /// <summary>Whether a law is about a case. Laws of observations and of fine-tunings are about none.</summary>
    /// <param name="law">The law.</param>
    /// <param name="case">What the case changes, in one run.</param>
    public static bool Applies(Law law, IReadOnlyList<Change> @case) => law switch
    {
        Law.CleanIntoCleanIsClean or Law.ResumedEqualsFull or Law.BatchedEqualsSingle => true,
        Law.ScaleZeroIsClean => @case.Any(static change => change.IsScaled),
        Law.ChangedRunIsCausal => @case.All(static change => change.IsCausal),
        Law.MeanIsNotZero => @case.Any(static change => change is { With: not null, Component: not Component.Block }),
        Law.SkippingEveryBlockIsTheEmbeddingLens => @case.Any(static change => change is { With: Replacement.Input, Component: Component.Block }),
        Law.NothingChangesBeforeThePosition => @case.All(static change => change.LeavesAPositionBefore),
        Law.OrderDoesNotMatter => @case.Count > 1,
        Law.ResamplingIsADerangement => @case.Any(static change => change.With == Replacement.Resampled),
        Law.ControlHasEqualNorm => @case.Any(static change => change.IsControl),
        Law.PatchingFromItselfIsClean => @case.Any(static change => change.Into is not null),
        _ => false,
    };
}
