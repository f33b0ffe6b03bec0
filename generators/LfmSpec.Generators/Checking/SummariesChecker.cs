using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks what is computed from an experiment's cases.</summary>
/// <param name="shape">The model, or null.</param>
/// <param name="cases">The cases, or null where a mistake that may leave some out is already reported.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class SummariesChecker(ModelShape? shape, ImmutableArray<CaseModel>? cases, Findings findings)
{
    /// <summary>The summaries in the order of the attributes.</summary>
    public ImmutableArray<SummaryModel> Check(EquatableArray<SummarizeDeclaration> summaries)
    {
        var tables = ImmutableArray.CreateBuilder<SummaryModel>();
        var seen = new HashSet<Summary>();
        foreach (var summary in summaries)
        {
            if (!EnumCheck.IsKnown(nameof(SummarizeAttribute.Summary), summary.Summary, findings))
            {
                continue;
            }

            var kind = summary.Summary.Value;
            if (!seen.Add(kind))
            {
                Report(kind, summary.Site, "it is given twice; remove one");
            }
            else if (cases is { } known && Missing(kind, known) is { } missing)
            {
                Report(kind, summary.Site, missing);
            }

            new SettingsChecker(KnownSettings.Of(kind), findings, (site, problem) => Report(kind, site, problem))
                .Check(nameof(SummarizeAttribute.Resamples), summary.Resamples)
                .CheckHeeded(nameof(SummarizeAttribute.Seed), summary.Seed);
            tables.Add(new(kind, summary.Resamples?.Value ?? Usual.Resamples, summary.Seed?.Value ?? 0));
        }

        return tables.ToImmutable();
    }

    // A table has a row or a rank for each block, so a case of several blocks has no place in it.
    private string? Missing(Summary summary, ImmutableArray<CaseModel> known)
    {
        var ablations = known
            .Where(static item => item.Interventions.Count == 1)
            .Select(static item => item.Interventions[0])
            .OfType<AblationModel>()
            .ToImmutableArray();
        if (ablations.IsEmpty)
        {
            return "no case is an ablation of one block; add an [Ablate]";
        }

        return summary switch
        {
            Summary.RankAgreement when !CanBeRankedTwice(ablations) =>
                "it compares the rankings of two replacements of one component; add an [Ablate] of the same Target with another With",
            Summary.ConvAgainstAttention when shape is not null && shape.Blocks.Distinct().Count() < 2 =>
                $"{shape.Name} has blocks of one kind only, all {(shape.Blocks[0] == BlockKind.Attention ? "attention" : "convolutions")}",
            _ => null,
        };
    }

    private static bool CanBeRankedTwice(ImmutableArray<AblationModel> ablations) =>
        ablations
            .GroupBy(static ablation => ablation.Target)
            .Any(static ofTarget => ofTarget.Select(static ablation => ablation.With).Distinct().Skip(1).Any())
        || (ablations.Any(static ablation => ablation.Target == Component.Head)
            && ablations.Any(static ablation => ablation.Target == Component.OutputSlice));

    private void Report(Summary summary, Site site, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableSummary, site, $"{summary}", problem);
}
