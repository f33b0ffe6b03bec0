using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Checks the rows of a fine-tuning table, and that it is one of its own.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="files">The project's files, as far as the compiler was told.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class FineTuneChecker(ExperimentDeclaration experiment, ProjectFiles files, Findings findings)
{
    /// <summary>The rows in the order of the attributes; some are left out if something is wrong.</summary>
    /// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
    public ImmutableArray<FineTuneRow> Check(ModelShape? shape)
    {
        if (experiment.FineTunes.Count == 0)
        {
            return [];
        }

        CheckCompany();
        var adapters = new AdapterChecker(shape, findings);
        var rows = ImmutableArray.CreateBuilder<FineTuneRow>();
        foreach (var fineTune in experiment.FineTunes)
        {
            if (EnumCheck.AreKnown(fineTune, findings) && Row(fineTune, adapters) is { } row)
            {
                CheckTwice(rows, row, shape);
                rows.Add(row);
            }
        }

        return rows.ToImmutable();
    }

    private void CheckCompany()
    {
        var others = experiment.Interventions.Select(static other => (other.Word, other.Site))
            .Concat(experiment.Observations.Select(static other => ("Observe", other.Site)))
            .Concat(experiment.Summaries.Select(static other => ("Summarize", other.Site)))
            .Concat(experiment.Measures.Select(static other => ("Measure", other.Site)));
        foreach (var (word, site) in others.Take(1))
        {
            findings.Add(DiagnosticDescriptors.FineTuneNotAlone, site, word);
        }
    }

    private FineTuneRow? Row(Written<FineTuneAttribute> fineTune, AdapterChecker adapters)
    {
        var isNamed = CheckName(fineTune);
        var (layers, parameters) = adapters.Check(fineTune);
        var numbers = new TuningNumbersChecker(fineTune, findings);
        numbers.Check();
        new TuningSettingsChecker(findings).Check(fineTune);
        var data = new TuningDataChecker(files, findings).Check(fineTune);
        var seeds = numbers.Seeds();
        return isNamed ? new(fineTune, FineTuneSpec.Of(fineTune.Says, layers, seeds, data) with { TrainableParameters = parameters }) : null;
    }

    private bool CheckName(Written<FineTuneAttribute> fineTune)
    {
        var name = fineTune.Says.Case ?? "";
        var problem =
            string.IsNullOrWhiteSpace(name) ? "a row and a test are named after it; give Case = \"attn_only\" or the like"
            : !SyntaxFacts.IsValidIdentifier(name) ? "a test is named after it; write letters, digits and _, and a letter first, such as attn_only"
            : FixtureNames.FineTunePrefix + name == experiment.Name ? "the class has the name of its test; rename one of them"
            : experiment.Members.Contains(FixtureNames.FineTunePrefix + name)
                ? $"{experiment.Name} declares or inherits {FixtureNames.FineTunePrefix}{name}, which is its test; choose another"
            : null;
        if (problem is null)
        {
            return true;
        }

        findings.Add(DiagnosticDescriptors.UnusableName, fineTune.At(nameof(FineTuneAttribute.Case)) ?? fineTune.Site, name, problem);
        return false;
    }

    // Under two names, one run reads as two findings that agree.
    private void CheckTwice(IReadOnlyList<FineTuneRow> rows, FineTuneRow second, ModelShape? shape)
    {
        var run = Run(second.Spec, shape);
        if (rows.FirstOrDefault(other => other.Spec.Name == second.Spec.Name || Run(other.Spec, shape) == run) is not { } twin)
        {
            return;
        }

        var first = experiment.FineTunes.First(other => other.Says.Case == twin.Spec.Name);
        findings.Add(
            DiagnosticDescriptors.SameCase,
            second.Written.Site,
            second.Spec.Name,
            first.Origin.Text,
            $"{first.Origin.Source.Line}",
            second.Written.Origin.Text,
            $"{second.Written.Origin.Source.Line}");
    }

    // What is run, whatever its name: the modules that the targets name, however they are named, and in what order, as the adapters stand in the model's.
    private static string Run(FineTuneSpec row, ModelShape? shape)
    {
        var (targets, blocks) = (row.Adapter.Targets, row.Adapter.Layers);
        string[] modules = shape is null ? [] : [.. new TargetList(shape, [.. blocks]).InBlocks.Where(module => targets.Any(module.IsNamed)).Select(static module => module.Path)];
        return SpecCode.Of(row with
        {
            Name = "",
            Adapter = modules.Length > 0
                ? row.Adapter with { Targets = modules, Layers = [] }
                : row.Adapter with { Targets = [.. targets.Distinct().OrderBy(static target => target, StringComparer.Ordinal)] },
        });
    }
}

/// <summary>A row of a fine-tuning table: the attribute, and what it stands for.</summary>
internal sealed record FineTuneRow(Written<FineTuneAttribute> Written, FineTuneSpec Spec)
{
    /// <summary>The row, ready to be emitted.</summary>
    public CheckedFineTune Model => new(Spec.Name, SpecCode.Of(Spec), Spec.Method, Spec.Adapter.Rank, Written.Origin.Source);
}
