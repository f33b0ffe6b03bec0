namespace Microsoft.ML.Tokenizers;

/// <summary>An encoded text.</summary>
/// <typeparam name="T">Ids, or tokens.</typeparam>
public struct EncodeResults<T>
{
    /// <summary>The tokens.</summary>
    public IReadOnlyList<T> Tokens { get; set; }

    /// <summary>The text after normalisation, or null where nothing was normalised.</summary>
    public string? NormalizedText { get; set; }

    /// <summary>How many characters of the (normalised) text the tokens cover.</summary>
    public int CharsConsumed { get; set; }
}
