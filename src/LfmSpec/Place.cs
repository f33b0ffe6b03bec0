namespace LfmSpec;

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
