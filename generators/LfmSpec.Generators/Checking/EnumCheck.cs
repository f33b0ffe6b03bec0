namespace LfmSpec.Generators;

/// <summary>Checks that an enum's value has a name: a cast can make any.</summary>
internal static class EnumCheck
{
    /// <summary>Whether an argument is absent or one of its enum's values; a finding if not.</summary>
    public static bool IsKnown<T>(string name, Argument<T>? argument, Findings findings)
        where T : struct, Enum
    {
        if (argument is null || Enum.IsDefined(typeof(T), argument.Value))
        {
            return true;
        }

        var values = Enum.GetNames(typeof(T)).Where(static value => value != nameof(Component.Unspecified));
        findings.Add(
            DiagnosticDescriptors.UnknownValue, argument.Site, name, $"{argument.Value:D}", typeof(T).Name, WordList.Join(values, "or"));
        return false;
    }
}
