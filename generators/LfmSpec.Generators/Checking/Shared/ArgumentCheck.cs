using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.Shared;

/// <summary>Checks that hold of arguments whatever they are about.</summary>
internal static class ArgumentCheck
{
    /// <summary>Reports two arguments that say one thing; the first is the one to remove.</summary>
    public static void ReportBoth<T>(Written<T> written, string one, string several, Findings findings)
        where T : Attribute
    {
        if (written.At(one) is { } site && written.At(several) is not null)
        {
            findings.AddFixable(DiagnosticDescriptors.SaidTwice, site, one, one, several);
        }
    }

    /// <summary>Reads numbers and ranges; a finding if they cannot be read.</summary>
    public static bool TryReadRanges(
        string name, Argument<string?> argument, string grammar, Findings findings, out ImmutableArray<(int First, int Last)> ranges)
    {
        ranges = [];
        var written = argument.Value is null ? "null" : $"\"{argument.Value}\"";
        if (argument.Value is null || !NumberRanges.TryRead(argument.Value, out ranges, out var repeated))
        {
            findings.Add(DiagnosticDescriptors.UnreadableRange, argument.Site, name, written, grammar);
            return false;
        }

        if (repeated is null)
        {
            return true;
        }

        findings.Add(DiagnosticDescriptors.UnreadableRange, argument.Site, name, written, $"it names {repeated} twice");
        return false;
    }

    /// <summary>Checks a scale; a finding if nothing can be scaled by it.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="example">What to give instead, such as <c>a finite length, such as 4</c>.</param>
    /// <param name="findings">Where mistakes go.</param>
    public static void CheckScale(Argument<double> scale, string example, Findings findings)
    {
        if (KnownSettings.IsScale(scale.Value))
        {
            return;
        }

        findings.Add(
            DiagnosticDescriptors.UnusableScale,
            scale.Site,
            scale.Value == 0 ? "0" : double.IsNaN(scale.Value) ? "NaN" : "infinity",
            scale.Value == 0 ? $"the law {Law.ScaleZeroIsClean} covers it; remove it" : $"give {example}");
    }
}
