namespace LfmSpec;

/// <summary>The names of the data sets that come with LfmSpec, for <see cref="FineTuneAttribute.Data"/>.</summary>
public static class DataSets
{
    /// <summary>Sums, products, squares and sequences with their answers; for <see cref="TuningMethod.Sft"/>.</summary>
    public const string Arithmetic = "arithmetic";

    /// <summary>Instructions with their responses, some with an input; for <see cref="TuningMethod.Sft"/>.</summary>
    public const string Instructions = "instructions";

    /// <summary>Prompts with a preferred and a rejected response; for <see cref="TuningMethod.Dpo"/> and <see cref="TuningMethod.Ipo"/>.</summary>
    public const string Preferences = "preferences";

    /// <summary>Problems whose answer is a number that can be checked; for <see cref="TuningMethod.Grpo"/> and its kin.</summary>
    public const string Problems = "problems";
}
