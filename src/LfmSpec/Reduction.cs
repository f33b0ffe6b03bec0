namespace LfmSpec;

/// <summary>How the values of a prompt's positions become one number. The three are not comparable with one another.</summary>
public enum Reduction
{
    /// <summary>The mean over all positions of a prompt.</summary>
    Mean = 0,

    /// <summary>The sum over all positions of a prompt. It grows with the prompt's length.</summary>
    Sum,

    /// <summary>The last position alone.</summary>
    Last,
}
