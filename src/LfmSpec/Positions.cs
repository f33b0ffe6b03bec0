namespace LfmSpec;

/// <summary>How the values of a prompt's positions become one number. The three are not comparable with one another.</summary>
public enum Positions
{
    /// <summary>The mean over all positions of a prompt.</summary>
    Mean = 0,

    /// <summary>The sum over all positions of a prompt. It grows with the prompt's length.</summary>
    Sum,

    /// <summary>The last position alone.</summary>
    Last,
}

/// <summary>The positions of a prompt that an intervention changes, whatever the prompt's length.</summary>
public enum Place
{
    /// <summary>The last position.</summary>
    Last = 0,

    /// <summary>The first position (the BOS token, where the tokenizer puts one).</summary>
    First,

    /// <summary>Every position.</summary>
    All,
}
