using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks the columns of an experiment's table.</summary>
internal static class MeasuresChecker
{
    /// <summary>The relative difference that <see cref="MeasureAttribute.Within"/> accepts unless told.</summary>
    private const double DefaultWithin = 1e-3;

    private static readonly ImmutableArray<MeasureModel> Default =
    [
        new(Metric.Kl, Positions.Mean, DefaultWithin),
        new(Metric.Kl, Positions.Last, DefaultWithin),
        new(Metric.Top1, Positions.Mean, DefaultWithin),
    ];

    /// <summary>The columns in the order of the attributes.</summary>
    public static ImmutableArray<MeasureModel> Check(EquatableArray<MeasureDeclaration> measures, Findings findings)
    {
        if (measures.Count == 0)
        {
            return Default;
        }

        var columns = ImmutableArray.CreateBuilder<MeasureModel>();
        var seen = new HashSet<(Metric, Positions)>();
        foreach (var measure in measures)
        {
            var known = EnumCheck.IsKnown(nameof(MeasureAttribute.Metric), measure.Metric, findings)
                & EnumCheck.IsKnown(nameof(MeasureAttribute.Over), measure.Over, findings);
            if (!known)
            {
                continue;
            }

            var over = measure.Over?.Value ?? Positions.Mean;
            var within = measure.Within?.Value ?? DefaultWithin;
            var name = measure.Metric.Value == Metric.Top1 ? $"{Metric.Top1}" : $"{measure.Metric.Value} over {over}";
            if (measure.Metric.Value == Metric.Top1 && over != Positions.Mean)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableMeasure,
                    measure.Over!.Site,
                    name,
                    "it is always a share of positions; remove Over");
            }
            else if (!seen.Add((measure.Metric.Value, over)))
            {
                findings.Add(DiagnosticDescriptors.UnusableMeasure, measure.Site, name, "it is given twice; remove one");
            }

            if (double.IsNaN(within) || double.IsInfinity(within) || within < 0)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableMeasure,
                    measure.Within!.Site,
                    name,
                    "Within is a relative difference; give 0 or a small positive number such as 1e-3");
            }

            columns.Add(new(measure.Metric.Value, over, within));
        }

        return columns.ToImmutable();
    }
}
