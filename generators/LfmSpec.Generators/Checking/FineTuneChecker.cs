using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Generators;

/// <summary>Checks the rows of a fine-tuning table, and that it is one of its own.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="files">The project's files, as far as the compiler was told.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class FineTuneChecker(ExperimentDeclaration experiment, ProjectFiles files, Findings findings)
{
    /// <summary>The rows in the order of the attributes; some are left out if something is wrong.</summary>
    /// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
    public ImmutableArray<FineTuneModel> Check(ModelShape? shape)
    {
        if (experiment.FineTunes.Count == 0)
        {
            return [];
        }

        CheckCompany();
        var adapters = new AdapterChecker(shape, findings);
        var rows = ImmutableArray.CreateBuilder<FineTuneModel>();
        foreach (var fineTune in experiment.FineTunes)
        {
            if (HasKnownValues(fineTune) && Row(fineTune, adapters) is { } row)
            {
                CheckTwice(rows, row, fineTune, shape);
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

    private bool HasKnownValues(FineTuneDeclaration fineTune) =>
        EnumCheck.IsKnown(nameof(FineTuneAttribute.Method), fineTune.Method, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Loss), fineTune.Loss, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Quantization), fineTune.Adapter.Quantization, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Schedule), fineTune.Training.Schedule, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Average), fineTune.Training.Average, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Order), fineTune.Training.Order, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Ratio), fineTune.Group.Ratio, findings)
        & EnumCheck.IsKnown(nameof(FineTuneAttribute.Reward), fineTune.Group.Reward, findings);

    private FineTuneModel? Row(FineTuneDeclaration fineTune, AdapterChecker adapters)
    {
        var isNamed = CheckName(fineTune);
        var (adapter, parameters) = adapters.Check(fineTune);
        var numbers = new TuningNumbersChecker(fineTune, findings);
        numbers.Check();
        new TuningSettingsChecker(findings).Check(fineTune);
        var data = new TuningDataChecker(files, findings).Check(fineTune);
        var seeds = numbers.Seeds();
        var usual = FineTuneDeclaration.Usual;
        var beta = fineTune.Beta?.Value ?? usual.Beta;
        return !isNamed ? null : new(
            fineTune.Case!.Value!,
            adapter,
            Training(fineTune, usual),
            data,
            fineTune.ItsMethod,
            PositiveOrNull(fineTune.Examples?.Value ?? usual.Examples),
            fineTune.Loss?.Value ?? usual.Loss,
            PositiveOrNull(fineTune.PadTo?.Value ?? usual.PadTo),
            seeds,
            PositiveOrNull(fineTune.EvaluateEvery?.Value ?? usual.EvaluateEvery),
            double.IsNaN(beta) ? TuningKinds.DefaultBeta(fineTune.ItsMethod) : beta,
            Group(fineTune.Group, usual),
            parameters,
            fineTune.Origin.Source);
    }

    private static TrainingModel Training(FineTuneDeclaration fineTune, FineTuneAttribute usual)
    {
        var written = fineTune.Training;
        var norm = written.MaxGradNorm?.Value ?? usual.MaxGradNorm;
        return new(
            fineTune.ItsSteps,
            written.LearningRate?.Value ?? usual.LearningRate,
            written.BatchSize?.Value ?? usual.BatchSize,
            written.Accumulate?.Value ?? usual.Accumulate,
            written.Average?.Value ?? usual.Average,
            written.Order?.Value ?? usual.Order,
            written.Schedule?.Value ?? usual.Schedule,
            TuningNumbersChecker.WarmUp(fineTune),
            written.WeightDecay?.Value ?? usual.WeightDecay,
            norm > 0 ? norm : null);
    }

    private static GroupModel Group(GroupDeclaration written, FineTuneAttribute usual)
    {
        var clip = written.Clip?.Value ?? usual.Clip;
        var high = written.ClipHigh?.Value ?? usual.ClipHigh;
        return new(
            written.Samples?.Value ?? usual.Samples,
            written.MaxNewTokens?.Value ?? usual.MaxNewTokens,
            written.Temperature?.Value ?? usual.Temperature,
            PositiveOrNull(written.TopK?.Value ?? usual.TopK),
            clip,
            double.IsNaN(high) ? clip : high,
            written.Ratio?.Value ?? usual.Ratio,
            written.Reward?.Value ?? usual.Reward,
            written.Updates?.Value ?? usual.Updates);
    }

    private bool CheckName(FineTuneDeclaration fineTune)
    {
        var name = fineTune.Case?.Value ?? "";
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

        findings.Add(DiagnosticDescriptors.UnusableName, fineTune.Case?.Site ?? fineTune.Site, name, problem);
        return false;
    }

    // Under two names, one run reads as two findings that agree.
    private void CheckTwice(IReadOnlyList<FineTuneModel> rows, FineTuneModel row, FineTuneDeclaration second, ModelShape? shape)
    {
        var run = Run(row, shape);
        var twin = rows.FirstOrDefault(other => other.Name == row.Name || Run(other, shape) with { Name = row.Name, Source = row.Source } == run);
        if (twin is null)
        {
            return;
        }

        var first = experiment.FineTunes.First(other => other.Case?.Value == twin.Name);
        findings.Add(
            DiagnosticDescriptors.SameCase,
            second.Site,
            row.Name,
            first.Origin.Text,
            $"{first.Origin.Source.Line}",
            second.Origin.Text,
            $"{second.Origin.Source.Line}");
    }

    // The modules that the targets name, however they are named, and in what order: the adapters stand in the model's.
    private static FineTuneModel Run(FineTuneModel row, ModelShape? shape)
    {
        var (targets, blocks) = (row.Adapter.Targets, row.Adapter.Layers);
        string[] modules = shape is null ? [] : [.. new TargetList(shape, [.. blocks]).InBlocks.Where(module => targets.Any(module.IsNamed)).Select(static module => module.Path)];
        return row with
        {
            Adapter = modules.Length > 0
                ? row.Adapter with { Targets = modules.ToImmutableArray(), Layers = ImmutableArray<int>.Empty }
                : row.Adapter with { Targets = targets.Distinct().OrderBy(static target => target, StringComparer.Ordinal).ToImmutableArray() },
        };
    }

    private static int? PositiveOrNull(int number) => number > 0 ? number : null;
}
