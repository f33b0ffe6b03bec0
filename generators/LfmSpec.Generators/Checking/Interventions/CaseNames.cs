using System.Globalization;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>The names of cases, which are the names of their tests and the keys of their rows.</summary>
internal static class CaseNames
{
    /// <summary>The name of a run of like interventions, such as <c>Ablate_L05_Mlp</c> or, of a pair of blocks, <c>Ablate_L00_L01_Mlp</c>.</summary>
    public static string Of(EquatableArray<CheckedIntervention> run)
    {
        var first = run[0];
        var layers = string.Join("_", run.Select(static intervention => intervention.LayerName));
        return $"{first.Stem}_{layers}{Part(first)}{first.Names.Label}{Positions(first)}{first.Names.Ending}";
    }

    // A block itself is not named.
    private static string Part(CheckedIntervention intervention) => (intervention.Component, intervention.Head) switch
    {
        (Component.Block, _) => "",
        (Component.OutputSlice, { } head) => $"_S{Index(head)}",
        (_, { } head) => $"_H{Index(head)}",
        (var component, null) => $"_{component}",
    };

    private static string Positions(CheckedIntervention intervention) =>
        intervention.At == intervention.UsualAt ? ""
        : intervention.At.Place is { } place ? $"_{place}"
        : $"_P{string.Join("_", intervention.At.Listed.Select(Index))}";

    private static string Index(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
