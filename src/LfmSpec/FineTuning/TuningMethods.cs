namespace LfmSpec;

/// <summary>What a method of fine-tuning learns from, and the values that hang on it.</summary>
internal static class TuningMethods
{
    /// <summary>Whether it learns from preferred and rejected responses.</summary>
    public static bool IsOfPreferences(this TuningMethod method) => method is TuningMethod.Dpo or TuningMethod.Ipo;

    /// <summary>Whether it learns from the rewards of sampled completions.</summary>
    public static bool IsOfRewards(this TuningMethod method) => method is TuningMethod.Grpo or TuningMethod.DrGrpo or TuningMethod.Dapo;

    /// <summary>
    /// Beta unless told, as in TRL: <c>DPOConfig</c> has 0.1, and <c>GRPOConfig</c> has no KL term whatever the loss. One value for GRPO and its kin,
    /// since a default that differs by method would be a second difference between the rows that compare them.
    /// </summary>
    public static double DefaultBeta(this TuningMethod method) => method.IsOfRewards() ? 0 : 0.1;
}
