namespace LfmSpec;

/// <summary>
/// Bounds that the compiler's check and the lab's both read here: the generator has this as source. What an observation or a summary takes, its type says
/// (<see cref="TakesAttribute"/>).
/// </summary>
internal static class KnownSettings
{
    private static readonly Setting PerFamily = new(
        nameof(PromptsAttribute.PerFamily), static count => count >= 1, "it takes no prompt; give 1 or more, or leave it out for all");

    /// <summary>The settings of <see cref="PromptsAttribute"/> where the prompts are texts.</summary>
    public static HeededSettings OfTexts { get; } = new("a prompt that is a text");

    /// <summary>The settings of <see cref="PromptsAttribute"/> where the prompts come in families.</summary>
    public static HeededSettings OfFamilies { get; } = new(
        "a suite or a file", PerFamily, Setting.OfAnyValue(nameof(PromptsAttribute.Split)), Setting.OfAnyValue(nameof(PromptsAttribute.SingleTokenTargets)));

    /// <summary><see cref="MeasureAttribute.Within"/>, which every measure heeds.</summary>
    public static Setting Within { get; } = new(
        nameof(MeasureAttribute.Within),
        static within => within >= 0 && !double.IsInfinity(within),
        "it is a relative difference; give 0 or a small positive number such as 1e-3");

    /// <summary>What is wrong with a <see cref="ObserveAttribute.Top"/> for a vocabulary, or null.</summary>
    public static string? TopProblem(int top, int vocabulary) =>
        top > vocabulary ? $"{nameof(ObserveAttribute.Top)} = {top} cannot be used, as the vocabulary has {vocabulary} tokens" : null;

    /// <summary>Whether something can be scaled by a number: by 0 nothing is added, which the law ScaleZeroIsClean covers.</summary>
    public static bool IsScale(double scale) => scale != 0 && !double.IsNaN(scale) && !double.IsInfinity(scale);
}
