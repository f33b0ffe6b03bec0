using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks where an experiment's prompts come from.</summary>
internal static class PromptsChecker
{
    /// <summary>As many prompts of each family as the published layer table has.</summary>
    private const int DefaultPerFamily = 3;

    /// <summary>The prompts, or null if something is wrong.</summary>
    public static PromptsModel? Check(PromptsDeclaration? prompts, string? projectDirectory, Findings findings)
    {
        if (prompts is null)
        {
            return new(default, Suite.TaskFamilies, null, DefaultPerFamily);
        }

        if (!EnumCheck.IsKnown(nameof(PromptsAttribute.Suite), prompts.Suite, findings))
        {
            return null;
        }

        if (Problem(prompts, projectDirectory) is var (site, problem))
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, site, problem);
            return null;
        }

        return new(
            [.. prompts.Texts.Select(static text => text.Value!)],
            prompts.Suite?.Value,
            prompts.File is { } file ? Path.Combine(projectDirectory!, file.Value!) : null,
            prompts.PerFamily?.Value);
    }

    private static (Site Site, string Problem)? Problem(PromptsDeclaration prompts, string? projectDirectory)
    {
        var sources = (prompts.Texts.Count > 0 ? 1 : 0) + (prompts.Suite is null ? 0 : 1) + (prompts.File is null ? 0 : 1);
        if (sources != 1)
        {
            return (prompts.File is { } extra && sources > 1 ? extra.Site : prompts.Site, sources == 0
                ? "there are none; give texts, Suite.TaskFamilies or File = \"prompts.json\""
                : "they come from two places; give either texts, a suite or a file");
        }

        if (prompts.Texts.FirstOrDefault(static text => string.IsNullOrWhiteSpace(text.Value)) is { } empty)
        {
            return (empty.Site, "a text is empty; an empty prompt has nothing to predict");
        }

        if (prompts.File is { } file && string.IsNullOrWhiteSpace(file.Value))
        {
            return (file.Site, "the file has no name; give a path relative to the project");
        }

        if (prompts.File is { } relative && projectDirectory is null)
        {
            return (relative.Site,
                "the compiler does not know the project's folder; add <CompilerVisibleProperty Include=\"MSBuildProjectDirectory\" />, as LfmSpec.Testing/Experiments.props does");
        }

        return prompts.PerFamily switch
        {
            { } perFamily when prompts.Texts.Count > 0 => (perFamily.Site, "texts have no families; remove PerFamily"),
            { Value: < 1 } perFamily =>
                (perFamily.Site, $"PerFamily = {perFamily.Value} takes no prompt; give 1 or more, or leave it out for all"),
            _ => null,
        };
    }
}
