namespace LfmSpec.Lab.Summaries;

/// <summary>How large the effect of a case is: a measure's value, turned so that more is more effect.</summary>
internal static class EffectSize
{
    /// <summary>One prompt's effect.</summary>
    internal static double Of(Divergence divergence, MeasureSpec measure) => measure.Measure.Effect(divergence.Of(measure));

    /// <summary>What it is, in words, for captions.</summary>
    internal static string Words(MeasureSpec measure) => measure.Measure.EffectWords(measure.Over);
}
