using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>How many numbers a kept run has. Its key says it, so that a line is none that says something else than it was asked for.</summary>
/// <param name="Positions">At how many positions KL and top-1 are measured.</param>
/// <param name="Shifts">At how many the logit shift is.</param>
internal readonly record struct KeptShape(int Positions, int Shifts)
{
    private const char Separator = '-';

    /// <summary>The shape of what is measured on a prompt.</summary>
    internal static KeptShape Of(Needs needs, int positions) => new(needs.Everywhere ? positions : 1, needs.LogitShift ? positions : 0);

    /// <summary>Whether a run has the shape that its key says; any, if the key says none.</summary>
    internal static bool Fits(string key, Divergence divergence) =>
        key.Split(Separator) is not [_, var positions, var shifts]
        || ((positions, shifts) == (Text(divergence.Kl.Count), Text(divergence.LogitShift.Count)) && divergence.SameTop1.Count == divergence.Kl.Count);

    /// <inheritdoc/>
    public override string ToString() => $"{Separator}{Text(Positions)}{Separator}{Text(Shifts)}";

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
