namespace LfmSpec.Generators.Checking;

/// <summary>Checks what an experiment says of the published table that it repeats, and of its question: all of it stands on its page.</summary>
internal static class PublishedChecker
{
    /// <summary>Checks an experiment.</summary>
    public static void Check(ExperimentDeclaration experiment, Findings findings)
    {
        PageTextCheck.Check("The question", experiment.Question, experiment.Identifier, findings);
        Check(nameof(ExperimentAttribute.Published), experiment.Published, findings);
        Check(nameof(ExperimentAttribute.AsPublished), experiment.AsPublished, findings);
        if (experiment is { AsPublished: { Value: not null } asPublished, Published: null or { Value: null } })
        {
            findings.AddFixable(
                DiagnosticDescriptors.SettingWithoutMeaning,
                asPublished.Site,
                nameof(ExperimentAttribute.AsPublished),
                nameof(ExperimentAttribute.AsPublished),
                $"{nameof(ExperimentAttribute.Published)} names no table that the experiment repeats");
        }
    }

    private static void Check(string name, Argument<string?>? text, Findings findings)
    {
        if (text is not null)
        {
            PageTextCheck.Check(name, text.Value, text.Site, findings);
        }
    }
}
