using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks an intervention of a user's own kind and makes it the interventions of its sweep.</summary>
/// <param name="shape">The model, or null.</param>
/// <param name="blocks">Which blocks and heads it names.</param>
/// <param name="positions">Which positions it names.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class OwnExpander(ModelShape? shape, BlockSelection blocks, PositionSelection positions, Findings findings)
{
    private const string Scaled = "IScaled";

    /// <summary>The interventions, by blocks, then heads, then positions; none if something is wrong.</summary>
    public ImmutableArray<InterventionModel> Expand(OwnDeclaration own)
    {
        // A component that the model lacks is told with the blocks below.
        if (!new KindChecker(shape, findings, DiagnosticDescriptors.UnusableKind).Check(own.Kind with { Components = [] }))
        {
            return [];
        }

        foreach (var scale in own.Kind.Settings.Where(setting => setting.Name == "Scale" && own.Kind.Promises.Contains(Scaled)))
        {
            ArgumentCheck.CheckScale(scale.Number ?? 0, scale.Site, "a finite number", findings);
        }

        const string Target = nameof(AblateAttribute.Target);
        if (own.Kind.Heeds.Contains(Target) && own.Kind.Components.Count == 0 && own.Kind.Find(Target) is null)
        {
            findings.Add(
                DiagnosticDescriptors.UnusableKind, own.Site, own.Kind.Name, "nothing says which component it changes; give Target, or let [ActsOn] on the type say the usual one");
            return [];
        }

        var target = own.Kind.Settings.FirstOrDefault(static setting => setting.Name == Target);
        var component = target?.Number is { } number ? (Component)number
            : own.Kind.Components.Count > 0 ? own.Kind.Components[0]
            : Component.Block;
        // What is checked here is what is run, whatever the record's own usual target is.
        var kind = (own.Kind with { Settings = [.. own.Kind.Settings.Where(static setting => setting.Name != Target)] }).Model with { Source = KindModel.Nowhere };
        if (own.Kind.Heeds.Contains(Target))
        {
            kind = kind with { Assignments = [.. kind.Assignments, $"{Target} = {CodeLiteral.Of(component)}"] };
        }

        var label = own.Case is { } name ? $"_{Identifiers.Of(name.Value)}" : kind.Words;
        var sets = positions.Sets(own.Where, own.At, Place.All);
        var heads = blocks.Parts(component, own.Heads);
        return
        [
            .. from layer in blocks.Blocks(own.Where, component, target?.Site ?? own.Site)
               from head in heads
               from set in sets
               select new OwnModel(layer, kind, own.Attribute, component, head, label, set),
        ];
    }
}
