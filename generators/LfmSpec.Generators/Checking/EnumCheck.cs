namespace LfmSpec.Generators;

/// <summary>Checks that an enum's value has a name: a cast can make any.</summary>
internal static class EnumCheck
{
    /// <summary>Whether an argument is absent or one of its enum's values; a finding if not.</summary>
    public static bool IsKnown<T>(string name, Argument<T>? argument, Findings findings)
        where T : struct, Enum
    {
        if (argument is null || Unknown(name, argument) is not { } unknown)
        {
            return true;
        }

        Report(unknown, findings);
        return false;
    }

    /// <summary>What to say of an argument that is none of its enum's values; null if it is one.</summary>
    public static UnknownValue? Unknown<T>(string name, Argument<T> argument)
        where T : struct, Enum =>
        Enum.IsDefined(typeof(T), argument.Value) ? null : new(
            argument.Site,
            name,
            $"{argument.Value:D}",
            typeof(T).Name,
            WordList.Join(Enum.GetNames(typeof(T)).Where(static value => value != nameof(Component.Unspecified)), "or"));

    /// <summary>Says that a number is no value.</summary>
    public static void Report(UnknownValue unknown, Findings findings) =>
        findings.Add(DiagnosticDescriptors.UnknownValue, unknown.Site, unknown.Name, unknown.Value, unknown.Enum, unknown.Members);
}
