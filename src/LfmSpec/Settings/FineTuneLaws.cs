namespace LfmSpec;

/// <summary>Which laws a fine-tuning is held to: the tests that the compiler makes, and what the lab checks in them.</summary>
internal static class FineTuneLaws
{
    /// <summary>Whether a law is one of fine-tuning's.</summary>
    public static bool Has(Law law) =>
        law is Law.ZeroAdapterIsTheBase or Law.MergedEqualsUnmerged or Law.EveryAdapterIsCalled or Law.ResumedTrainingEqualsUninterrupted
            or Law.FirstPreferenceLossIsKnown or Law.EqualRewardsHaveNoGradient;

    /// <summary>Whether a law is about a row.</summary>
    public static bool Applies(Law law, FineTuneSpec spec) => Has(law) && law switch
    {
        Law.FirstPreferenceLossIsKnown => spec.Method.IsOfPreferences(),
        Law.EqualRewardsHaveNoGradient => spec.Method.IsOfRewards(),
        _ => true,
    };

    /// <summary>Whether a row holds its experiment to a law: of one that is quantised, of a single step or of padding the law is checked only beside others.</summary>
    public static bool IsHeldTo(Law law, FineTuneSpec spec) => Applies(law, spec) && law switch
    {
        Law.MergedEqualsUnmerged => spec.Adapter.Quantization == WeightQuantization.None,
        Law.ResumedTrainingEqualsUninterrupted => spec.Training.Steps > 1,
        Law.FirstPreferenceLossIsKnown => spec.Loss != LossOver.Padding,
        _ => true,
    };
}
