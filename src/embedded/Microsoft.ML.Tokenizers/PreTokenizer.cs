using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Splits a text into the words that are encoded one by one.</summary>
public abstract partial class PreTokenizer
{
    private const int TimeoutInMilliseconds = 30_000;
    private static readonly RegexPreTokenizer s_wordOrPunctuation = new(WordOrPunctuation(), null);
    private static readonly RegexPreTokenizer s_wordOrNonWord = new(WordOrNonWord(), null);
    private static readonly RegexPreTokenizer s_whiteSpace = new(NonWhiteSpace(), null);

    /// <summary>Splits a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Where each word starts, and its length, in order; characters between words are dropped.</returns>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    /// <summary>Splits a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Where each word starts, and its length, in order; characters between words are dropped.</returns>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);

    /// <summary>Words and single punctuation marks: <c>\w+|[\p{P}]</c>.</summary>
    /// <param name="specialTokens">Tokens that are words of their own wherever they stand.</param>
    /// <returns>The pre-tokenizer.</returns>
    public static PreTokenizer CreateWordOrPunctuation(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        specialTokens is null ? s_wordOrPunctuation : new RegexPreTokenizer(WordOrPunctuation(), specialTokens);

    /// <summary>Words, and runs of what is neither word nor white space: <c>\w+|[^\w\s]+</c>.</summary>
    /// <param name="specialTokens">Tokens that are words of their own wherever they stand.</param>
    /// <returns>The pre-tokenizer.</returns>
    public static PreTokenizer CreateWordOrNonWord(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        specialTokens is null ? s_wordOrNonWord : new RegexPreTokenizer(WordOrNonWord(), specialTokens);

    /// <summary>Runs of anything but white space: <c>\S+</c>.</summary>
    /// <param name="specialTokens">Tokens that are words of their own wherever they stand.</param>
    /// <returns>The pre-tokenizer.</returns>
    public static PreTokenizer CreateWhiteSpace(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        specialTokens is null ? s_whiteSpace : new RegexPreTokenizer(NonWhiteSpace(), specialTokens);

    [GeneratedRegex(@"\w+|[\p{P}]", RegexOptions.None, TimeoutInMilliseconds)]
    private static partial Regex WordOrPunctuation();

    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.None, TimeoutInMilliseconds)]
    private static partial Regex WordOrNonWord();

    [GeneratedRegex(@"\S+", RegexOptions.None, TimeoutInMilliseconds)]
    private static partial Regex NonWhiteSpace();
}
