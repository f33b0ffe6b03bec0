namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks that patchings and pairs of prompts come together, and nothing else with them.</summary>
internal static class PatchingChecker
{
    /// <summary>Checks an experiment.</summary>
    public static void Check(ExperimentDeclaration experiment, Findings findings)
    {
        var patching = experiment.Interventions.FirstOrDefault(static intervention => intervention.IsPatch);
        if (patching is null)
        {
            // A class that does nothing at all is reported as a whole.
            if (experiment.Pairs.Count > 0 && experiment.Interventions.Count + experiment.Observations.Count + experiment.FineTunes.Count > 0)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusablePatch,
                    experiment.Pairs[0].Site,
                    "nothing patches the pair; add a [Patch], or give its prompts as [Prompts]");
            }

            return;
        }

        if (experiment.Pairs.Count == 0)
        {
            findings.Add(DiagnosticDescriptors.UnusablePatch, patching.Site, "there is no pair of prompts; add [Pair(\"clean\", \"corrupt\")]");
        }

        if (experiment.Interventions.FirstOrDefault(static intervention => !intervention.IsPatch) is { } other)
        {
            findings.Add(
                DiagnosticDescriptors.UnusablePatch,
                other.Site,
                $"[{other.Word}] does not say in which run of the pair it acts; move it to an experiment of its own");
        }
    }
}
