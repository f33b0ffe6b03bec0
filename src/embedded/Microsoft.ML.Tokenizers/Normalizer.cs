namespace Microsoft.ML.Tokenizers;

/// <summary>Rewrites a text before it is split and encoded.</summary>
public abstract class Normalizer
{
    /// <summary>Rewrites a text.</summary>
    /// <param name="original">The text.</param>
    /// <returns>The rewritten text.</returns>
    public abstract string Normalize(string original);

    /// <summary>Rewrites a text.</summary>
    /// <param name="original">The text.</param>
    /// <returns>The rewritten text.</returns>
    public abstract string Normalize(ReadOnlySpan<char> original);
}
