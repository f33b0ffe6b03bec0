using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks a <see cref="CapabilityAttribute"/>, its file of tests, and when interventions act beside it.</summary>
/// <param name="files">The project's folder and files.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class CapabilityChecker(ProjectFiles files, Findings findings)
{
    private const int MostSeeds = 100;

    /// <summary>The capability, or null if there is none or something is wrong.</summary>
    public CheckedCapability? Check(ExperimentDeclaration experiment)
    {
        if (experiment.Capability is not { } capability)
        {
            foreach (var during in experiment.Interventions.Select(static intervention => intervention.Written.At(nameof(InterventionAttribute.During))).OfType<Site>())
            {
                findings.AddFixable(
                    DiagnosticDescriptors.SettingWithoutMeaning, during, nameof(InterventionAttribute.During), nameof(InterventionAttribute.During), "it says when an intervention acts on the texts of a [Capability], and there is none");
            }

            return null;
        }

        if (capability.Seeds is { Value: < 0 or > MostSeeds } seeds)
        {
            Report(seeds.Site, capability, $"it has {seeds.Value} seeds; give 0, for the strict protocol alone, to {MostSeeds}");
        }

        if (capability.Again is { } again)
        {
            Report(again, capability, "there is another [Capability], and an experiment has one; remove one, or take it out of the bundle");
        }

        if (Problem(capability) is { } problem)
        {
            Report(capability.Tests.Site, capability, problem);
            return null;
        }

        var path = Path(capability.Tests.Value!);
        var file = files.Capabilities.First(known => known.Path == path);
        return new(SpecCode.Of(new CapabilitySpec(path, capability.Seeds?.Value ?? CapabilitySpec.UsualSeeds)), [.. file.Ids], capability.Source);
    }

    /// <summary>Checks that each case can act where a text is continued.</summary>
    public void Check(CapabilityDeclaration? capability, ImmutableArray<Expansion> expansions)
    {
        foreach (var (origin, runs) in capability is null ? [] : expansions)
        {
            var changes = runs.SelectMany(static run => run).Select(static intervention => intervention.Change).ToArray();
            if (changes.Select(Continuation.Problem).FirstOrDefault(static problem => problem is not null) is { } problem)
            {
                findings.Add(DiagnosticDescriptors.UnusableCapability, origin.Site, $"[{origin.Text}]", problem);
            }
        }
    }

    private string? Problem(CapabilityDeclaration capability)
    {
        if (capability.Tests.Value is not { } tests || !tests.EndsWith(CapabilitySpec.Ending, StringComparison.Ordinal) || tests.Any(char.IsControl))
        {
            return $"name a file of tests, relative to the project, that ends in {CapabilitySpec.Ending}";
        }

        if (files.Folder is null)
        {
            return "the compiler does not know the project's folder; import LfmSpec.Testing/Experiments.props";
        }

        var path = Path(tests);
        return files.Capabilities.FirstOrDefault(known => known.Path == path) is { } file ? file.Problem
            : $"the project lists no such file{(Spelling.Nearest(path, files.Capabilities.Select(static known => known.Path)) is { } meant ? $"; did you mean {System.IO.Path.GetFileName(meant)}?" : "")}";
    }

    // As the additional files have it: without steps up and down.
    private string Path(string tests) => System.IO.Path.GetFullPath(System.IO.Path.Combine(files.Folder!, tests));

    private void Report(Site site, CapabilityDeclaration capability, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableCapability, site, $"[Capability(\"{capability.Tests.Value}\")]", problem);
}
