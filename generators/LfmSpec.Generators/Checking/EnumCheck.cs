namespace LfmSpec.Generators;

/// <summary>Checks that an enum's value has a name: a cast can make any.</summary>
internal static class EnumCheck
{
    /// <summary>Whether an argument is absent or one of its enum's values; a finding if not.</summary>
    public static bool IsKnown<T>(string name, Argument<T>? argument, Findings findings)
        where T : struct, Enum
    {
        if (argument is null || UnknownValue.Of(name, argument) is not { } unknown)
        {
            return true;
        }

        Report(unknown, findings);
        return false;
    }

    /// <summary>Says that a number is no value.</summary>
    public static void Report(UnknownValue unknown, Findings findings) =>
        findings.Add(DiagnosticDescriptors.UnknownValue, unknown.Site, unknown.Name, unknown.Value, unknown.Enum, unknown.Members);
}
