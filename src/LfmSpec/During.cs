namespace LfmSpec;

/// <summary>When an intervention acts where a text is continued.</summary>
public enum During
{
    /// <summary>At the prompt and at the new tokens.</summary>
    Both = 0,

    /// <summary>At the prompt alone.</summary>
    Prompt,

    /// <summary>At the new tokens alone.</summary>
    NewTokens,
}
