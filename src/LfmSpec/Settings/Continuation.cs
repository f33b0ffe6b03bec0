namespace LfmSpec;

/// <summary>Which changes can act where a text is continued: a new token is one position alone, and the text is one run.</summary>
internal static class Continuation
{
    /// <summary>Why a change cannot, and what can; or null.</summary>
    public static string? Problem(Change change) => change switch
    {
        { Into: not null } => "a value is patched between the two runs of a pair, and a text that is continued is one run. Steer by a difference of means, or ablate",
        { With: Replacement.Resampled } => "which prompt gives its value to which is settled among an experiment's prompts, and a text that is continued is none of them. Use the mean over prompts",
        { During: not During.Prompt } when change.IsNoise || change.With == Replacement.Mean =>
            "it cannot act at new tokens, each of which is a position alone, as what it puts in depends on other positions too. Let it act at the prompt alone (During = Prompt)",
        { During: During.NewTokens, Place: not (Place.All or Place.Last) } =>
            "the positions that it names are the prompt's, and it acts at new tokens alone. Let it act at every position or at the last, or at the prompt (During)",
        _ => null,
    };
}
