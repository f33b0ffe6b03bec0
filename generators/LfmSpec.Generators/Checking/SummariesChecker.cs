using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Checks what is computed from an experiment's cases.</summary>
/// <param name="shape">The model, or null.</param>
/// <param name="cases">The cases, or null where a mistake that may leave some out is already reported.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class SummariesChecker(ModelShape? shape, ImmutableArray<CheckedCase>? cases, Findings findings)
{
    private readonly KindChecker _kinds = new(shape, findings, DiagnosticDescriptors.UnusableSummary);

    /// <summary>The summaries in the order of the attributes.</summary>
    public ImmutableArray<CheckedKind> Check(EquatableArray<KindDeclaration> summaries)
    {
        var tables = ImmutableArray.CreateBuilder<CheckedKind>();
        foreach (var summary in summaries)
        {
            if (!_kinds.Check(summary))
            {
                continue;
            }

            _kinds.CheckName(summary);
            if (cases is { } known && tables.All(other => other.Name != summary.Name) && Missing(summary, known) is { } missing)
            {
                _kinds.Report(summary, summary.Site, missing);
            }

            tables.Add(summary.Model);
        }

        return tables.ToImmutable();
    }

    // A table of the lab's has a row or a rank for each block, so a case of several blocks has no place in it.
    private string? Missing(KindDeclaration summary, ImmutableArray<CheckedCase> known)
    {
        if (!Enum.GetNames(typeof(Summary)).Any(summary.IsBuiltIn))
        {
            return known.IsEmpty ? "nothing is changed, so there is no case to compute it from; add an intervention" : null;
        }

        var ablations = known
            .Where(static item => item.Interventions.Count == 1)
            .Select(static item => item.Interventions[0])
            .Where(static intervention => intervention.With is not null)
            .ToImmutableArray();
        if (ablations.IsEmpty)
        {
            return "no case is an ablation of one block; add an [Ablate]";
        }

        return summary.Name switch
        {
            nameof(Summary.RankAgreement) when !CanBeRankedTwice(ablations) =>
                "it compares the rankings of two replacements of one component; add an [Ablate] of the same Target with another With",
            nameof(Summary.ConvAgainstAttention) when shape is not null && shape.Blocks.Distinct().Count() < 2 =>
                $"{shape.Name} has blocks of one kind only, all {(shape.Blocks[0] == BlockKind.Attention ? "attention" : "convolutions")}",
            _ => null,
        };
    }

    private static bool CanBeRankedTwice(ImmutableArray<CheckedIntervention> ablations) =>
        ablations
            .GroupBy(static ablation => ablation.Component)
            .Any(static ofTarget => ofTarget.Select(static ablation => ablation.With).Distinct().Skip(1).Any())
        || (ablations.Any(static ablation => ablation.Component == Component.Head)
            && ablations.Any(static ablation => ablation.Component == Component.OutputSlice));
}
