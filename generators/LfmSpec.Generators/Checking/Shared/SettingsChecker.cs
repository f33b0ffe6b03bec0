namespace LfmSpec.Generators.Checking.Shared;

/// <summary>Checks the settings of an attribute against the table of those that its kind heeds.</summary>
/// <param name="heeded">What the kind heeds.</param>
/// <param name="findings">Where a setting without a meaning goes.</param>
/// <param name="report">Says at a place that a number cannot be used.</param>
internal sealed class SettingsChecker(HeededSettings heeded, Findings findings, Action<Site, string> report)
{
    /// <summary>Checks a whole number.</summary>
    public SettingsChecker Check(string name, Argument<int>? argument) => Check(name, argument?.Site, argument?.Value);

    /// <summary>Checks a number.</summary>
    public SettingsChecker Check(string name, Argument<double>? argument) => Check(name, argument?.Site, argument?.Value);

    /// <summary>Checks that something that is no number is heeded.</summary>
    public SettingsChecker CheckHeeded<T>(string name, Argument<T>? argument) => Check(name, argument?.Site, null);

    private SettingsChecker Check(string name, Site? site, double? value)
    {
        if (site is not { } written)
        {
            return this;
        }

        if (heeded.Find(name) is not { } setting)
        {
            findings.AddFixable(DiagnosticDescriptors.SettingWithoutMeaning, written, name, name, heeded.Words);
        }
        else if (value is { } number && setting.Problem(number) is { } problem)
        {
            report(written, problem);
        }

        return this;
    }
}
