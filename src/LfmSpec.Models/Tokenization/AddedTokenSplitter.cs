using System.Buffers;
using System.Text;

namespace LfmSpec.Models.Tokenization;

/// <summary>Finds added tokens in a text: the leftmost first, and of those that start there the longest.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly Node _root = new();
    private readonly SearchValues<char> _firstCharacters;

    /// <summary>Makes a splitter.</summary>
    /// <param name="tokens">The tokens, and the text by which each is found.</param>
    public AddedTokenSplitter(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        foreach ((string text, AddedToken token) in tokens)
        {
            Node node = _root;
            foreach (char character in text)
            {
                if (!node.Next.TryGetValue(character, out Node? next))
                {
                    node.Next.Add(character, next = new Node());
                }

                node = next;
            }

            node.Token = token;
        }

        _firstCharacters = SearchValues.Create([.. _root.Next.Keys]);
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
            Node? node = _root;
            end = start;
            for (int i = start; i < text.Length && node.Next.TryGetValue(text[i], out node); i++)
            {
                (longest, end) = node.Token is null ? (longest, end) : (node.Token, i + 1);
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

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
