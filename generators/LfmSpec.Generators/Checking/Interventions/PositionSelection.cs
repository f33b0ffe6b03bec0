using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Which positions an attribute names.</summary>
/// <param name="findings">Where mistakes go.</param>
internal sealed class PositionSelection(Findings findings)
{
    private const string Grammar = "write numbers and ranges such as 0-3,5";

    // No prompt of an experiment is longer, and a range without an end would be a case for every number there is.
    private const int Maximum = 4095;

    /// <summary>The sets of positions that an attribute stands for, each a case of its own; none if something is wrong.</summary>
    /// <param name="where">The attribute.</param>
    /// <param name="usual">Where it acts if none is named.</param>
    public ImmutableArray<CheckedPositions> Sets(Written<InterventionAttribute> where, CheckedPositions usual)
    {
        if (SaidTwice(where))
        {
            return [];
        }

        if (where.Argument<int>(nameof(InterventionAttribute.Position)) is { } position)
        {
            return [.. Existing([(position.Value, position.Value)], position.Site).Select(static number => CheckedPositions.Of(number))];
        }

        if (where.Argument<string?>(nameof(InterventionAttribute.Positions)) is { } sweep)
        {
            return [.. Read(nameof(InterventionAttribute.Positions), sweep).Select(static number => CheckedPositions.Of(number))];
        }

        if (where.Argument<string?>(nameof(InterventionAttribute.AtPositions)) is { } set)
        {
            var listed = Read(nameof(InterventionAttribute.AtPositions), set);
            return listed.IsEmpty ? [] : [new(null, listed)];
        }

        return [where.Argument<Place>(nameof(SteerAttribute.At)) is { } at ? CheckedPositions.Of(at.Value) : usual];
    }

    private bool SaidTwice(Written<InterventionAttribute> where)
    {
        string[] names = [nameof(SteerAttribute.At), nameof(InterventionAttribute.Position), nameof(InterventionAttribute.Positions), nameof(InterventionAttribute.AtPositions)];
        var said = names.Select(where.Find).OfType<WrittenArgument>().ToArray();
        if (said.Length < 2)
        {
            return false;
        }

        findings.AddFixable(DiagnosticDescriptors.SaidTwice, said[0].Site, said[0].Name, said[0].Name, said[1].Name);
        return true;
    }

    private ImmutableArray<int> Read(string name, Argument<string?> argument) =>
        ArgumentCheck.TryReadRanges(name, argument, Grammar, findings, out var ranges) ? Existing(ranges, argument.Site) : [];

    private ImmutableArray<int> Existing(ImmutableArray<(int First, int Last)> ranges, Site site)
    {
        if (ranges[0].First < 0)
        {
            findings.Add(
                DiagnosticDescriptors.NoSuchPosition, site, $"{ranges[0].First}", "positions count from 0; write 0 or more");
            return [];
        }

        var last = ranges[ranges.Length - 1].Last;
        if (last > Maximum)
        {
            findings.Add(DiagnosticDescriptors.NoSuchPosition, site, $"{last}", $"no prompt is so long; name one up to {Maximum}");
            return [];
        }

        return NumberRanges.Expand(ranges);
    }
}
