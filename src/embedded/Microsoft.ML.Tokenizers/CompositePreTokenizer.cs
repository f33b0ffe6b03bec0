using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// Several pre-tokenizers, one after the other: what one makes a word stays a word, and only the text between its words goes to the next.
/// </summary>
public class CompositePreTokenizer : PreTokenizer
{
    private const int MaximumCount = 10;

    /// <summary>Makes the pre-tokenizer.</summary>
    /// <param name="preTokenizers">The pre-tokenizers in order, at most 10.</param>
    /// <param name="specialTokens">Tokens that are words of their own wherever they stand.</param>
    public CompositePreTokenizer(IReadOnlyList<PreTokenizer> preTokenizers, IReadOnlyDictionary<string, int>? specialTokens = null)
    {
        ArgumentNullException.ThrowIfNull(preTokenizers);
        if (preTokenizers.Count > MaximumCount)
        {
            throw new ArgumentException(
                $"{preTokenizers.Count} pre-tokenizers are too many: give at most {MaximumCount}.", nameof(preTokenizers));
        }

        if (preTokenizers.Contains(null!))
        {
            throw new ArgumentException("A pre-tokenizer in the list is null.", nameof(preTokenizers));
        }

        PreTokenizers = specialTokens is { Count: > 0 }
            ? [new RegexPreTokenizer(new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape))), null), .. preTokenizers]
            : preTokenizers;
    }

    /// <summary>The pre-tokenizers in order; with special tokens, the first is the one that finds them.</summary>
    public IReadOnlyList<PreTokenizer> PreTokenizers { get; }

    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        Split(text, 0, 0, words);
        return words;
    }

    private void Split(ReadOnlySpan<char> text, int offset, int index, List<(int Offset, int Length)> words)
    {
        if (text.IsEmpty)
        {
            return;
        }

        // What the last pre-tokenizer leaves over is a word too: a composite drops nothing.
        if (index == PreTokenizers.Count)
        {
            words.Add((offset, text.Length));
            return;
        }

        int start = 0;
        foreach ((int wordOffset, int wordLength) in PreTokenizers[index].PreTokenize(text))
        {
            Split(text[start..wordOffset], offset + start, index + 1, words);
            words.Add((offset + wordOffset, wordLength));
            start = wordOffset + wordLength;
        }

        Split(text[start..], offset + start, index + 1, words);
    }
}
