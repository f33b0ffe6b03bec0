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

    private static string? Problem(Intervention intervention, bool hasPrompts) =>
        Continuation.Problem(intervention.Change)
        ?? (intervention is { During: not During.Prompt, IsPositionWise: false }
            ? "it cannot act at new tokens, each of which is a position alone, as what it puts in may depend on other positions too. Let it act at the prompt alone (During = Prompt), or let "
                + $"{intervention.GetType().Name}.{nameof(Intervention.IsPositionWise)} be true if it does not"
            : intervention.ReadsOtherPrompts && !hasPrompts ? "it takes the mean over prompts, and there are none. Name them"
            : null);
}
