using System.Globalization;

namespace LfmSpec.Generators.Emission;

/// <summary>Writes an intervention as the expression that makes its record, and as the traits of its test.</summary>
internal static class InterventionEmitter
{
    /// <summary>The expression.</summary>
    public static string Construct(CheckedIntervention intervention) => intervention.Kind.Make(
        [Number(intervention.Layer)],
        [
            intervention.Head is { } head ? $"Head = {Number(head)}" : null,
            intervention.At == intervention.UsualAt ? null : At(intervention.At),
            intervention.During == During.Both ? null : $"During = {CodeLiteral.Of(intervention.During)}",
        ]);

    /// <summary>The categories and properties by which its test is found.</summary>
    public static IEnumerable<string> Traits(CheckedIntervention intervention)
    {
        yield return TraitEmitter.Category(intervention.Word);
        yield return TraitEmitter.Category(intervention.LayerName);
        yield return TraitEmitter.Property("Layer", Number(intervention.Layer));
        foreach (var (name, value) in intervention.Traits)
        {
            yield return TraitEmitter.Property(name, value);
        }

        if (intervention.Head is { } head)
        {
            yield return TraitEmitter.Property("Head", Number(head));
        }

        if (intervention.At.Listed.Count == 1)
        {
            yield return TraitEmitter.Property("Position", Number(intervention.At.Listed[0]));
        }
    }

    private static string At(CheckedPositions at)
    {
        var set = at.Place is { } place ? $"{place}" : $"Of({string.Join(", ", at.Listed.Select(Number))})";
        return $"At = global::LfmSpec.Lab.PositionSet.{set}";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
