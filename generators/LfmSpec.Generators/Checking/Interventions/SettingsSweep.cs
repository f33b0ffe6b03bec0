namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks an intervention that is no more than its settings, as every one of a user's own is.</summary>
internal static class SettingsSweep
{
    private const string Target = nameof(AblateAttribute.Target);

    /// <summary>The intervention, or null if it cannot be swept.</summary>
    public static Sweep? Of(InterventionDeclaration own, Findings findings)
    {
        var kind = own.Kind;
        foreach (var scale in kind.Settings.Where(setting => setting.Name == "Scale" && kind.Promises.Contains(LabNames.Scaled)))
        {
            ArgumentCheck.CheckScale(new(scale.Number ?? 0, scale.Site), "a finite number", findings);
        }

        var target = kind.Find(Target);
        if (kind.Heeds.Contains(Target) && kind.Components.Count == 0 && target is null)
        {
            findings.Add(
                DiagnosticDescriptors.UnusableKind, own.Site, kind.Name, "nothing says which component it changes; give Target, or let [ActsOn] on the type say the usual one");
            return null;
        }

        var component = target?.Number is { } number ? (Component)number
            : kind.Components.Count > 0 ? kind.Components[0]
            : Component.Block;
        // What is checked here is what is run, whatever the record's own usual target is.
        var model = own.Without(Target).Model;
        if (kind.Heeds.Contains(Target))
        {
            model = model with { Assignments = [.. model.Assignments, $"{Target} = {CodeLiteral.Of(component)}"] };
        }

        return Sweep.Of(target?.Site ?? own.Site, new(own.Word, model, component, CheckedPositions.All)
        {
            Names = (own.Written.Says is InterveneAttribute<object> { Case: { } name } ? $"_{Identifiers.Of(name)}" : model.Words, ""),
            Traits = [(Target, $"{component}")],
        });
    }
}
