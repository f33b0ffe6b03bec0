using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>The vocabulary and the merges: turns the spelling of one word into tokens.</summary>
internal sealed class BpeMerger
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];

    public BpeMerger(IEnumerable<KeyValuePair<string, int>> vocabulary, IEnumerable<string>? merges)
    {
        Vocabulary = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        Tokens = Vocabulary.ToDictionary(pair => pair.Value, pair => pair.Key);
        _ids = Vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();

        int rank = 0;
        foreach (string merge in merges ?? [])
        {
            if (merge is null || !BpeFiles.TrySplitMerge(merge, out string left, out string right))
            {
                throw new InvalidOperationException($"Merge {rank} ('{merge}') is not two tokens separated by one space.");
            }

            _merges.Add((IdOf(left), IdOf(right)), (rank++, IdOf(left + right)));
        }
    }

    public Dictionary<string, int> Vocabulary { get; }

    public Dictionary<int, string> Tokens { get; }

    /// <summary>
    /// Merges a word, the best-ranked pair first and of equals the leftmost. Near-linear: a queue, and a list linked by index.
    /// </summary>
    /// <param name="spelling">The word. A character that the vocabulary lacks is dropped.</param>
    /// <returns>The tokens, and how many characters of the spelling each covers.</returns>
    public List<(int Id, int Length)> Merge(ReadOnlySpan<char> spelling)
    {
        List<Symbol> symbols = Symbols(spelling);
        var queue = new PriorityQueue<int, (int Rank, int Position)>();
        for (int i = 0; i + 1 < symbols.Count; i++)
        {
            Enqueue(i, i + 1);
        }

        while (queue.TryDequeue(out int id, out (int Rank, int Position) at))
        {
            Symbol left = symbols[at.Position];

            // An entry is stale when either half has since been merged into something else.
            if (left.Length == 0 || left.Next < 0
                || !_merges.TryGetValue((left.Id, symbols[left.Next].Id), out (int Rank, int Id) merge) || merge.Id != id)
            {
                continue;
            }

            Symbol right = symbols[left.Next];
            symbols[left.Next] = right with { Length = 0 };
            symbols[at.Position] = left with { Id = id, Length = left.Length + right.Length, Next = right.Next };
            if (right.Next >= 0)
            {
                symbols[right.Next] = symbols[right.Next] with { Previous = at.Position };
                Enqueue(at.Position, right.Next);
            }

            if (left.Previous >= 0)
            {
                Enqueue(left.Previous, at.Position);
            }
        }

        var tokens = new List<(int Id, int Length)>(symbols.Count);
        foreach (Symbol symbol in symbols)
        {
            if (symbol.Length > 0)
            {
                tokens.Add((symbol.Id, symbol.Length));
            }
        }

        return tokens;

        void Enqueue(int left, int right)
        {
            if (_merges.TryGetValue((symbols[left].Id, symbols[right].Id), out (int Rank, int Id) merge))
            {
                queue.Enqueue(merge.Id, (merge.Rank, left));
            }
        }
    }

    private List<Symbol> Symbols(ReadOnlySpan<char> spelling)
    {
        var symbols = new List<Symbol>(spelling.Length);
        for (int i = 0; i < spelling.Length;)
        {
            Rune.DecodeFromUtf16(spelling[i..], out _, out int length);
            if (_ids.TryGetValue(spelling.Slice(i, length), out int id))
            {
                if (symbols.Count > 0)
                {
                    symbols[^1] = symbols[^1] with { Next = symbols.Count };
                }

                symbols.Add(new Symbol(id, length, symbols.Count - 1, -1));
            }

            i += length;
        }

        return symbols;
    }

    private int IdOf(string token) =>
        Vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new InvalidOperationException($"A merge needs the token '{token}', which is not in the vocabulary.");

    private readonly record struct Symbol(int Id, int Length, int Previous, int Next);
}
