namespace LfmSpec.Lab.Prompts;

/// <summary>Holds settings against the table that the compiler checks attributes by: a specification can be made without either.</summary>
internal static class SettingsCheck
{
    /// <summary>Checks the settings of one kind.</summary>
    /// <param name="heeded">What the kind heeds.</param>
    /// <param name="settings">Each setting's name, its number, and whether it is other than usual.</param>
    /// <exception cref="LabException">A setting is out of its bounds, or is set though the kind does not heed it.</exception>
    internal static void Check(HeededSettings heeded, params IEnumerable<(string Name, double Value, bool IsSet)> settings)
    {
        foreach (var (name, value, isSet) in settings)
        {
            if (heeded.Find(name) is not { } setting)
            {
                if (isSet)
                {
                    throw new LabException($"{name} has no meaning here, as {heeded.Words}. Leave it out.");
                }
            }
            else if (setting.Problem(value) is { } problem)
            {
                throw new LabException($"{problem}.");
            }
        }
    }

    /// <summary>Checks the settings of prompts.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <exception cref="LabException">A setting is out of its bounds, or is set though prompts of this kind do not heed it.</exception>
    internal static void Check(PromptSpec prompts) => Check(
        prompts.Texts.Count > 0 ? KnownSettings.OfTexts : KnownSettings.OfFamilies,
        (nameof(prompts.PerFamily), prompts.PerFamily ?? 1, prompts.PerFamily is not null),
        (nameof(prompts.Split), 0, prompts.Split != Split.Test),
        (nameof(prompts.SingleTokenTargets), 0, prompts.SingleTokenTargets));
}
