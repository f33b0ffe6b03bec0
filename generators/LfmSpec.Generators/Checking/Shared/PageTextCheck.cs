namespace LfmSpec.Generators.Checking.Shared;

/// <summary>Checks texts that stand on an experiment's page.</summary>
internal static class PageTextCheck
{
    /// <summary>Reports a text that would not stay in its place.</summary>
    /// <param name="name">What the text is, such as <c>Published</c>.</param>
    /// <param name="text">The text, or null.</param>
    /// <param name="site">Where it is written.</param>
    /// <param name="findings">Where mistakes go.</param>
    public static void Check(string name, string? text, Site site, Findings findings)
    {
        if (text is not null && PageText.Problem(text) is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnprintableText, site, name, problem);
        }
    }
}
