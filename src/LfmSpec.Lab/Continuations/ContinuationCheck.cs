namespace LfmSpec.Lab.Continuations;

/// <summary>Which interventions can act where a text is continued.</summary>
internal static class ContinuationCheck
{
    /// <summary>Checks a case.</summary>
    /// <param name="case">The case.</param>
    /// <param name="hasPrompts">Whether there are prompts to take a mean over.</param>
    /// <exception cref="LabException">An intervention cannot act so; the message says what can.</exception>
    internal static void Check(CaseSpec @case, bool hasPrompts)
    {
        foreach (var intervention in @case.Interventions)
        {
            if (Problem(intervention, hasPrompts) is { } problem)
            {
                throw new LabException($"{intervention}: {problem}.");
            }
        }
    }

    private static string? Problem(Intervention intervention, bool hasPrompts) => intervention switch
    {
        Patching => "a value is patched between the two runs of a pair, and a text that is continued is one run. Steer by a difference of means, or ablate",
        Ablation { With: Replacement.Resampled } => "which prompt gives its value to which is settled among an experiment's prompts, and a text that is continued is none of them. Use the mean over prompts",
        { During: not During.Prompt, IsPositionWise: false } =>
            $"it cannot act at new tokens, each of which is a position alone, as what it puts in depends on other positions too. Let it act at the prompt alone (During = Prompt){(intervention.GetType().Assembly == typeof(Intervention).Assembly ? "" : $", or let {intervention.GetType().Name}.{nameof(Intervention.IsPositionWise)} be true if it does not")}",
        { During: During.NewTokens, At: { Place: not (Place.All or Place.Last) } at } => $"it acts at the {at}, which is one of the prompt, and at new tokens alone. Let it act at every position or at the last, or at the prompt (During)",
        { ReadsOtherPrompts: true } when !hasPrompts => "it takes the mean over prompts, and there are none. Name them",
        _ => null,
    };
}
