using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Makes a word of every match of a regular expression, and of every special token.</summary>
public sealed partial class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex _regex;
    private readonly Regex? _specialTokens;

    /// <summary>Makes the pre-tokenizer.</summary>
    /// <param name="regex">What a word is.</param>
    /// <param name="specialTokens">Tokens that are words of their own wherever they stand, or null.</param>
    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        ArgumentNullException.ThrowIfNull(regex);
        _regex = regex;
        if (specialTokens is { Count: > 0 })
        {
            _specialTokens = new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape)), RegexOptions.Compiled);
        }
    }

    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        int start = 0;
        if (_specialTokens is not null)
        {
            foreach (ValueMatch special in _specialTokens.EnumerateMatches(text))
            {
                AddMatches(text[start..special.Index], start, words);
                words.Add((special.Index, special.Length));
                start = special.Index + special.Length;
            }
        }

        AddMatches(text[start..], start, words);
        return words;
    }

    private void AddMatches(ReadOnlySpan<char> text, int offset, List<(int Offset, int Length)> words)
    {
        // Each search sees only the text after the last word, so that an anchor or a look-behind starts afresh there.
        for (int start = 0; TryFirstMatch(text[start..], out int index, out int length); start += index + length)
        {
            words.Add((offset + start + index, length));
        }
    }

    private bool TryFirstMatch(ReadOnlySpan<char> text, out int index, out int length)
    {
        foreach (ValueMatch match in _regex.EnumerateMatches(text))
        {
            if (match.Length > 0)
            {
                (index, length) = (match.Index, match.Length);
                return true;
            }
        }

        (index, length) = (0, 0);
        return false;
    }
}
