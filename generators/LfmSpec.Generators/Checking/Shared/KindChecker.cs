using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Checking.Shared;

/// <summary>Checks the kinds that the attributes of one sort name: the types, their settings, that the model has what they read, and that their names differ.</summary>
/// <param name="shape">The model, or null.</param>
/// <param name="findings">Where mistakes go.</param>
/// <param name="unusable">The rule that a setting or a model that does not fit breaks; its message names the kind and what is wrong.</param>
internal sealed class KindChecker(ModelShape? shape, Findings findings, DiagnosticDescriptor unusable)
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    /// <summary>Checks a kind.</summary>
    /// <returns>Whether it can be made.</returns>
    public bool Check(KindDeclaration kind)
    {
        if (kind.Unknown is { } unknown)
        {
            EnumCheck.Report(unknown, findings);
            return false;
        }

        if (kind.Problem is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnusableKind, kind.Named, kind.Name, problem);
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
                Report(kind, setting.Site, wrong);
            }
        }

        foreach (var component in kind.Components)
        {
            if (shape is not null && shape.BlocksWith(component).IsEmpty)
            {
                Report(kind, kind.Named, shape.Blocks[0] == BlockKind.Attention
                    ? $"{shape.Name} has no convolution, all its blocks are attention"
                    : $"{shape.Name} has no attention, all its blocks are convolutions");
                break;
            }
        }

        return true;
    }

    /// <summary>Checks that no kind before has the name, which its test and its table have.</summary>
    public void CheckName(KindDeclaration kind)
    {
        if (!_types.TryGetValue(kind.Name, out var other))
        {
            _types.Add(kind.Name, kind.Type);
        }
        else
        {
            Report(kind, kind.Site, other == kind.Type ? "it is given twice; remove one" : $"{Plain(other)} has the same name, and {Plain(kind.Type)} would overwrite its table; rename one");
        }
    }

    /// <summary>Says that a kind cannot be used.</summary>
    public void Report(KindDeclaration kind, Site site, string problem) => findings.Add(unusable, site, kind.Name, problem);

    private static string Plain(string type) => type.Replace("global::", "");
}
