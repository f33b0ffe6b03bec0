namespace LfmSpec.Models.Tokenization;

/// <summary>
/// Merges the spelling of one word, the best-ranked pair first and of equals the leftmost, in near-linear time. Microsoft.ML.Tokenizers takes merged symbols out of
/// a list one by one, which is quadratic in the word's length: a text of one letter without end would take minutes.
/// </summary>
internal sealed class LongWordMerger
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];

    public LongWordMerger(BytePairModel model)
    {
        _ids = model.Vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string merge in model.Merges)
        {
            int space = merge.IndexOf(' ', StringComparison.Ordinal);
            (string left, string right) = (merge[..space], merge[(space + 1)..]);
            _merges.Add((model.Vocabulary[left], model.Vocabulary[right]), (_merges.Count, model.Vocabulary[left + right]));
        }
    }

    /// <summary>The ids of a word.</summary>
    /// <param name="spelling">The word in the byte alphabet. A byte that the vocabulary lacks is dropped, as the package does.</param>
    public int[] Merge(ReadOnlySpan<char> spelling)
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
            if (left.Id < 0 || left.Next < 0 || !_merges.TryGetValue((left.Id, symbols[left.Next].Id), out (int Rank, int Id) merge) || merge.Id != id)
            {
                continue;
            }

            Symbol right = symbols[left.Next];
            symbols[left.Next] = right with { Id = -1 };
            symbols[at.Position] = left with { Id = id, Next = right.Next };
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

        return [.. symbols.Where(symbol => symbol.Id >= 0).Select(symbol => symbol.Id)];

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
        for (int i = 0; i < spelling.Length; i++)
        {
            if (_ids.TryGetValue(spelling.Slice(i, 1), out int id))
            {
                if (symbols.Count > 0)
                {
                    symbols[^1] = symbols[^1] with { Next = symbols.Count };
                }

                symbols.Add(new Symbol(id, symbols.Count - 1, -1));
            }
        }

        return symbols;
    }

    /// <summary>A token of the word as far as it is merged, linked to its neighbours by index; merged away where its id is negative.</summary>
    private readonly record struct Symbol(int Id, int Previous, int Next);
}
