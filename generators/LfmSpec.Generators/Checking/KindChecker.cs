using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <summary>Checks a kind that an attribute names: the type, its settings, and that the model has what it reads.</summary>
/// <param name="shape">The model, or null.</param>
/// <param name="findings">Where mistakes go.</param>
/// <param name="unusable">The rule that a setting or a model that does not fit breaks; its message names the kind and what is wrong.</param>
internal sealed class KindChecker(ModelShape? shape, Findings findings, DiagnosticDescriptor unusable)
{
    /// <summary>Checks a kind.</summary>
    /// <returns>Whether it can be made.</returns>
    public bool Check(KindDeclaration kind)
    {
        if (kind.Problem is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnusableKind, kind.Origin.Site, kind.Name, problem);
            return false;
        }

        foreach (var setting in kind.Settings)
        {
            if (!kind.Heeds.Contains(setting.Name))
            {
                var heeded = new HeededSettings(kind.Name, [.. kind.Heeds.Select(Setting.OfAnyValue)]);
                findings.AddFixable(DiagnosticDescriptors.SettingWithoutMeaning, setting.Site, setting.Name, setting.Name, heeded.Words);
            }
            else if (setting.Problem is { } wrong)
            {
                findings.Add(unusable, setting.Site, kind.Name, wrong);
            }
        }

        foreach (var component in kind.Components)
        {
            if (shape is not null && shape.BlocksWith(component).IsEmpty)
            {
                findings.Add(unusable, kind.Origin.Site, kind.Name, shape.Blocks[0] == BlockKind.Attention
                    ? $"{shape.Name} has no convolution, all its blocks are attention"
                    : $"{shape.Name} has no attention, all its blocks are convolutions");
                break;
            }
        }

        return true;
    }
}
