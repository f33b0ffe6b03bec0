namespace LfmSpec;

/// <summary>
/// Which settings each kind of an attribute heeds, and within which bounds. The compiler's check and the lab's both read this one table: the
/// generator has it as source.
/// </summary>
internal static class KnownSettings
{
    // Each is a pass over the data: more would run for days, and say no more.
    private const int MostDraws = 1_000_000;

    private static readonly Setting Seed = Setting.OfAnyValue(nameof(ObserveAttribute.Seed));

    private static readonly Setting Top = new(nameof(ObserveAttribute.Top), static top => top >= 1, "a row names 1 token or more");

    private static readonly Setting Threshold = new(
        nameof(ObserveAttribute.Threshold),
        static threshold => threshold > 1 && !double.IsInfinity(threshold),
        "a multiple of the median is massive only above 1; give a number such as 10");

    private static readonly Setting Permutations = new(
        nameof(ObserveAttribute.Permutations), static count => count is >= 1 and <= MostDraws, "a null needs 1 permutation or more, and 1000000 are enough");

    private static readonly Setting Categories = Setting.OfAnyValue(nameof(ObserveAttribute.Categories));

    private static readonly Setting Resamples = new(
        nameof(SummarizeAttribute.Resamples), static count => count is >= 1 and <= MostDraws, "a bootstrap needs 1 resample or more, and 1000000 are enough");

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

    /// <summary>The settings of <see cref="ObserveAttribute"/>.</summary>
    public static HeededSettings Of(Quantity quantity) => new($"{quantity}", quantity switch
    {
        Quantity.LogitLens or Quantity.VocabularyContribution => [Top],
        Quantity.MassiveActivations => [Threshold],
        Quantity.Cka => [Permutations, Seed],
        Quantity.EmbeddingStructure => [Categories],
        _ => [],
    });

    /// <summary>The settings of <see cref="SummarizeAttribute"/>.</summary>
    public static HeededSettings Of(Summary summary) => new($"{summary}", summary switch
    {
        Summary.Hub or Summary.ConvAgainstAttention => [Resamples, Seed],
        _ => [],
    });

    /// <summary>What is wrong with a <see cref="ObserveAttribute.Top"/> for a vocabulary, or null.</summary>
    public static string? TopProblem(int top, int vocabulary) =>
        top > vocabulary ? $"{nameof(ObserveAttribute.Top)} = {top} cannot be used, as the vocabulary has {vocabulary} tokens" : null;

    /// <summary>Whether something can be scaled by a number: by 0 nothing is added, which the law ScaleZeroIsClean covers.</summary>
    public static bool IsScale(double scale) => scale != 0 && !double.IsNaN(scale) && !double.IsInfinity(scale);
}
