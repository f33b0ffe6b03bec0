namespace LfmSpec.Generators.Checking.Shared;

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

    /// <summary>Whether every enum's value that an attribute gives has a name; a finding for each that has none.</summary>
    public static bool AreKnown<T>(Written<T> written, Findings findings)
        where T : Attribute
    {
        var unknown = written.Arguments.Select(static argument => argument.Unknown).OfType<UnknownValue>().ToArray();
        foreach (var value in unknown)
        {
            Report(value, findings);
        }

        return unknown.Length == 0;
    }

    /// <summary>Says that a number is no value.</summary>
    public static void Report(UnknownValue unknown, Findings findings) =>
        findings.Add(DiagnosticDescriptors.UnknownValue, unknown.Site, unknown.Name, unknown.Value, unknown.Enum, unknown.Members);
}
