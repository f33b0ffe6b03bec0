using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Which positions an attribute names.</summary>
/// <param name="findings">Where mistakes go.</param>
internal sealed class PositionSelection(Findings findings)
{
    private const string Grammar = "write numbers and ranges such as 0-3,5";

    // No prompt of an experiment is longer, and a range without an end would be a case for every number there is.
    private const int Maximum = 4095;

    /// <summary>The sets of positions that an attribute stands for, each a case of its own; none if something is wrong.</summary>
    /// <param name="where">The arguments.</param>
    /// <param name="at">The argument <c>At</c>, where the attribute has one.</param>
    /// <param name="fallback">Where it acts if none of them is given.</param>
    public ImmutableArray<PositionSetModel> Sets(WhereDeclaration where, Argument<Place>? at, Place fallback)
    {
        if (SaidTwice(where, at) | !EnumCheck.IsKnown(nameof(SteerAttribute.At), at, findings))
        {
            return [];
        }

        if (where.Position is { } position)
        {
            return [.. Existing([(position.Value, position.Value)], position.Site).Select(static number => PositionSetModel.Of(number))];
        }

        if (where.Positions is { } sweep)
        {
            return [.. Read(nameof(InterventionAttribute.Positions), sweep).Select(static number => PositionSetModel.Of(number))];
        }

        if (where.AtPositions is { } set)
        {
            var listed = Read(nameof(InterventionAttribute.AtPositions), set);
            return listed.IsEmpty ? [] : [new(null, listed)];
        }

        return [PositionSetModel.Of(at?.Value ?? fallback)];
    }

    private bool SaidTwice(WhereDeclaration where, Argument<Place>? at)
    {
        var said = new (string Name, Site? Site)[]
        {
            (nameof(SteerAttribute.At), at?.Site),
            (nameof(InterventionAttribute.Position), where.Position?.Site),
            (nameof(InterventionAttribute.Positions), where.Positions?.Site),
            (nameof(InterventionAttribute.AtPositions), where.AtPositions?.Site),
        }.Where(static argument => argument.Site is not null).ToArray();
        if (said.Length < 2)
        {
            return false;
        }

        findings.AddFixable(DiagnosticDescriptors.SaidTwice, said[0].Site!.Value, said[0].Name, said[0].Name, said[1].Name);
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
