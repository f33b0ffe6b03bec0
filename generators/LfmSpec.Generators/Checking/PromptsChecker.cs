using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks where an experiment's prompts come from.</summary>
internal static class PromptsChecker
{
    /// <summary>As many prompts of each family as the published layer table has.</summary>
    private const int DefaultPerFamily = 3;

    private const string EmptyText = "a text is empty; an empty prompt has nothing to predict";

    /// <summary>The prompts, or null if something is wrong.</summary>
    public static PromptsModel? Check(ExperimentDeclaration experiment, string? projectDirectory, Findings findings)
    {
        if (experiment.Pairs.Count > 0)
        {
            return Check(experiment.Pairs, experiment.Prompts, findings);
        }

        if (experiment.Prompts is not { } prompts)
        {
            return new(default, Suite.TaskFamilies, null, DefaultPerFamily);
        }

        var known = EnumCheck.IsKnown(nameof(PromptsAttribute.Suite), prompts.Suite, findings)
            & EnumCheck.IsKnown(nameof(PromptsAttribute.Split), prompts.Split, findings);
        if (!known)
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
            prompts.PerFamily?.Value)
        {
            Split = prompts.Split?.Value ?? Split.Test,
            SingleTokenTargets = prompts.SingleTokenTargets?.Value ?? false,
        };
    }

    private static PromptsModel? Check(EquatableArray<PairDeclaration> pairs, PromptsDeclaration? prompts, Findings findings)
    {
        var isUsable = true;
        if (prompts is not null)
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, prompts.Site, "they come from two places; give either [Prompts] or [Pair]");
            isUsable = false;
        }

        foreach (var pair in pairs)
        {
            if (new[] { pair.Clean, pair.Corrupt }.FirstOrDefault(static text => string.IsNullOrWhiteSpace(text.Value)) is { } empty)
            {
                findings.Add(DiagnosticDescriptors.UnusablePrompts, empty.Site, EmptyText);
                isUsable = false;
            }
            else if (pair.Clean.Value == pair.Corrupt.Value)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusablePrompts, pair.Corrupt.Site, "the two of a pair are equal; the corrupt one needs another answer");
                isUsable = false;
            }
        }

        return !isUsable ? null : new([], null, null, null)
        {
            Pairs = [.. pairs.Select(static pair => new PairModel(pair.Clean.Value!, pair.Corrupt.Value!))],
        };
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
            return (empty.Site, EmptyText);
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

        if (prompts.Texts.Count > 0 && OfFamilies(prompts).FirstOrDefault(static argument => argument.Site is not null) is { Site: { } family } first)
        {
            return (family, first.Problem);
        }

        return prompts.PerFamily is { Value: < 1 } perFamily
            ? (perFamily.Site, $"PerFamily = {perFamily.Value} takes no prompt; give 1 or more, or leave it out for all")
            : null;
    }

    private static IEnumerable<(Site? Site, string Problem)> OfFamilies(PromptsDeclaration prompts) =>
    [
        (prompts.PerFamily?.Site, "texts have no families; remove PerFamily"),
        (prompts.Split?.Site, "texts have no split; remove Split"),
        (prompts.SingleTokenTargets?.Site, "texts have no targets; remove SingleTokenTargets, or use a suite or a file"),
    ];
}
