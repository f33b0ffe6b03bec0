namespace Microsoft.ML.Tokenizers;

/// <summary>How a text is to be encoded.</summary>
public struct EncodeSettings
{
    /// <summary>No normalisation, no pre-tokenisation, no limit.</summary>
    public EncodeSettings() => MaxTokenCount = int.MaxValue;

    /// <summary>Whether the tokenizer's normaliser acts first.</summary>
    public bool ConsiderNormalization { get; set; }

    /// <summary>Whether the tokenizer's pre-tokenizer splits the text into words.</summary>
    public bool ConsiderPreTokenization { get; set; }

    /// <summary>The largest number of tokens to make.</summary>
    public int MaxTokenCount { get; set; }
}
