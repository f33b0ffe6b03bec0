namespace LfmSpec;

/// <summary>What a sampled completion of a problem is worth.</summary>
public enum RewardRule
{
    /// <summary>1 if its first number is the answer (or it begins with the answer, where that is no number), else 0.</summary>
    FirstNumber = 0,

    /// <summary>
    /// The published study's: 1 if the answer is anywhere in it, also as a part of another number or of the problem repeated; else 0.3 if a digit is among its first
    /// ten characters; else -0.5.
    /// </summary>
    AnswerAnywhere,
}
