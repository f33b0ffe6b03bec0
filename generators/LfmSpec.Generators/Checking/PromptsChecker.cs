using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks where an experiment's prompts come from.</summary>
internal static class PromptsChecker
{
    /// <summary>As many prompts of each family as the published layer table has.</summary>
    private const int DefaultPerFamily = 3;

    /// <summary>The prompts, or null if something is wrong.</summary>
    public static PromptSpec? Check(ExperimentDeclaration experiment, ProjectFiles files, Findings findings)
    {
        if (experiment.Prompts?.Again is { } again)
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, again, "there is another [Prompts], and an experiment has one set; remove one, or take it out of the bundle");
        }

        if (experiment.Pairs.Count > 0)
        {
            return Check(experiment.Pairs, experiment.Prompts, findings);
        }

        if (experiment.Prompts is not { } prompts)
        {
            return new([], Suite.TaskFamilies, null, DefaultPerFamily);
        }

        var known = EnumCheck.IsKnown(nameof(PromptsAttribute.Suite), prompts.Suite, findings)
            & EnumCheck.IsKnown(nameof(PromptsAttribute.Split), prompts.Split, findings);
        if (!known)
        {
            return null;
        }

        if (Problem(prompts, files) is var (site, problem))
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, site, problem);
            return null;
        }

        new SettingsChecker(
            prompts.Texts.Count > 0 ? KnownSettings.OfTexts : KnownSettings.OfFamilies,
            findings,
            (site, problem) => findings.Add(DiagnosticDescriptors.UnusablePrompts, site, problem))
            .Check(nameof(PromptsAttribute.PerFamily), prompts.PerFamily)
            .CheckHeeded(nameof(PromptsAttribute.Split), prompts.Split)
            .CheckHeeded(nameof(PromptsAttribute.SingleTokenTargets), prompts.SingleTokenTargets);

        return new(
            [.. prompts.Texts.Select(static text => text.Value!)],
            prompts.Suite?.Value,
            prompts.File is { } file ? Path.Combine(files.Folder!, file.Value!) : null,
            prompts.PerFamily?.Value)
        {
            Split = prompts.Split?.Value ?? Split.Test,
            SingleTokenTargets = prompts.SingleTokenTargets?.Value ?? false,
        };
    }

    private static PromptSpec? Check(EquatableArray<PairDeclaration> pairs, PromptsDeclaration? prompts, Findings findings)
    {
        var isUsable = true;
        if (prompts is not null)
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, prompts.Site, "they come from two places; give either [Prompts] or [Pair]");
            isUsable = false;
        }

        foreach (var pair in pairs)
        {
            if (TextProblem([pair.Clean, pair.Corrupt]) is var (site, problem))
            {
                findings.Add(DiagnosticDescriptors.UnusablePrompts, site, problem);
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
            Pairs = [.. pairs.Select(static pair => new PromptPair(pair.Clean.Value!, pair.Corrupt.Value!))],
        };
    }

    private static (Site Site, string Problem)? Problem(PromptsDeclaration prompts, ProjectFiles files)
    {
        var sources = (prompts.Texts.Count > 0 ? 1 : 0) + (prompts.Suite is null ? 0 : 1) + (prompts.File is null ? 0 : 1);
        if (sources != 1)
        {
            return (prompts.File is { } extra && sources > 1 ? extra.Site : prompts.Site, sources == 0
                ? "there are none; give texts, Suite.TaskFamilies or File = \"prompts.json\""
                : "they come from two places; give either texts, a suite or a file");
        }

        return prompts.File is { } file ? FileProblem(file, files) : TextProblem(prompts.Texts);
    }

    /// <summary>The first text of some that is no prompt, and why; or null.</summary>
    public static (Site Site, string Problem)? TextProblem(IEnumerable<Argument<string?>> texts) =>
        texts.FirstOrDefault(static text => PromptText.Problem(text.Value) is not null) is { } wrong ? (wrong.Site, $"a text {PromptText.Problem(wrong.Value)}") : null;

    private static (Site Site, string Problem)? FileProblem(Argument<string?> file, ProjectFiles files)
    {
        if (string.IsNullOrWhiteSpace(file.Value))
        {
            return (file.Site, "the file has no name; give a path relative to the project");
        }

        if (file.Value.Any(char.IsControl))
        {
            return (file.Site, "the path has a character that no path should have");
        }

        if (files.Folder is not { } folder)
        {
            return (file.Site,
                "the compiler does not know the project's folder; add <CompilerVisibleProperty Include=\"MSBuildProjectDirectory\" />, as LfmSpec.Testing/Experiments.props does");
        }

        return files.Problem(Path.Combine(folder, file.Value)) is { } missing ? (file.Site, missing) : null;
    }
}
