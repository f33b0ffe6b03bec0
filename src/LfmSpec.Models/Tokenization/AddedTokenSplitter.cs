using System.Buffers;
using System.Text;

namespace LfmSpec.Models.Tokenization;

/// <summary>Finds added tokens in a text: the leftmost first, and of those that start there the longest.</summary>
internal sealed class AddedTokenSplitter
{
    // One table for all places of all tokens: a place, and the character that leads on from it.
    private readonly Dictionary<(int Place, char Character), int> _next = [];
    private readonly Dictionary<int, AddedToken> _ends = [];
    private readonly SearchValues<char> _firstCharacters;

    /// <summary>Makes a splitter.</summary>
    /// <param name="tokens">The tokens, and the text by which each is found.</param>
    public AddedTokenSplitter(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        var firstCharacters = new HashSet<char>();
        foreach ((string text, AddedToken token) in tokens)
        {
            int place = 0;
            foreach (char character in text)
            {
                if (!_next.TryGetValue((place, character), out int next))
                {
                    _next.Add((place, character), next = _next.Count + 1);
                }

                place = next;
            }

            _ends[place] = token;
            if (text.Length > 0)
            {
                firstCharacters.Add(text[0]);
            }
        }

        _firstCharacters = SearchValues.Create([.. firstCharacters]);
    }

    /// <summary>Cuts a text into added tokens and the parts between them, which have no id.</summary>
    public List<(int? Id, int Start, int End)> Split(string text)
    {
        var parts = new List<(int? Id, int Start, int End)>();
        int done = 0;
        int from = 0;
        while (Find(text, from, out int start, out int end) is AddedToken token)
        {
            from = end;
            if (token.SingleWord && (IsWordBefore(text, start) || IsWordAt(text, end)))
            {
                continue;
            }

            while (token.StripLeft && start > done && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (start > done)
            {
                parts.Add((null, done, start));
            }

            parts.Add((token.Id, start, end));
            done = end;
        }

        if (done < text.Length)
        {
            parts.Add((null, done, text.Length));
        }

        return parts;
    }

    private AddedToken? Find(string text, int from, out int start, out int end)
    {
        for (start = from; start < text.Length; start++)
        {
            int next = text.AsSpan(start).IndexOfAny(_firstCharacters);
            if (next < 0)
            {
                break;
            }

            start += next;
            AddedToken? longest = null;
            int place = 0;
            end = start;
            for (int i = start; i < text.Length && _next.TryGetValue((place, text[i]), out place); i++)
            {
                (longest, end) = _ends.TryGetValue(place, out AddedToken? token) ? (token, i + 1) : (longest, end);
            }

            if (longest is not null)
            {
                return longest;
            }
        }

        end = text.Length;
        return null;
    }

    private static bool IsWordBefore(string text, int index)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, index), out Rune rune, out int length);
        return length > 0 && CodePointSet.Word.Contains(rune.Value);
    }

    private static bool IsWordAt(string text, int index)
    {
        Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out int length);
        return length > 0 && CodePointSet.Word.Contains(rune.Value);
    }
}
