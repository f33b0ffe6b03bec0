
namespace LfmSpec.Lab.Measures;

/// <summary>A measure whose values are kept of each changed run.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Everywhere">At every position; otherwise at the last only.</param>
internal sealed record KeptMeasure(IMeasure Measure, bool Everywhere)
{
    /// <summary>What the values are kept by.</summary>
    internal string Id { get; } = IdOf(Measure, Everywhere);

    // A measure of a user's own may give one number of all positions that it is given: what it gives for the last alone is kept apart, whatever the other columns are.
    internal static string IdOf(IMeasure measure, bool everywhere) => measure.IsOfTheLab() || everywhere ? measure.Identity() : $"{measure.Identity()} last";
}

/// <summary>What must be computed of a changed run so that an experiment's columns can be filled.</summary>
internal sealed class KeptMeasures
{
    /// <summary>
    /// KL and top-1 come of one look at the logits. Where one of them is measured both are kept, so that experiments that measure the one or the other
    /// have their runs in common.
    /// </summary>
    internal static readonly IReadOnlyList<IMeasure> Fused = [new Kl(), new Top1()];

    private KeptMeasures(IEnumerable<KeptMeasure> all)
    {
        // Those of every position first: what they compute is there for those of the last.
        All = [.. all
            .GroupBy(measure => measure.Id)
            .Select(same => new KeptMeasure(same.First().Measure, same.Any(measure => measure.Everywhere)))
            .OrderByDescending(measure => measure.Everywhere)
            .ThenBy(measure => measure.Id, StringComparer.Ordinal)];
        Everywhere = All.Any(measure => measure.Everywhere);
        NeedTarget = All.Any(measure => measure.Measure.NeedsTarget);
        Key = string.Join(", ", All.Select(measure => $"{measure.Id} {(measure.Everywhere ? "everywhere" : "last")}"));
    }

    /// <summary>KL and top-1 at every position.</summary>
    internal static KeptMeasures OfDivergence { get; } = new(Fused.Select(measure => new KeptMeasure(measure, Everywhere: true)));

    /// <summary>Each measure once.</summary>
    internal IReadOnlyList<KeptMeasure> All { get; }

    /// <summary>Whether one of them is of every position.</summary>
    internal bool Everywhere { get; }

    /// <summary>Whether one of them asks for the prompt's target.</summary>
    internal bool NeedTarget { get; }

    /// <summary>All of it as text, for what a changed run is known by.</summary>
    internal string Key { get; }

    /// <summary>What columns need.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="klEverywhere">Whether the KL of every position is needed beside them.</param>
    internal static KeptMeasures Of(IEnumerable<MeasureSpec> columns, bool klEverywhere)
    {
        List<KeptMeasure> wanted = [.. columns.Select(measure => new KeptMeasure(measure.Measure.Reading, measure.Measure.ReadsEveryPosition(measure.Over)))];
        if (klEverywhere)
        {
            wanted.Add(new(new Kl(), Everywhere: true));
        }

        KeptMeasure[] fused = [.. wanted.Where(measure => Fused.Contains(measure.Measure))];
        return new(fused.Length == 0 ? wanted : wanted.Concat(Fused.Select(measure => new KeptMeasure(measure, fused.Any(kept => kept.Everywhere)))));
    }
}
